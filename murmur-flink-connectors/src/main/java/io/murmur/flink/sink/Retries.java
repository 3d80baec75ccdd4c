package io.murmur.flink.sink;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.murmur.state.TransientStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

/**
 * Tries requests again whose error may go away, after waits drawn from zero to a bound that doubles
 * ("full jitter", M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog 2015).
 */
final class Retries implements AutoCloseable {

  private final Retry retry;
  private final ScheduledExecutorService timer;

  /**
   * Creates the retries of one subtask.
   *
   * @param onRetry told of each error after which a request is tried again, on any thread
   */
  Retries(String name, MergeSinkConfig.Load load, Consumer<TransientStoreException> onRetry) {
    long base = load.backoffBase().toMillis();
    long max = load.backoffMax().toMillis();
    retry =
        Retry.of(
            name,
            RetryConfig.custom()
                .maxAttempts(load.maxAttempts())
                .intervalFunction(
                    attempt -> ThreadLocalRandom.current().nextLong(bound(base, max, attempt) + 1))
                .retryOnException(error -> unwrap(error) instanceof TransientStoreException)
                .build());
    retry
        .getEventPublisher()
        .onRetry(
            event -> onRetry.accept((TransientStoreException) unwrap(event.getLastThrowable())));
    timer =
        Executors.newSingleThreadScheduledExecutor(new ExecutorThreadFactory("murmur-sink-retry"));
  }

  /** Runs a request until it succeeds, fails for good, or was tried often enough. */
  <R> CompletionStage<R> run(Supplier<CompletionStage<R>> request) {
    return retry.executeCompletionStage(
        timer,
        () -> {
          try {
            return request.get();
          } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
          }
        });
  }

  /** The error without the wrappers that stages put around it. */
  static Throwable unwrap(Throwable error) {
    Throwable inner = error;
    while (inner instanceof CompletionException && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** Requests that wait for their next attempt are given up. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static long bound(long base, long max, int attempt) {
    long bound = base;
    for (int i = 1; i < attempt && bound < max; i++) {
      bound *= 2;
    }
    return Math.min(bound, max);
  }
}
