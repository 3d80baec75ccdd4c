package io.murmur.processor;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * Writes the work of many keys, a bounded number at a time. Each of that many workers takes the
 * next key when its last one is done; one worker therefore keeps the order.
 */
final class Flusher<V> {

  private final String pipeline;
  private final KeyMerger<V> merger;
  private final Recorder recorder;
  private final MetricNames names;
  private final LongSupplier nanoClock;

  Flusher(
      String pipeline,
      KeyMerger<V> merger,
      Recorder recorder,
      MetricNames names,
      LongSupplier nanoClock) {
    this.pipeline = pipeline;
    this.merger = merger;
    this.recorder = recorder;
    this.names = names;
    this.nanoClock = nanoClock;
  }

  /**
   * Writes all keys.
   *
   * @param events how many events are in it
   * @param stopAtFailure whether keys that are not yet begun are left out once one failed; they are
   *     then listed as failures with no attempts
   * @return fails with a {@link FlushException}, or a {@link CancellationException} if it was
   *     cancelled before all was written
   */
  CompletionStage<Void> flush(
      List<? extends KeyWork<V>> work,
      long events,
      int concurrency,
      boolean stopAtFailure,
      Cancellation cancellation) {
    Run<V> run = new Run<>(work, events, stopAtFailure, nanoClock.getAsLong());
    CompletableFuture<?>[] workers = new CompletableFuture<?>[workers(work, concurrency)];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Async.loop(() -> writeNext(run, cancellation));
    }
    return CompletableFuture.allOf(workers).thenAccept(done -> report(run, cancellation));
  }

  private static int workers(List<?> work, int concurrency) {
    return Math.min(Math.max(1, concurrency), work.size());
  }

  private CompletionStage<Boolean> writeNext(Run<V> run, Cancellation cancellation) {
    int index = run.take(cancellation);
    if (index < 0) {
      return CompletableFuture.completedStage(false);
    }
    return merger
        .merge(run.work.get(index), cancellation)
        .thenApply(
            outcome -> {
              run.settle(index, outcome);
              return true;
            });
  }

  private void report(Run<V> run, Cancellation cancellation) {
    List<KeyFailure> failures = new ArrayList<>();
    List<KeyFailure> hookFailures = new ArrayList<>();
    DuplicateTally tally = new DuplicateTally();
    boolean cancelled = cancellation.cancelled() && run.begun.get() < run.work.size();
    for (int i = 0; i < run.work.size(); i++) {
      KeyOutcome outcome = run.outcomes.get(i);
      if (outcome == null) {
        failures.add(notTried(run.work.get(i)));
      } else {
        outcome.failure().ifPresent(failures::add);
        outcome.hookFailure().ifPresent(hookFailures::add);
        tally.add(outcome);
      }
    }
    recorder.recordEvents(names.dedupSkip(), tally.duplicates());
    if (cancelled || failures.stream().anyMatch(f -> f.error() instanceof CancellationException)) {
      throw Cancellation.error(pipeline);
    }
    boolean failed = !failures.isEmpty() || !hookFailures.isEmpty();
    FlushException error = failed ? new FlushException(pipeline, failures, hookFailures) : null;
    long merged = run.events - tally.duplicates() - (failed ? error.eventIds().size() : 0);
    recorder.recordEvents(names.event(), merged);
    recorder.recordBatch(
        names.event(), merged, Duration.ofNanos(nanoClock.getAsLong() - run.startNanos));
    if (failed) {
      throw error;
    }
  }

  private KeyFailure notTried(KeyWork<V> work) {
    return new KeyFailure(
        work.key(),
        work.eventIds(),
        0,
        new NotTriedException("not tried, because another key of the flush failed before it"));
  }

  /** The state of one flush, shared by its workers. */
  private static final class Run<V> {
    private final List<? extends KeyWork<V>> work;
    private final long events;
    private final boolean stopAtFailure;
    private final long startNanos;
    private final AtomicReferenceArray<KeyOutcome> outcomes;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean failed;

    Run(List<? extends KeyWork<V>> work, long events, boolean stopAtFailure, long startNanos) {
      this.work = work;
      this.events = events;
      this.stopAtFailure = stopAtFailure;
      this.startNanos = startNanos;
      this.outcomes = new AtomicReferenceArray<>(work.size());
    }

    /** The next key to write; negative if there is none. */
    int take(Cancellation cancellation) {
      if (cancellation.cancelled() || (failed && stopAtFailure)) {
        return -1;
      }
      int index = begun.getAndIncrement();
      return index < work.size() ? index : -1;
    }

    void settle(int index, KeyOutcome outcome) {
      outcomes.set(index, outcome);
      if (outcome.failure().isPresent()) {
        failed = true;
      }
    }
  }
}
