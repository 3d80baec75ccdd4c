package io.murmur.processor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting, for drivers that have a thread to wait with. */
public final class Blocking {

  private Blocking() {}

  /**
   * Waits for an operation. If the thread is interrupted meanwhile the operation is cancelled: what
   * it has not written yet it will not write.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws java.util.concurrent.CancellationException if the operation was cancelled
   * @throws RuntimeException the operation's own error
   */
  public static <R> R await(CompletableFuture<R> operation) throws InterruptedException {
    try {
      return operation.get();
    } catch (InterruptedException e) {
      operation.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = Async.unwrap(e);
      if (cause instanceof RuntimeException error) {
        throw error;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("unexpected error: " + cause, cause);
    }
  }
}
