package io.murmur.query;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.StoreProbe;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbQueryIT extends QueryContract {

  private final DynamoDbAsyncClient client;

  DynamoDbQueryIT(DynamoDbAsyncClient client) {
    this.client = client;
  }

  @Override
  <V> Store<V> newStore(Monoid<V> monoid) {
    String table = DynamoDbLocal.newTableName("query");
    StoreProbe.await(new DynamoDbTables(client).createStateTable(table, TableOptions.onDemand()));
    return DynamoDbStore.builder(client, table, monoid).build();
  }
}
