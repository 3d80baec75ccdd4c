package io.murmur.state.dynamodb;

import io.murmur.state.PermanentStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbAsyncWaiter;

/**
 * Creates state tables like others, and deletes tables. Everything may be repeated. Stages complete
 * exceptionally with a {@link io.murmur.state.StoreException}.
 */
public final class DynamoDbTableCopies {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** AWS's own tags cannot be set by anyone else. */
  private static final String RESERVED_TAGS = "aws:";

  private final DynamoDbAsyncClient client;

  /** Works through a client, which stays the caller's. */
  public DynamoDbTableCopies(DynamoDbAsyncClient client) {
    this.client = client;
  }

  /** Whether there is a table of a name, in whatever state. */
  public CompletionStage<Boolean> exists(String table) {
    return Bare.stage(
        "looking for table " + table,
        () ->
            client
                .describeTable(r -> r.tableName(table))
                .handle(
                    (found, error) -> {
                      if (error == null) {
                        return true;
                      }
                      if (DynamoDbErrors.unwrap(error) instanceof ResourceNotFoundException) {
                        return false;
                      }
                      throw new CompletionException(DynamoDbErrors.unwrap(error));
                    }));
  }

  /**
   * Creates an empty state table with another one's capacity mode and limits, table class,
   * encryption, protection from deletion and tags, and with time to live; waits until it is active.
   * A table of the name that is there already is taken as it is, if it is empty.
   *
   * @param patience how long to wait until the table is active
   * @return what the other table has and this one does not get, in words for its owner: indexes,
   *     stream, replicas; tags where they cannot be read. Auto scaling and backups are kept by
   *     other services and never copied
   */
  public CompletionStage<List<String>> createLike(String original, String copy, Duration patience) {
    return Bare.stage(
        "creating table " + copy + " like " + original,
        () ->
            client
                .describeTable(r -> r.tableName(original))
                .thenCompose(
                    found ->
                        tagsOf(found.table().tableArn())
                            .thenCompose(
                                tags ->
                                    create(found.table(), copy, tags.found(), patience)
                                        .thenApply(done -> leftOut(found.table(), tags)))));
  }

  /**
   * Deletes a table with all its items and waits until it is gone; does nothing if there is none.
   */
  public CompletionStage<Void> delete(String table, Duration patience) {
    return Bare.stage(
        "deleting table " + table,
        () ->
            client
                .deleteTable(r -> r.tableName(table))
                .handle(
                    (deleted, error) -> {
                      if (error == null
                          || DynamoDbErrors.unwrap(error) instanceof ResourceNotFoundException) {
                        return true;
                      }
                      throw new CompletionException(DynamoDbErrors.unwrap(error));
                    })
                .thenCompose(asked -> untilGone(table, patience)));
  }

  private CompletableFuture<Void> create(
      TableDescription original, String copy, List<Tag> tags, Duration patience) {
    return client
        .createTable(request(original, copy, tags))
        .handle(
            (created, error) -> {
              if (error == null) {
                return true;
              }
              if (DynamoDbErrors.unwrap(error) instanceof ResourceInUseException) {
                return false;
              }
              throw new CompletionException(DynamoDbErrors.unwrap(error));
            })
        .thenCompose(
            created ->
                new DynamoDbTables(client)
                    .createStateTable(copy, TableOptions.onDemand().waitingFor(patience))
                    .thenCompose(
                        active ->
                            created
                                ? CompletableFuture.completedFuture(null)
                                : requireEmpty(copy)));
  }

