package io.murmur.flink.source.dynamodb;

import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.testing.DynamoDbLocal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A table of DynamoDB Local with a text as its key, or a text and a number. */
public record DynamoDbTable(DynamoDbAsyncClient client, String name) {

  /** For what does not connect. */
  static final DynamoDbConnection ANYWHERE = at(URI.create("http://127.0.0.1:1"));

  private static final int BATCH = 25;
  private static final int IN_FLIGHT = 8;

  static {
    credentials();
  }

  /** What DynamoDbConnection asks the environment for; DynamoDB Local takes any. */
  public static void credentials() {
    System.setProperty("aws.accessKeyId", "murmur");
    System.setProperty("aws.secretAccessKey", "murmur");
  }

  /** How jobs reach an endpoint. */
  public static DynamoDbConnection at(URI endpoint) {
    credentials();
    return new DynamoDbConnection("us-east-1", endpoint.toString(), 4);
  }

  /** A table with the key {@code id}. */
  public static DynamoDbTable create(DynamoDbAsyncClient client, boolean stream) {
    return create(client, stream, false);
  }

  /** A table with the key {@code id}, and {@code at} if it has two parts. */
  static DynamoDbTable create(DynamoDbAsyncClient client, boolean stream, boolean twoParts) {
    DynamoDbTable table = new DynamoDbTable(client, DynamoDbLocal.newTableName("scanned"));
    List<KeySchemaElement> key = new ArrayList<>();
    List<AttributeDefinition> types = new ArrayList<>();
    key.add(KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build());
    types.add(attribute("id", ScalarAttributeType.S));
    if (twoParts) {
      key.add(KeySchemaElement.builder().attributeName("at").keyType(KeyType.RANGE).build());
      types.add(attribute("at", ScalarAttributeType.N));
    }
    client
        .createTable(
            r -> {
              r.tableName(table.name)
                  .keySchema(key)
                  .attributeDefinitions(types)
                  .billingMode(BillingMode.PAY_PER_REQUEST);
              if (stream) {
                r.streamSpecification(
                    s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES));
              }
            })
        .join();
    return table;
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  /** Writes items number 0 to count. */
  public void fill(int count, IntFunction<Map<String, AttributeValue>> item) {
    List<CompletableFuture<?>> inFlight = new ArrayList<>();
    for (int from = 0; from < count; from += BATCH) {
      List<WriteRequest> batch = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + BATCH); i++) {
        Map<String, AttributeValue> each = item.apply(i);
        batch.add(WriteRequest.builder().putRequest(p -> p.item(each)).build());
      }
      inFlight.add(
          client
              .batchWriteItem(r -> r.requestItems(Map.of(name, batch)))
              .thenAccept(
                  reply -> {
                    if (!reply.unprocessedItems().isEmpty()) {
                      throw new AssertionError("DynamoDB Local is never busy");
                    }
                  }));
      if (inFlight.size() >= IN_FLIGHT) {
        inFlight.forEach(CompletableFuture::join);
        inFlight.clear();
      }
    }
    inFlight.forEach(CompletableFuture::join);
  }

  void delete(String id) {
    client.deleteItem(r -> r.tableName(name).key(Map.of("id", AttributeValue.fromS(id)))).join();
  }

  void put(Map<String, AttributeValue> item) {
    client.putItem(r -> r.tableName(name).item(item)).join();
  }
}
