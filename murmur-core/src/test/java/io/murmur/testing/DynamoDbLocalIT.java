package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbLocalIT {

  private static TestTable table;

  @BeforeAll
  static void createTable(DynamoDbAsyncClient client) {
    table = TestTable.create(client, DynamoDbLocal.newTableName("local"));
  }

  @Test
  void allTestsOfAJvmShareOneServer(DynamoDbLocal one, DynamoDbLocal other) {
    assertThat(one).isSameAs(other);
  }

  @Test
  void asyncAndBlockingClientsSeeTheSameItems(DynamoDbLocal local, DynamoDbAsyncClient client) {
    table.add("a", 2);
    try (var blocking = local.client().build()) {
      var item = blocking.getItem(r -> r.tableName(table.name()).key(TestTable.key("a"))).item();
      assertThat(item).containsEntry("v", AttributeValue.fromN("2"));
    }
    // Not listTables: it gives the first hundred, and the tables of all tests are here.
    var described = client.describeTable(r -> r.tableName(table.name())).join().table();
    assertThat(described.tableName()).isEqualTo(table.name());
  }

  @Test
  void aServerOfOnesOwnStartsEmptyAndStops() {
    try (var own = DynamoDbLocal.start();
        var client = own.client().build()) {
      assertThat(client.listTables().tableNames()).isEmpty();
    }
  }
}
