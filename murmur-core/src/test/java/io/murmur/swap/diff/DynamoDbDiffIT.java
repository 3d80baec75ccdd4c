package io.murmur.swap.diff;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.ScannableStore;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.window.Windowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * On DynamoDB Local, where loading is what takes the time: 4,000 keys unless {@code
 * -Dmurmur.diffKeys} says another number, for example 100000.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbDiffIT extends DiffContract {

  private final DynamoDbAsyncClient client;
  private final IdentityHashMap<ScannableStore<?>, String> tables = new IdentityHashMap<>();

  DynamoDbDiffIT(DynamoDbAsyncClient client) {
    this.client = client;
  }

  @Override
  <V> ScannableStore<V> newStore(Monoid<V> monoid) {
    String table = newTable();
    ScannableStore<V> store = DynamoDbStore.builder(client, table, monoid).build();
    tables.put(store, table);
    return store;
  }

  /** Merges each value once and copies the item that came of it, 25 to a request. */
  @Override
  void load(ScannableStore<StructValue> store, Map<String, StructValue> values) {
    String table = tables.get(store);
    IdentityHashMap<StructValue, Map<String, AttributeValue>> items = new IdentityHashMap<>();
    List<WriteRequest> batch = new ArrayList<>();
    values.forEach(
        (entity, value) -> {
          var item = new HashMap<>(items.computeIfAbsent(value, v -> itemOf(store, table, v)));
          item.put("pk", AttributeValue.fromS(entity));
          batch.add(WriteRequest.builder().putRequest(p -> p.item(item)).build());
          if (batch.size() == 25) {
            write(table, batch);
          }
        });
    if (!batch.isEmpty()) {
      write(table, batch);
    }
  }

  private Map<String, AttributeValue> itemOf(
      ScannableStore<StructValue> store, String table, StructValue value) {
    Map<String, AttributeValue> key =
        Map.of("pk", AttributeValue.fromS("template"), "sk", AttributeValue.fromN("0"));
    await(store.merge(Merge.of(Key.allTime("template"), value)));
    var item = client.getItem(r -> r.tableName(table).key(key).consistentRead(true)).join().item();
    client.deleteItem(r -> r.tableName(table).key(key)).join();
    return item;
  }

  private void write(String table, List<WriteRequest> batch) {
    List<WriteRequest> now = List.copyOf(batch);
    var done = client.batchWriteItem(r -> r.requestItems(Map.of(table, now))).join();
    assertThat(done.unprocessedItems()).isEmpty();
    batch.clear();
  }

  @Override
  int keys() {
    return Integer.getInteger("murmur.diffKeys", 4_000);
  }

  @Test
  void aValueThatDoesNotParseStopsTheComparisonAndIsNamed() {
    String table = newTable();
    client
        .putItem(
            r ->
                r.tableName(table)
                    .item(
                        Map.of(
                            "pk", AttributeValue.fromS("bad"),
                            "sk", AttributeValue.fromN("0"),
                            "v", AttributeValue.fromS("x"))))
        .join();
    ScannableStore<Long> broken = DynamoDbStore.builder(client, table, Monoids.count()).build();
    ScannableStore<Long> other = newStore(Monoids.count());
    assertThatThrownBy(
            () ->
                Diff.run(
                    table, broken, "other", other, DiffOptions.of(Windowing.none(), Instant.now())))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("the value of key bad in table " + table + " cannot be read");
  }

  private String newTable() {
    String table = DynamoDbLocal.newTableName("diff");
    await(new DynamoDbTables(client).createStateTable(table, TableOptions.onDemand()));
    return table;
  }
}
