package io.murmur.processor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What is missing in {@link CompletableFuture}. */
final class Async {

  private Async() {}

  /** The stage of a call; a call that throws is a stage that failed, or someone waits for ever. */
  static <R> CompletionStage<R> call(Supplier<? extends CompletionStage<R>> call) {
    try {
      return call.get();
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The error that a stage failed with, without the wrappers that stages put around it. */
  static Throwable unwrap(Throwable error) {
    Throwable inner = error;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /**
   * Runs a step again and again, each after the one before it is complete, until one answers false
   * or fails. Any number of steps that complete at once takes no stack.
   */
  static CompletableFuture<Void> loop(Supplier<? extends CompletionStage<Boolean>> step) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    proceed(step, end);
    return end;
  }

  private static void proceed(
      Supplier<? extends CompletionStage<Boolean>> step, CompletableFuture<Void> end) {
    while (true) {
      CompletionStage<Boolean> next = call(step);
      if (!next.toCompletableFuture().isDone()) {
        next.whenComplete(
            (more, error) -> {
              if (goesOn(error == null && more, error, end)) {
                proceed(step, end);
              }
            });
        return;
      }
      boolean more = false;
      Throwable failure = null;
      try {
        more = next.toCompletableFuture().join();
      } catch (CompletionException | CancellationException e) {
        failure = e;
      }
      if (!goesOn(more, failure, end)) {
        return;
      }
    }
  }

  private static boolean goesOn(boolean more, Throwable error, CompletableFuture<Void> end) {
    if (error != null) {
      end.completeExceptionally(unwrap(error));
      return false;
    }
    if (!more) {
      end.complete(null);
    }
    return more;
  }
}
