package io.murmur.state.dynamodb;

import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Makes a step together with the claims of its events, in one transaction: all of it or nothing.
 *
 * <p>The SDK marks every request with a token, so that its own retries of a request that was
 * applied are answered as the first one was. Beyond that, whoever sends the merge again finds all
 * claims taken, and takes that for what it is: applied before.
 *
 * <p>A claim whose expiry has passed is free although the server may still have it.
 */
final class ClaimedWriter<V> implements StepWriter<V> {

  private static final String REFUSED = "ConditionalCheckFailed";
  private static final String CONFLICT = "TransactionConflict";
  private static final String INVALID = "ValidationError";

  private final DynamoDbAsyncClient client;
  private final String table;
  private final String claimsTable;
  private final Guard.Claims claims;
  private final long now;

  /**
   * Creates a writer.
   *
   * @param now seconds since the epoch
   */
  ClaimedWriter(
      DynamoDbAsyncClient client, String table, String claimsTable, Guard.Claims claims, long now) {
    this.client = client;
    this.table = table;
    this.claimsTable = claimsTable;
    this.claims = claims;
    this.now = now;
  }

  @Override
  public CompletableFuture<Outcome<V>> send(Key key, Step<V> step) {
    List<TransactWriteItem> parts = new ArrayList<>(claims.eventIds().size() + 1);
    Optional<Stored<V>> known;
    if (step instanceof Step.Keep<V> keep) {
      known = Optional.of(keep.stored());
      parts.add(part(p -> p.conditionCheck(step.update().toCheck(table, key))));
    } else {
      known = ((Step.Write<V>) step).outcome();
      parts.add(part(p -> p.update(step.update().toUpdate(table, key))));
    }
    claims.eventIds().forEach(id -> parts.add(part(p -> p.put(claim(key, id)))));
    return client
        .transactWriteItems(r -> r.transactItems(parts))
        .handle((response, error) -> error == null ? new Outcome.Done<>(known) : outcome(error));
  }

  private static TransactWriteItem part(Consumer<TransactWriteItem.Builder> content) {
    return TransactWriteItem.builder().applyMutation(content).build();
  }

  private Put claim(Key key, String eventId) {
    long expiry = Math.addExact(now, Math.max(1, claims.retention().toSeconds()));
    return Put.builder()
        .tableName(claimsTable)
        .item(
            Map.of(
                Attributes.PARTITION,
                AttributeValue.fromS(ClaimKeys.claim(claims.namespace(), key, eventId)),
                Attributes.EXPIRY,
                AttributeValue.fromN(Long.toString(expiry))))
        .conditionExpression("attribute_not_exists(#pk) OR #ttl <= :now")
        .expressionAttributeNames(Map.of("#pk", Attributes.PARTITION, "#ttl", Attributes.EXPIRY))
        .expressionAttributeValues(Map.of(":now", AttributeValue.fromN(Long.toString(now))))
        .build();
  }

  private Outcome<V> outcome(Throwable error) {
    Throwable bare = DynamoDbErrors.unwrap(error);
    if (bare instanceof TransactionCanceledException cancelled
        && cancelled.hasCancellationReasons()) {
      return reasons(cancelled);
    }
    if (DynamoDbErrors.isValidation(bare)) {
      return new Outcome.Invalid<>(bare.getMessage(), bare);
    }
    throw new CompletionException(bare);
  }

  /** The reasons stand in the order of the transaction's parts: the item, then the claims. */
  private Outcome<V> reasons(TransactionCanceledException cancelled) {
    List<CancellationReason> reasons = cancelled.cancellationReasons();
    Set<String> lost = new HashSet<>();
    boolean conflict = false;
    boolean throttled = false;
    for (int i = 0; i < reasons.size(); i++) {
      String code = reasons.get(i).code();
      if (i > 0 && REFUSED.equals(code)) {
        lost.add(claims.eventIds().get(i - 1));
      } else if (INVALID.equals(code)) {
        return new Outcome.Invalid<>(String.valueOf(reasons.get(i).message()), cancelled);
      }
      conflict |= CONFLICT.equals(code);
      throttled |= DynamoDbErrors.isThrottlingReason(code);
    }
    if (!lost.isEmpty()) {
      return new Outcome.Lost<>(lost);
    }
    if (REFUSED.equals(reasons.get(0).code())) {
      return new Outcome.Refused<>(new Item(reasons.get(0).item()), false);
    }
    if (conflict || throttled) {
      return new Outcome.Busy<>(throttled, cancelled);
    }
    throw new CompletionException(cancelled);
  }
}
