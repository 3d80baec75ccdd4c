package io.murmur.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The control table on DynamoDB: one item for each document with {@code pk} (S, the kind), {@code
 * sk} (S, the id), {@code doc} (S, the text) and {@code ver} (N, the version). All reads are
 * consistent. One or two requests for each call; meant for a few calls a minute.
 *
 * <p>Calls block until the client's own timeout and retries are used up.
 */
public final class DynamoDbDocuments implements Documents {

  private final DynamoDbAsyncClient client;
  private final String table;

  /** Uses a table; the client stays the caller's. */
  public DynamoDbDocuments(DynamoDbAsyncClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /** Creates the table, billed on demand, unless it exists, and waits until it is active. */
  public static void createTable(DynamoDbAsyncClient client, String table) {
    try {
      join(
          table,
          () ->
              client.createTable(
                  request ->
                      request
                          .tableName(table)
                          .billingMode(BillingMode.PAY_PER_REQUEST)
                          .attributeDefinitions(string("pk"), string("sk"))
                          .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))));
    } catch (ResourceInUseException alreadyThere) {
      // Two jobs may start at once: one of them creates it, both wait.
    }
    join(table, () -> client.waiter().waitUntilTableExists(request -> request.tableName(table)));
  }

  @Override
  public Optional<Document> get(String kind, String id) {
    var answer =
        join(
            table,
            () ->
                client.getItem(
                    request -> request.tableName(table).key(key(kind, id)).consistentRead(true)));
    return answer.hasItem() ? Optional.of(document(answer.item())) : Optional.empty();
  }

  @Override
  public List<Document> list(String kind) {
    List<Document> documents = new ArrayList<>();
    Map<String, AttributeValue> from = null;
    do {
      Map<String, AttributeValue> start = from;
      var page =
          join(
              table,
              () ->
                  client.query(
                      request ->
                          request
                              .tableName(table)
                              .keyConditionExpression("pk = :kind")
                              .expressionAttributeValues(
                                  Map.of(":kind", AttributeValue.fromS(kind)))
                              .consistentRead(true)
                              .exclusiveStartKey(start)));
      page.items().forEach(item -> documents.add(document(item)));
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
    } while (from != null);
    return documents;
  }

  @Override
  public boolean put(String kind, String id, String text, long expectedVersion) {
    Map<String, AttributeValue> item =
        Map.of(
            "pk", AttributeValue.fromS(kind),
            "sk", AttributeValue.fromS(id),
            "doc", AttributeValue.fromS(text),
            "ver", AttributeValue.fromN(Long.toString(expectedVersion + 1)));
    try {
      join(
          table,
          () ->
              client.putItem(
                  request -> {
                    request.tableName(table).item(item);
                    if (expectedVersion == 0) {
                      request.conditionExpression("attribute_not_exists(pk)");
                    } else {
                      request
                          .conditionExpression("ver = :expected")
                          .expressionAttributeValues(
                              Map.of(
                                  ":expected",
                                  AttributeValue.fromN(Long.toString(expectedVersion))));
                    }
                  }));
      return true;
    } catch (ConditionalCheckFailedException changedMeanwhile) {
      return false;
    }
  }

  @Override
  public void close() {}

  private static <R> R join(String table, Supplier<CompletableFuture<R>> call) {
    try {
      return call.get().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ResourceNotFoundException missing) {
        throw new ControlTableException(
            "the control table '"
                + table
                + "' does not exist in this account and region: create it, or name the one that"
                + " does",
            missing);
      }
      if (e.getCause() instanceof SdkClientException away) {
        throw unreachable(table, away);
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    } catch (SdkClientException away) {
      throw unreachable(table, away);
    }
  }

  private static ControlTableException unreachable(String table, SdkClientException away) {
    return new ControlTableException(
        "the control table '"
            + table
            + "' cannot be reached: "
            + away.getMessage()
            + "; check region, credentials and endpoint",
        away);
  }

  private static Document document(Map<String, AttributeValue> item) {
    return new Document(
        item.get("sk").s(), item.get("doc").s(), Long.parseLong(item.get("ver").n()));
  }

  private static Map<String, AttributeValue> key(String kind, String id) {
    return Map.of("pk", AttributeValue.fromS(kind), "sk", AttributeValue.fromS(id));
  }

  private static AttributeDefinition string(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
