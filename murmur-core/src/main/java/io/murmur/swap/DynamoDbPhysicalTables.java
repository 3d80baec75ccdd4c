package io.murmur.swap;

import io.murmur.state.dynamodb.DynamoDbErrors;
import io.murmur.state.dynamodb.DynamoDbTableCopies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Tables in DynamoDB. Waits for ten minutes at most until a table is there or gone. Errors are
 * {@link io.murmur.state.StoreException}s.
 */
public final class DynamoDbPhysicalTables implements PhysicalTables {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final DynamoDbTableCopies copies;

  /** Works through a client, which stays the caller's. */
  public DynamoDbPhysicalTables(DynamoDbAsyncClient client) {
    this.copies = new DynamoDbTableCopies(client);
  }

  @Override
  public boolean exists(String table) {
    return join(copies.exists(table));
  }

  @Override
  public List<String> createLike(String live, String shadow) {
    return join(copies.createLike(live, shadow, PATIENCE));
  }

  @Override
  public void drop(String table) {
    join(copies.delete(table, PATIENCE));
  }

  private static <R> R join(CompletionStage<R> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (DynamoDbErrors.unwrap(e) instanceof RuntimeException bare) {
        throw bare;
      }
      throw e;
    }
  }
}
