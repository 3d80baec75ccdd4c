package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.MergeResult;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.state.TransientStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Merges streams of deltas into the store, many at once.
 *
 * <p>One thread starts requests and takes their answers from a queue, so all decisions are made
 * there: how many may be in flight, what a rejected merge means, whether to go on. Memory is
 * bounded by the number in flight. A key must not be in a stream twice.
 */
final class MergeEngine<V> {

  private static final int UNIT_BYTES = 1024;

  private final MergeSinkConfig<V> config;
  private final MergeResources<V> resources;
  private final Store<V> store;
  private final Recorder recorder;
  private final MetricNames names;
  private final MergeMetrics metrics;
  private final InFlightLimit limit;
  private final WritePace pace;
  private final AtomicInteger throttles = new AtomicInteger();

  MergeEngine(MergeSinkConfig<V> config, MergeResources<V> resources, int parallelism) {
    this.config = config;
    this.resources = resources;
    this.store = resources.store();
    this.recorder = resources.recorder();
    this.names = MetricNames.of(config.pipeline());
    this.metrics = resources.metrics();
    this.limit = new InFlightLimit(config.load().maxInFlight());
    this.pace = new WritePace(config.load().unitsPerSecond() / parallelism, System.nanoTime());
  }

  /**
   * Merges all deltas of a stream and returns when every one of them is in the store or kept as a
   * dead letter.
   *
   * @throws IOException if one could not be merged now: repeat all
   * @throws RuntimeException if one cannot be merged and the job must end
   */
  CommitCounts apply(Stamp stamp, DeltaReader<V> deltas) throws IOException, InterruptedException {
    long start = System.nanoTime();
    CommitCounts counts;
    Spent spent = new Spent();
    try (Retries retries =
        new Retries(config.pipeline(), config.load(), error -> retried(error, spent))) {
      counts = new Run(stamp, deltas, retries, spent).run();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    recorder.recordBatch(names.event(), counts.events(), took);
    metrics.committed(counts, took.toMillis());
    return counts;
  }

  private void retried(TransientStoreException error, Spent spent) {
    metrics.retries.inc();
    spent.retries.increment();
    recorder.recordEvent(names.retry());
    if (error.throttled()) {
      metrics.throttles.inc();
      spent.throttles.increment();
      throttles.incrementAndGet();
    }
  }

  /** What one stream cost; counted on any thread. */
  private static final class Spent {
    final LongAdder units = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder throttles = new LongAdder();
  }

  /** The answer to a request. */
  private record Answer<V>(
      PendingMerge<V> merge, Optional<MergeResult<V>> result, Optional<Throwable> error) {}

  /** One stream. */
  private final class Run {

    private final Stamp stamp;
    private final DeltaReader<V> deltas;
    private final Retries retries;
    private final Optional<CacheFollower<V>> follower;
    private final BlockingQueue<Answer<V>> answers = new LinkedBlockingQueue<>();
    private int inFlight;
    private long events;
    private long merges;
    private final Spent spent;
    private long keys;
    private long alreadyApplied;
    private long eventsRepeated;
    private final Set<Key> keptBefore;
    private long deadLetters;

    Run(Stamp stamp, DeltaReader<V> deltas, Retries retries, Spent spent) throws IOException {
      this.stamp = stamp;
      this.deltas = deltas;
      this.retries = retries;
      this.spent = spent;
      this.keptBefore =
          resources.deadLetters().isPresent()
              ? resources.deadLetters().get().kept(stamp)
              : Set.of();
      this.follower =
          resources
              .cache()
              .map(cache -> new CacheFollower<>(config.pipeline(), cache, store, metrics));
    }

    CommitCounts run() throws IOException, InterruptedException {
      while (true) {
        long wait = startAllThatMay();
        if (wait > 0) {
          settle(Optional.ofNullable(answers.poll(wait, TimeUnit.NANOSECONDS)));
        } else if (inFlight > 0) {
          settle(Optional.of(answers.take()));
        } else {
          break;
        }
      }
      if (follower.isPresent()) {
        follower.get().finish();
      }
      return new CommitCounts(
          events,
          keys,
          merges,
          alreadyApplied,
          eventsRepeated,
          deadLetters,
          spent.units.sum(),
          spent.retries.sum(),
          spent.throttles.sum());
    }

    /** Returns for how many nanoseconds no other may start although there is room. */
    private long startAllThatMay() throws IOException {
      if (throttles.getAndSet(0) > 0) {
        limit.throttled();
      }
      while (inFlight < limit.current() && deltas.hasNext()) {
        long wait = pace.waitNanos(System.nanoTime());
        if (wait > 0) {
          return wait;
        }
        KeyedDelta<V> delta = deltas.next();
        events += delta.events();
        keys++;
        if (!keptBefore.isEmpty() && keptBefore.contains(new Key(delta.entity(), delta.bucket()))) {
          deadLetters++;
          continue;
        }
        inFlight++;
        send(pending(delta), deltas.lastBytes());
      }
      metrics.inFlight(inFlight, limit.current());
      return 0;
    }

    private PendingMerge<V> pending(KeyedDelta<V> delta) {
      OptionalLong expiry = config.windowing().expiresAtEpochSecond(delta.bucket());
      if (config.delivery() instanceof Delivery.Claimed claimed) {
        return new PendingMerge.Claimed<>(
            delta, config.monoid(), config.pipeline(), claimed, expiry);
      }
      Guard guard =
          config.delivery() instanceof Delivery.Fenced fenced
              ? Guard.fence(fenced.writer(), stamp)
              : Guard.none();
      return new PendingMerge.Whole<>(delta, guard, expiry);
    }

    private void send(PendingMerge<V> merge, long bytes) {
      var request = merge.request();
      long units = 1 + Math.max(0, bytes - 1) / UNIT_BYTES;
      if (request.guard() instanceof Guard.Claims claims) {
        // A transaction costs two units for each item that it writes.
        units = 2 + 2L * claims.eventIds().size();
      }
      pace.take(units, System.nanoTime());
      long cost = units;
      long start = System.nanoTime();
      retries
          .run(() -> store.merge(request).whenComplete((result, error) -> paid(cost, error)))
          .whenComplete(
              (result, error) -> {
                recorder.recordLatency(
                    names.storeMerge(), Duration.ofNanos(System.nanoTime() - start));
                answers.add(
                    new Answer<>(
                        merge,
                        Optional.ofNullable(result),
                        Optional.ofNullable(error).map(Retries::unwrap)));
              });
    }

    /** A store that throttles does not charge; any other attempt may have been done. */
    private void paid(long units, Throwable error) {
      boolean free =
          error != null
              && Retries.unwrap(error) instanceof TransientStoreException refused
              && refused.throttled();
      if (!free) {
        metrics.writeUnits.inc(units);
        spent.units.add(units);
      }
    }

    private void settle(Optional<Answer<V>> arrived) throws IOException, InterruptedException {
      if (arrived.isEmpty()) {
        return;
      }
      Answer<V> answer = arrived.get();
      PendingMerge<V> merge = answer.merge();
      limit.completed();
      if (answer.error().isPresent()) {
        inFlight--;
        failed(merge, answer.error().get());
      } else if (merge.settle(answer.result().orElseThrow())) {
        inFlight--;
        merged(merge);
      } else {
        send(merge, 0);
      }
    }

    private void merged(PendingMerge<V> merge) throws InterruptedException {
      merges++;
      metrics.merges.inc();
      if (merge.eventsRepeated() > 0) {
        alreadyApplied++;
        eventsRepeated += merge.eventsRepeated();
        metrics.alreadyApplied.inc();
        for (long i = 0; i < merge.eventsRepeated(); i++) {
          recorder.recordEvent(names.dedupSkip());
        }
      }
      if (follower.isPresent()) {
        follower.get().merged(merge.key(), merge.stored());
      }
    }

    private void failed(PendingMerge<V> merge, Throwable error) throws IOException {
      recorder.recordError(names.storeMerge(), error);
      if (error instanceof RejectedMergeException rejected && resources.deadLetters().isPresent()) {
        keep(resources.deadLetters().get(), merge, rejected);
      } else {
        // Requests that are still in flight do no harm: repeated, they find themselves applied.
        MergeFailure.raise(config, stamp, merge, error);
      }
    }

    private void keep(MergeDeadLetters place, PendingMerge<V> merge, RejectedMergeException why)
        throws IOException {
      place.keep(
          new MergeDeadLetter(
              config.pipeline(),
              config.delivery().writer(),
              stamp,
              merge.key(),
              Base64.getEncoder().encodeToString(config.monoid().codec().encode(merge.left())),
              merge.eventsLeft(),
              merge.idsLeft(),
              why.getMessage()));
      deadLetters++;
      metrics.deadLetters.inc();
      recorder.recordError(names.deadLetter(), why);
    }
  }
}
