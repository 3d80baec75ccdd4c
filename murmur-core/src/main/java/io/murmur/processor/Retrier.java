package io.murmur.processor;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.murmur.state.TransientStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Tries requests again by a {@link RetryPolicy}: only after a {@link TransientStoreException}, and
 * never after their operation was cancelled.
 */
final class Retrier {

  private final String pipeline;
  private final Retry retry;
  private final ScheduledExecutorService scheduler;

  /** Creates a retrier that runs {@code onRetry} before each wait. */
  Retrier(String pipeline, RetryPolicy policy, Surroundings surroundings, Runnable onRetry) {
    this.pipeline = pipeline;
    this.scheduler = surroundings.scheduler();
    this.retry =
        Retry.of(
            pipeline,
            RetryConfig.custom()
                .maxAttempts(policy.maxAttempts())
                .intervalFunction(
                    attempt ->
                        surroundings
                            .jitter()
                            .applyAsLong(policy.longestWait(attempt - 1).toMillis()))
                .retryOnException(TransientStoreException.class::isInstance)
                .build());
    retry.getEventPublisher().onRetry(event -> onRetry.run());
  }

  /** Runs a request; counts its attempts. */
  <R> CompletionStage<R> run(
      AtomicInteger attempts, Cancellation cancellation, Supplier<CompletionStage<R>> request) {
    return retry.executeCompletionStage(
        scheduler,
        () -> {
          if (cancellation.cancelled()) {
            return CompletableFuture.failedStage(Cancellation.error(pipeline));
          }
          attempts.incrementAndGet();
          return Async.call(request);
        });
  }
}
