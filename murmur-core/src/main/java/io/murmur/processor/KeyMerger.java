package io.murmur.processor;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Monoid;
import io.murmur.state.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Brings the work of one key into the store: as one unguarded merge, or under claims. Its stages do
 * not fail; the outcome says what did. Every write has its own budget of attempts, so one key never
 * uses up another's.
 */
final class KeyMerger<V> {

  private final Monoid<V> monoid;
  private final KeyWriter<V> writer;
  private final String namespace;
  private final Optional<Duration> claimRetention;
  private final Recorder recorder;
  private final MetricNames names;
  private final LongSupplier nanoClock;

  KeyMerger(
      String pipeline,
      Monoid<V> monoid,
      KeyWriter<V> writer,
      ProcessorConfig config,
      MetricNames names,
      LongSupplier nanoClock) {
    this.monoid = monoid;
    this.writer = writer;
    this.namespace = config.claims().flatMap(ClaimPolicy::namespace).orElse(pipeline);
    this.claimRetention = config.claims().map(ClaimPolicy::retention);
    this.recorder = config.recorder();
    this.names = names;
    this.nanoClock = nanoClock;
  }

  /** Whether contributions have to be kept apart, because each is claimed. */
  boolean claims() {
    return claimRetention.isPresent();
  }

  /** Merges. */
  CompletionStage<KeyOutcome> merge(KeyWork<V> work, Cancellation cancellation) {
    long start = nanoClock.getAsLong();
    CompletionStage<KeyOutcome> outcome =
        claims()
            ? new ClaimedMerge<>(
                    work, monoid, writer, namespace, claimRetention.get(), cancellation)
                .run()
            : plain(work, cancellation);
    return outcome.thenApply(
        done -> {
          recorder.recordLatency(
              names.storeMerge(), Duration.ofNanos(nanoClock.getAsLong() - start));
          done.failure().map(KeyFailure::error).ifPresent(this::count);
          done.hookFailure().ifPresent(hook -> recorder.recordError(names.onMerge(), hook.error()));
          return done;
        });
  }

  private void count(Throwable error) {
    if (!(error instanceof CancellationException)) {
      recorder.recordError(names.event(), error);
    }
  }

  private CompletionStage<KeyOutcome> plain(KeyWork<V> work, Cancellation cancellation) {
    AtomicInteger attempts = new AtomicInteger();
    return Async.call(
            () -> writer.write(work.key(), work.combined(), Guard.none(), attempts, cancellation))
        .handle(
            (written, error) ->
                error != null
                    ? KeyOutcome.failed(failure(work, attempts, error))
                    : new KeyOutcome(
                        Optional.empty(),
                        written.hookFailure().map(hook -> failure(work, attempts, hook)),
                        List.of()));
  }

  private KeyFailure failure(KeyWork<V> work, AtomicInteger attempts, Throwable error) {
    return new KeyFailure(work.key(), work.eventIds(), attempts.get(), Async.unwrap(error));
  }
}
