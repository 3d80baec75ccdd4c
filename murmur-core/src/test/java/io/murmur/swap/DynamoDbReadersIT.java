package io.murmur.swap;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Documents;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.monoid.Monoids;
import io.murmur.query.Query;
import io.murmur.state.Cache;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.state.valkey.ValkeyCache;
import io.murmur.state.valkey.ValkeyClient;
import io.murmur.state.valkey.ValkeyLimits;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Tables in DynamoDB, with all of their caches on one Valkey. */
@ExtendWith({DynamoDbLocalExtension.class, ValkeyServerExtension.class})
class DynamoDbReadersIT extends ReadersContract {

  private final DynamoDbAsyncClient client;
  private final ValkeyClient valkey;
  private final Documents documents;

  DynamoDbReadersIT(DynamoDbAsyncClient client, ValkeyServer server) {
    this.client = client;
    this.valkey =
        ValkeyClient.connect(
            URI.create("valkey://" + server.host() + ":" + server.port()),
            ValkeyLimits.defaults().withTimeout(Duration.ofSeconds(30)));
    String table = DynamoDbLocal.newTableName("control");
    DynamoDbDocuments.createTable(client, table);
    this.documents = new DynamoDbDocuments(client, table);
  }

  @AfterEach
  void closeTheClient() {
    valkey.close();
  }

  @Override
  Documents documents() {
    return documents;
  }

  @Override
  PhysicalTables tables() {
    return new DynamoDbPhysicalTables(client);
  }

  @Override
  String newTable() {
    String table = DynamoDbLocal.newTableName("readers");
    await(new DynamoDbTables(client).createStateTable(table, TableOptions.onDemand()));
    return table;
  }

  @Override
  Store<Long> store(String table) {
    return DynamoDbStore.builder(client, table, Monoids.count()).build();
  }

  @Override
  Cache<Long> cache(String table) {
    return ValkeyCache.over(valkey, table, Monoids.count().codec()).build();
  }

  @Test
  void aPromotedTableNeverServesWhatTheCacheHoldsOfTheOldOne() {
    String live = newTable();
    Swap swap = new Swap(documents, tables());
    String shadow = swap.shadow(live, "run", "f").name();
    // The old value has the higher version: were the entry shared, it would win.
    for (int i = 0; i < 5; i++) {
      await(store(live).merge(Merge.of(Key.allTime("a"), 1L)));
    }
    await(store(shadow).merge(Merge.of(Key.allTime("a"), 70L)));
    try (AliasResolver resolver =
            AliasResolver.of(documents, live).maxAge(Duration.ofNanos(1)).build();
        AliasTables<Long> aliased =
            AliasTables.inDynamoDb(resolver, client, Monoids.count(), valkey)) {
      Query<Long> query = Query.over(aliased).build();
      assertThat(await(query.get("a")).value()).isEqualTo(5);
      swap.promote(Promotion.of(live, shadow).overriding(PromoteCheck.values()));
      assertThat(await(query.get("a")).value()).isEqualTo(70);
      assertThat(await(query.get("a")).value()).isEqualTo(70);
      swap.rollback(live);
      assertThat(await(query.get("a")).value()).isEqualTo(5);
    }
  }
}
