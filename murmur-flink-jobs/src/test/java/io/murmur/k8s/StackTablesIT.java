package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

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

  /** As CloudFormation would, under another name. */
  private String create(String resource) {
    JsonNode properties = Stack.properties(resource);
    String table = DynamoDbLocal.newTableName(resource);
    List<AttributeDefinition> attributes = new ArrayList<>();
    for (JsonNode each : properties.get("AttributeDefinitions")) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(each.get("AttributeName").textValue())
              .attributeType(each.get("AttributeType").textValue())
              .build());
    }
    List<KeySchemaElement> key = new ArrayList<>();
    for (JsonNode each : properties.get("KeySchema")) {
      key.add(
          KeySchemaElement.builder()
              .attributeName(each.get("AttributeName").textValue())
              .keyType(each.get("KeyType").textValue())
              .build());
    }
    client
        .createTable(
            r ->
                r.tableName(table)
                    .attributeDefinitions(attributes)
                    .keySchema(key)
                    .billingMode(BillingMode.fromValue(properties.get("BillingMode").textValue())))
        .join();
    JsonNode expiry = properties.path("TimeToLiveSpecification");
    if (!expiry.isMissingNode()) {
      client
          .updateTimeToLive(
              r ->
                  r.tableName(table)
                      .timeToLiveSpecification(
                          t ->
                              t.attributeName(expiry.get("AttributeName").textValue())
                                  .enabled(expiry.get("Enabled").asBoolean())))
          .join();
    }
    return table;
  }
}
