package io.murmur.flink.benchmark;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Stamp;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts merges instead of making them, and answers at once, or after the time that a commit is to
 * take. All of a JVM are one: what was counted is read from the class.
 */
final class CountingStore implements Store<Long> {

  private static final LongAdder REQUESTS = new LongAdder();
  private static final LongAdder SUM = new LongAdder();

  /** Every key with the epoch that it was merged in; only of a store that remembers. */
  private static final Set<KeyOfEpoch> DISTINCT = ConcurrentHashMap.newKeySet();

  private static final Map<Long, CompletableFuture<Void>> COMMITS = new ConcurrentHashMap<>();
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final CompletableFuture<MergeResult<Long>> APPLIED =
      CompletableFuture.completedFuture(new MergeResult.Applied<>(Optional.empty()));

  /** The sink gives every epoch so many stamps. */
  private static final long STAMPS_PER_EPOCH = 1000;

  private final boolean remembers;
  private final Duration commit;

  private record KeyOfEpoch(Key key, long epoch) {}

  /**
   * Creates a store.
   *
   * @param remembers whether keys are remembered for {@link #distinct()}
   * @param commit how long after the first merge of an epoch any of it is answered
   */
  CountingStore(boolean remembers, Duration commit) {
    this.remembers = remembers;
    this.commit = commit;
  }

  static void reset() {
    REQUESTS.reset();
    SUM.reset();
    DISTINCT.clear();
    COMMITS.clear();
    RUNNING.set(0);
  }

  /** How many merges were asked for; each is one UpdateItem of an item below 1 KB, or one unit. */
  static long requests() {
    return REQUESTS.sum();
  }

  /** The sum of all deltas. */
  static long sum() {
    return SUM.sum();
  }

  /** How many different keys there were in each epoch, added up. */
  static long distinct() {
    return DISTINCT.size();
  }

  /** Whether a commit is waiting for its answers. */
  static boolean committing() {
    return RUNNING.get() > 0;
  }

  @Override
  public Monoid<Long> monoid() {
    return Monoids.count();
  }

  @Override
  public CompletionStage<MergeResult<Long>> merge(Merge<Long> merge) {
    REQUESTS.increment();
    SUM.add(merge.delta());
    if (!remembers && commit.isZero()) {
      return APPLIED;
    }
    long epoch = merge.guard() instanceof Guard.Fence fence ? epoch(fence.stamp()) : Long.MAX_VALUE;
    if (remembers) {
      DISTINCT.add(new KeyOfEpoch(merge.key(), epoch));
    }
    if (commit.isZero()) {
      return APPLIED;
    }
    CompletableFuture<Void> over = COMMITS.computeIfAbsent(epoch, this::begin);
    return over.isDone() ? APPLIED : over.thenCompose(nothing -> APPLIED);
  }

  private static long epoch(Stamp stamp) {
    return stamp.sequence() / STAMPS_PER_EPOCH;
  }

  private CompletableFuture<Void> begin(long epoch) {
    RUNNING.incrementAndGet();
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, commit.toMillis(), TimeUnit.MILLISECONDS)
        .thenRun(RUNNING::decrementAndGet);
  }

  @Override
  public CompletionStage<Optional<Stored<Long>>> get(Key key, Consistency consistency) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<List<Optional<Stored<Long>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return CompletableFuture.completedFuture(
        keys.stream().map(key -> Optional.<Stored<Long>>empty()).toList());
  }

  @Override
  public void close() {}
}
