package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.state.Store;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.StoreClaimsContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbStoreClaimsIT extends StoreClaimsContract {

  private Tables tables;

  @BeforeEach
  void createTables(DynamoDbAsyncClient client) {
    tables = Tables.create(client);
  }

  @Override
  protected <V> Store<V> newStore(Monoid<V> monoid) {
    return tables.store(monoid);
  }
}
