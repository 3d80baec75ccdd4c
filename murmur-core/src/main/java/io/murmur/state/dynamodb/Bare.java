package io.murmur.state.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Stages that fail with the store's own exceptions and not with wrappings of the client's. */
final class Bare {

  private Bare() {}

  /**
   * Runs requests.
   *
   * @param doing what they are for, to begin the message of an error with
   */
  static <T> CompletableFuture<T> stage(String doing, Supplier<CompletableFuture<T>> requests) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    try {
      // The promise takes its result.
      var unused =
          requests
              .get()
              .whenComplete(
                  (value, error) -> {
                    if (error == null) {
                      promise.complete(value);
                    } else {
                      promise.completeExceptionally(DynamoDbErrors.translate(doing, error));
                    }
                  });
    } catch (RuntimeException e) {
      promise.completeExceptionally(DynamoDbErrors.translate(doing, e));
    }
    return promise;
  }
}
