package io.murmur.state.dynamodb;

import io.murmur.state.PermanentStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbAsyncWaiter;

/**
 * Creates and checks the tables of stores and dedupers.
 *
 * <p>Creating may be repeated, also by several processes at once: a table that is there is checked
 * instead, and one whose creation was interrupted is finished. Stages complete exceptionally with a
 * {@link io.murmur.state.StoreException}; that of a table that does not fit lists all mistakes.
 */
public final class DynamoDbTables {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int LOOKS_WITHOUT_BOUND = Integer.MAX_VALUE;

  private final DynamoDbAsyncClient client;

  /** Works through a client, which stays the caller's. */
  public DynamoDbTables(DynamoDbAsyncClient client) {
    this.client = client;
  }

  /** Sees to it that a table for a {@link DynamoDbStore} is there, fits and is active. */
  public CompletionStage<Void> createStateTable(String table, TableOptions options) {
    return create(TableSchema.STATE, table, options);
  }

  /**
   * Sees to it that a table for claims and for {@link DynamoDbDeduper} is there, fits and is
   * active. Any number of pipelines may share it.
   */
  public CompletionStage<Void> createDedupTable(String table, TableOptions options) {
    return create(TableSchema.DEDUP, table, options);
  }

  /** Checks that a table can be a {@link DynamoDbStore}'s: key, types, time to live. */
  public CompletionStage<Void> validateStateTable(String table) {
    return Bare.stage("checking table " + table, () -> validate(TableSchema.STATE, table));
  }

  /** Checks that a table can take claims: key, types, time to live. */
  public CompletionStage<Void> validateDedupTable(String table) {
    return Bare.stage("checking table " + table, () -> validate(TableSchema.DEDUP, table));
  }

  private CompletionStage<Void> create(TableSchema schema, String table, TableOptions options) {
    return Bare.stage(
        "creating " + schema.title() + " " + table,
        () ->
            client
                .createTable(request(schema, table, options))
                .handle((created, error) -> acceptExisting(error))
                .thenCompose(ok -> untilActive(table, options.patience()))
                .thenCompose(active -> enableExpiry(table))
                .thenCompose(enabled -> validate(schema, table)));
  }

  private static CreateTableRequest request(
      TableSchema schema, String table, TableOptions options) {
    var request =
        CreateTableRequest.builder()
            .tableName(table)
            .keySchema(schema.key())
            .attributeDefinitions(schema.definitions());
    if (options.billing() instanceof TableOptions.Billing.Provisioned capacity) {
      request
          .billingMode(BillingMode.PROVISIONED)
          .provisionedThroughput(
              t ->
                  t.readCapacityUnits(capacity.readUnits())
                      .writeCapacityUnits(capacity.writeUnits()));
    } else {
      request.billingMode(BillingMode.PAY_PER_REQUEST);
    }
    if (!options.tags().isEmpty()) {
      request.tags(
          options.tags().entrySet().stream()
              .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
              .toList());
    }
    return request.build();
  }

  private static boolean acceptExisting(Throwable error) {
    if (error != null && !(DynamoDbErrors.unwrap(error) instanceof ResourceInUseException)) {
      throw new CompletionException(DynamoDbErrors.unwrap(error));
    }
    return true;
  }

  private CompletableFuture<Void> untilActive(String table, Duration patience) {
    DynamoDbAsyncWaiter waiter =
        DynamoDbAsyncWaiter.builder()
            .client(client)
            .overrideConfiguration(
                w ->
                    w.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(BETWEEN_LOOKS))
                        .maxAttempts(LOOKS_WITHOUT_BOUND)
                        .waitTimeout(patience))
            .build();
    return waiter
        .waitUntilTableExists(r -> r.tableName(table))
        .<Void>thenApply(active -> null)
        .whenComplete((active, error) -> waiter.close());
  }

  private CompletableFuture<Void> enableExpiry(String table) {
    return expiryOf(table)
        .thenCompose(
            found -> {
              if (found.timeToLiveStatus() != TimeToLiveStatus.DISABLED) {
                return CompletableFuture.completedFuture(null);
              }
              return client
                  .updateTimeToLive(
                      r ->
                          r.tableName(table)
                              .timeToLiveSpecification(
                                  t -> t.attributeName(Attributes.EXPIRY).enabled(true)))
                  .handle((enabled, error) -> acceptEnabled(error));
            });
  }

  /** Someone else may have enabled it in the meantime; the check that follows looks at it. */
  private static Void acceptEnabled(Throwable error) {
    if (error != null && !DynamoDbErrors.isValidation(error)) {
      throw new CompletionException(DynamoDbErrors.unwrap(error));
    }
    return null;
  }

  private CompletableFuture<Void> validate(TableSchema schema, String table) {
    return client
        .describeTable(r -> r.tableName(table))
        .thenCombine(
            expiryOf(table),
            (description, expiry) -> {
              requireNoMistakes(schema, table, description, expiry);
              return null;
            });
  }

  private CompletableFuture<TimeToLiveDescription> expiryOf(String table) {
    return client
        .describeTimeToLive(r -> r.tableName(table))
        .thenApply(response -> response.timeToLiveDescription());
  }

  private static void requireNoMistakes(
      TableSchema schema,
      String table,
      DescribeTableResponse description,
      TimeToLiveDescription expiry) {
    List<String> mistakes = new ArrayList<>(schema.mistakesOf(description.table()));
    boolean enabled =
        expiry.timeToLiveStatus() == TimeToLiveStatus.ENABLED
            || expiry.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
    if (!enabled) {
      mistakes.add("time to live has to be enabled on '" + Attributes.EXPIRY + "', it is not");
    } else if (!Attributes.EXPIRY.equals(expiry.attributeName())) {
      mistakes.add(
          "time to live has to be enabled on '%s', it is on '%s'"
              .formatted(Attributes.EXPIRY, expiry.attributeName()));
    }
    if (!mistakes.isEmpty()) {
      throw new PermanentStoreException(
          "table %s cannot be used as a %s, nothing was changed:\n  - %s"
              .formatted(table, schema.title(), String.join("\n  - ", mistakes)));
    }
  }
}
