package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.StoreProbe;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A fresh state table and a fresh dedup table. */
record Tables(DynamoDbAsyncClient client, String state, String dedup) {

  static Tables create(DynamoDbAsyncClient client) {
    Tables names =
        new Tables(
            client, DynamoDbLocal.newTableName("state"), DynamoDbLocal.newTableName("dedup"));
    DynamoDbTables tables = new DynamoDbTables(client);
    StoreProbe.await(tables.createStateTable(names.state(), TableOptions.onDemand()));
    StoreProbe.await(tables.createDedupTable(names.dedup(), TableOptions.onDemand()));
    return names;
  }

  /** The same tables through another client. */
  Tables through(DynamoDbAsyncClient other) {
    return new Tables(other, state, dedup);
  }

  <V> DynamoDbStore<V> store(Monoid<V> monoid) {
    return DynamoDbStore.builder(client, state, monoid).claimsIn(dedup).build();
  }

  /** All attributes of an item; none if there is no item. */
  Map<String, AttributeValue> item(Key key) {
    return client
        .getItem(r -> r.tableName(state).key(Attributes.keyOf(key)).consistentRead(true))
        .join()
        .item();
  }
}