  private static CreateTableRequest request(
      TableDescription original, String copy, List<Tag> tags) {
    var request =
        CreateTableRequest.builder()
            .tableName(copy)
            .keySchema(TableSchema.STATE.key())
            .attributeDefinitions(TableSchema.STATE.definitions());
    var billing = original.billingModeSummary();
    if (billing != null && billing.billingMode() == BillingMode.PAY_PER_REQUEST) {
      request.billingMode(BillingMode.PAY_PER_REQUEST);
      request.onDemandThroughput(original.onDemandThroughput());
    } else {
      request
          .billingMode(BillingMode.PROVISIONED)
          .provisionedThroughput(
              t ->
                  t.readCapacityUnits(original.provisionedThroughput().readCapacityUnits())
                      .writeCapacityUnits(original.provisionedThroughput().writeCapacityUnits()));
    }
    if (original.tableClassSummary() != null) {
      request.tableClass(original.tableClassSummary().tableClass());
    }
    if (Boolean.TRUE.equals(original.deletionProtectionEnabled())) {
      request.deletionProtectionEnabled(true);
    }
    var encryption = original.sseDescription();
    if (encryption != null && encryption.sseType() == SSEType.KMS) {
      request.sseSpecification(
          SSESpecification.builder()
              .enabled(true)
              .sseType(SSEType.KMS)
              .kmsMasterKeyId(encryption.kmsMasterKeyArn())
              .build());
    }
    if (!tags.isEmpty()) {
      request.tags(tags);
    }
    return request.build();
  }

  /** Tags, or why there are none. */
  private record Tags(List<Tag> found, Optional<String> unread) {}

  private static List<String> leftOut(TableDescription original, Tags tags) {
    List<String> left = new ArrayList<>();
    tags.unread().ifPresent(why -> left.add("tags, which cannot be read: " + why));
    original
        .globalSecondaryIndexes()
        .forEach(index -> left.add("global index '" + index.indexName() + "'"));
    original
        .localSecondaryIndexes()
        .forEach(index -> left.add("local index '" + index.indexName() + "'"));
    if (original.streamSpecification() != null
        && Boolean.TRUE.equals(original.streamSpecification().streamEnabled())) {
      left.add("stream of " + original.streamSpecification().streamViewTypeAsString());
    }
    original.replicas().forEach(replica -> left.add("replica in " + replica.regionName()));
    return List.copyOf(left);
  }

  /** A table without tags does its work: not every role may read them, nor does every server. */
  private CompletableFuture<Tags> tagsOf(String arn) {
    return tagsOf(arn, null, new ArrayList<>())
        .handle(
            (found, error) -> {
              if (error == null) {
                return new Tags(found, Optional.empty());
              }
              Throwable bare = DynamoDbErrors.unwrap(error);
              if (DynamoDbErrors.isTransient(bare)) {
                throw new CompletionException(bare);
              }
              return new Tags(List.of(), Optional.of(String.valueOf(bare.getMessage())));
            });
  }

  private CompletableFuture<List<Tag>> tagsOf(String arn, String from, List<Tag> found) {
    return client
        .listTagsOfResource(r -> r.resourceArn(arn).nextToken(from))
        .thenCompose(
            page -> {
              page.tags().stream()
                  .filter(tag -> !tag.key().startsWith(RESERVED_TAGS))
                  .forEach(found::add);
              return page.nextToken() == null
                  ? CompletableFuture.completedFuture(found)
                  : tagsOf(arn, page.nextToken(), found);
            });
  }

  private CompletableFuture<Void> requireEmpty(String table) {
    return client
        .scan(r -> r.tableName(table).limit(1).consistentRead(true))
        .thenAccept(
            page -> {
              if (!page.items().isEmpty() || page.hasLastEvaluatedKey()) {
                throw new CompletionException(
                    new PermanentStoreException(
                        "table "
                            + table
                            + " is there already and has items, so it is not the empty table that"
                            + " was asked for; nothing was changed: delete it if nobody needs it",
                        null));
              }
            });
  }

  private CompletableFuture<Void> untilGone(String table, Duration patience) {
    DynamoDbAsyncWaiter waiter =
        DynamoDbAsyncWaiter.builder()
            .client(client)
            .overrideConfiguration(
                w ->
                    w.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(BETWEEN_LOOKS))
                        .maxAttempts(Integer.MAX_VALUE)
                        .waitTimeout(patience))
            .build();
    return waiter
        .waitUntilTableNotExists(r -> r.tableName(table))
        .<Void>thenApply(gone -> null)
        .whenComplete((gone, error) -> waiter.close());
  }
}
