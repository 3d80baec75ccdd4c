package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Tables as the template makes them are tables as the code wants them. */
@ExtendWith(DynamoDbLocalExtension.class)
class StackTablesIT {

  private final DynamoDbAsyncClient client;

  StackTablesIT(DynamoDbAsyncClient client) {
    this.client = client;
  }

  @Test
  void theStateTableIsOne() {
    String table = create("StateTable");

    new DynamoDbTables(client).validateStateTable(table).toCompletableFuture().join();
  }

  @Test
  void theClaimsTableIsOne() {
    String table = create("ClaimsTable");

    new DynamoDbTables(client).validateDedupTable(table).toCompletableFuture().join();
  }

  @Test
  void theControlTableKeepsDocuments() {
    String table = create("ControlTable");
    String made = DynamoDbLocal.newTableName("control");
    DynamoDbDocuments.createTable(client, made);

    try (DynamoDbDocuments documents = new DynamoDbDocuments(client, table)) {
      assertThat(documents.put("run", "r", "text", 0)).isTrue();
      assertThat(documents.list("run")).hasSize(1);
    }
    var ours = client.describeTable(r -> r.tableName(table)).join().table();
    var theirs = client.describeTable(r -> r.tableName(made)).join().table();
    assertThat(ours.keySchema()).isEqualTo(theirs.keySchema());
    assertThat(ours.attributeDefinitions())
        .containsExactlyInAnyOrderElementsOf(theirs.attributeDefinitions());
  }

  /** Under another name than the template's. */
  private String create(String resource) {
    String table = DynamoDbLocal.newTableName(resource);
    Stack.create(client, resource, table);
    return table;
  }
}
