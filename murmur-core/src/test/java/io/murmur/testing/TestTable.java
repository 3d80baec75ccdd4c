package io.murmur.testing;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A table of one number per key, for the tests of the fixtures themselves. */
record TestTable(DynamoDbAsyncClient client, String name) {

  static TestTable create(DynamoDbAsyncClient client, String name) {
    client
        .createTable(
            r ->
                r.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("pk")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("pk")
                            .keyType(KeyType.HASH)
                            .build()))
        .join();
    return new TestTable(client, name);
  }

  static Map<String, AttributeValue> key(String key) {
    return Map.of("pk", AttributeValue.fromS(key));
  }

  /** The same table, through another client. */
  TestTable through(DynamoDbAsyncClient other) {
    return new TestTable(other, name);
  }

  CompletableFuture<UpdateItemResponse> addAsync(String key, long delta) {
    return client.updateItem(
        r ->
            r.tableName(name)
                .key(key(key))
                .updateExpression("ADD v :d")
                .expressionAttributeValues(Map.of(":d", AttributeValue.fromN(Long.toString(delta))))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
  }

  void add(String key, long delta) {
    addAsync(key, delta).join();
  }

  /** The number of a key, 0 if it has none. */
  long read(String key) {
    var item =
        client.getItem(r -> r.tableName(name).key(key(key)).consistentRead(true)).join().item();
    return item.containsKey("v") ? Long.parseLong(item.get("v").n()) : 0;
  }
}
