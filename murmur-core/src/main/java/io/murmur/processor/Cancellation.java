package io.murmur.processor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Tells the parts of one operation that its caller has cancelled it. Requests that are under way
 * are not torn down: their outcome would be unknown.
 */
final class Cancellation {

  private volatile boolean cancelled;

  /** Runs an operation whose future, when cancelled, stops it before its next request. */
  static <R> CompletableFuture<R> cancellable(
      Function<Cancellation, CompletionStage<R>> operation) {
    Cancellation token = new Cancellation();
    CompletableFuture<R> future = new CompletableFuture<>();
    CompletionStage<R> visible = future;
    visible.whenComplete((result, error) -> token.cancelled = future.isCancelled());
    Async.call(() -> operation.apply(token))
        .whenComplete(
            (result, error) -> {
              if (error == null) {
                future.complete(result);
              } else {
                future.completeExceptionally(Async.unwrap(error));
              }
            });
    return future;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** The error of an operation that stopped here. */
  static CancellationException error(String pipeline) {
    return new CancellationException(
        "pipeline '%s': cancelled by the caller; what was not merged yet is not, deliver it again"
            .formatted(pipeline));
  }
}
