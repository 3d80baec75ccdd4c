package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.RunLedger;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.ServiceError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Tables of DynamoDB Local behind a proxy, and what a test does to the wire and asks of them. */
final class Wire<V> implements AutoCloseable {

  /** No client and no sink tries again what is answered so. */
  static final ServiceError FORBIDDEN =
      new ServiceError(
          400,
          "com.amazonaws.dynamodb.v20120810#AccessDeniedException",
          "the test does not allow this");

  static {
    // What DynamoDbConnection asks the environment for; DynamoDB Local takes any.
    System.setProperty("aws.accessKeyId", "murmur");
    System.setProperty("aws.secretAccessKey", "murmur");
  }

  final Aggregate<V> aggregate;
  final FaultProxy proxy;
  final String table = DynamoDbLocal.newTableName("totals");
  final String dedup = DynamoDbLocal.newTableName("claims");
  final String control = DynamoDbLocal.newTableName("control");

  private final DynamoDbAsyncClient direct;

  Wire(Aggregate<V> aggregate, DynamoDbLocal local, DynamoDbAsyncClient direct, long seed) {
    this.aggregate = aggregate;
    this.direct = direct;
    this.proxy = FaultProxy.dynamoDb(local.endpoint(), seed);
    DynamoDbTables tables = new DynamoDbTables(direct);
    tables.createStateTable(table, TableOptions.onDemand()).toCompletableFuture().join();
    tables.createDedupTable(dedup, TableOptions.onDemand()).toCompletableFuture().join();
    DynamoDbDocuments.createTable(direct, control);
  }

  /** As jobs reach it: with the retries of production. */
  DynamoDbConnection connection() {
    return through(proxy);
  }

  static DynamoDbConnection through(FaultProxy proxy) {
    return new DynamoDbConnection(
        "us-east-1", proxy.endpoint().toString(), DynamoDbConnection.DEFAULT_MAX_CONCURRENCY);
  }

  /** Strikes writes of aggregates. */
  InjectedFault strikeWrites(Fault fault, long... ordinals) {
    InjectedFault last = null;
    for (long ordinal : ordinals) {
      last = proxy.inject(writes(fault).onlyTheNth(ordinal));
    }
    return last;
  }

  /** A rule for writes of aggregates. */
  FaultRule writes(Fault fault) {
    String quoted = '"' + table + '"';
    return FaultRule.of(fault)
        .on("UpdateItem", "TransactWriteItems")
        .matching(request -> request.body().contains(quoted));
  }

  /** How many writes of aggregates were asked for so far. */
  long writes() {
    return proxy.traffic().received("UpdateItem") + proxy.traffic().received("TransactWriteItems");
  }

  /** The ledger, past the proxy. */
  RunLedger ledger() {
    return new RunLedger(new DynamoDbDocuments(direct, control));
  }

  /** Fails unless the table holds what was expected, to the last unit, and no other key. */
  void assertHolds(Map<Key, V> expected) {
    assertThat(totals(expected)).as(aggregate.name()).isEqualTo(expected);
    assertThat(items()).as("items").isEqualTo(expected.size());
  }

  /** How many items the table has. */
  int items() {
    return direct.scan(scan -> scan.tableName(table).consistentRead(true)).join().count();
  }

  /** What the table holds of some keys. */
  Map<Key, V> totals(Map<Key, V> wanted) {
    try (Store<V> store =
        DynamoDbStore.builder(direct, table, aggregate.pipeline().monoid()).build()) {
      List<Key> keys = new ArrayList<>(wanted.keySet());
      List<Optional<Stored<V>>> found =
          store.getMany(keys, Consistency.STRONG).toCompletableFuture().join();
      Map<Key, V> totals = new HashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Key key = keys.get(i);
        found.get(i).ifPresent(stored -> totals.put(key, stored.value()));
      }
      return totals;
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
