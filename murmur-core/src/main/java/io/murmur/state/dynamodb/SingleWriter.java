package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import io.murmur.state.Stored;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Makes a step with one UpdateItem. */
final class SingleWriter<V> implements StepWriter<V> {

  private static final Logger LOG = LoggerFactory.getLogger(SingleWriter.class);

  private final DynamoDbAsyncClient client;
  private final String table;
  private final Cell<V> cell;

  SingleWriter(DynamoDbAsyncClient client, String table, Cell<V> cell) {
    this.client = client;
    this.table = table;
    this.cell = cell;
  }

  @Override
  public CompletableFuture<Outcome<V>> send(Key key, Step<V> step) {
    if (step instanceof Step.Keep<V> keep) {
      return CompletableFuture.completedFuture(new Outcome.Done<>(Optional.of(keep.stored())));
    }
    Optional<Stored<V>> known = ((Step.Write<V>) step).outcome();
    var request = step.update().toRequest(table, key);
    if (known.isPresent()) {
      request.returnValues(ReturnValue.NONE);
    }
    return client
        .updateItem(request.build())
        .handle((response, error) -> outcome(key, known, response, error));
  }

  private Outcome<V> outcome(
      Key key, Optional<Stored<V>> known, UpdateItemResponse response, Throwable error) {
    if (error == null) {
      return new Outcome.Done<>(known.isPresent() ? known : written(key, response));
    }
    Throwable bare = DynamoDbErrors.unwrap(error);
    if (bare instanceof ConditionalCheckFailedException refused) {
      return new Outcome.Refused<>(new Item(refused.item()), refused.numAttempts() > 1);
    }
    if (bare instanceof TransactionConflictException) {
      return new Outcome.Busy<>(false, bare);
    }
    if (DynamoDbErrors.isValidation(bare)) {
      return new Outcome.Invalid<>(bare.getMessage(), bare);
    }
    throw new CompletionException(bare);
  }

  private Optional<Stored<V>> written(Key key, UpdateItemResponse response) {
    try {
      return Optional.of(new Item(response.attributes()).stored(cell));
    } catch (RuntimeException e) {
      // The delta is in; only what lies beside it does not parse. The next read will say so.
      LOG.warn("Merged into key {} of table {}, whose item does not parse", key, table, e);
      return Optional.empty();
    }
  }
}
