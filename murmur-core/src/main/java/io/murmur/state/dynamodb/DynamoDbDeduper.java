package io.murmur.state.dynamodb;

import io.murmur.state.Deduper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Seen event ids in a dedup table, one conditional write of one unit for each call.
 *
 * <p>The claim carries a token of the call that made it, so a call whose first answer was lost and
 * which the client repeats recognises its own claim. Ids of different namespaces never meet, nor do
 * they meet the claims of merges in the same table. An id whose retention has passed is free,
 * although DynamoDB may take days to delete it.
 */
public final class DynamoDbDeduper implements Deduper {

  private final DynamoDbAsyncClient client;
  private final String table;
  private final String namespace;
  private final Duration retention;
  private final InstantSource clock;

  /**
   * Creates a deduper.
   *
   * @param client stays the caller's, who closes it after the deduper
   * @param table a dedup table ({@link DynamoDbTables#createDedupTable})
   * @param namespace whose ids these are, normally the pipeline's name
   * @param retention how long an id is remembered at least, in whole seconds; must exceed the time
   *     in which an event can be delivered again
   * @param clock what tells how much of it has passed
   */
  public DynamoDbDeduper(
      DynamoDbAsyncClient client,
      String table,
      String namespace,
      Duration retention,
      InstantSource clock) {
    if (retention.toSeconds() < 1) {
      throw new IllegalArgumentException("the retention must be a second at least: " + retention);
    }
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("the namespace of a deduper must not be empty");
    }
    this.client = client;
    this.table = table;
    this.namespace = namespace;
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Boolean> markSeen(String eventId) {
    String doing =
        "marking event %s of %s as seen in table %s".formatted(eventId, namespace, table);
    return Bare.stage(doing, () -> claim(ClaimKeys.seen(namespace, eventId)));
  }

  /** Does nothing: the client is the caller's. */
  @Override
  public void close() {}

  private CompletableFuture<Boolean> claim(String claim) {
    SdkBytes mine = Tokens.next();
    long now = clock.instant().getEpochSecond();
    long expiry = Math.addExact(now, retention.toSeconds());
    return client
        .putItem(
            r ->
                r.tableName(table)
                    .item(
                        Map.of(
                            Attributes.PARTITION,
                            AttributeValue.fromS(claim),
                            Attributes.EXPIRY,
                            seconds(expiry),
                            Attributes.TOKEN,
                            AttributeValue.fromB(mine)))
                    .conditionExpression("attribute_not_exists(#pk) OR #ttl <= :now")
                    .expressionAttributeNames(
                        Map.of("#pk", Attributes.PARTITION, "#ttl", Attributes.EXPIRY))
                    .expressionAttributeValues(Map.of(":now", seconds(now)))
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .handle((response, error) -> error == null || madeBy(mine, error));
  }

  /** Whether the claim that stands in the way is our own. */
  private static boolean madeBy(SdkBytes mine, Throwable error) {
    Throwable bare = DynamoDbErrors.unwrap(error);
    if (bare instanceof ConditionalCheckFailedException taken) {
      AttributeValue token = taken.item().get(Attributes.TOKEN);
      return token != null && mine.equals(token.b());
    }
    throw new CompletionException(bare);
  }

  private static AttributeValue seconds(long epochSecond) {
    return AttributeValue.fromN(Long.toString(epochSecond));
  }
}
