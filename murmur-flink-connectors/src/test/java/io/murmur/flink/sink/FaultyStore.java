package io.murmur.flink.sink;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.TransientStoreException;
import io.murmur.state.memory.InMemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A table in memory behind a network that a test may disturb. */
final class FaultyStore<V> implements Store<V> {

  /** What happens to one request. */
  enum Fate {
    /** It is answered. */
    ANSWERED,
    /** The server refuses it, since there are too many. */
    THROTTLED,
    /** It never reaches the server. */
    LOST,
    /** The server does it, and the answer is lost. */
    ANSWER_LOST,
    /** The server refuses it for its own sake. */
    REJECTED,
    /** The server refuses all of its kind. */
    FORBIDDEN
  }

  /** Decides on the fate of a request by what it is and how many came before. */
  interface Fates {
    Fate of(Merge<?> merge, long before);
  }

  private final InMemoryStore<V> table;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final Map<Key, AtomicLong> changes = new ConcurrentHashMap<>();
  private volatile Fates fates = (merge, before) -> Fate.ANSWERED;
  private volatile Function<Merge<V>, CompletionStage<?>> delay =
      merge -> CompletableFuture.completedStage(null);

  FaultyStore(Monoid<V> monoid) {
    this.table = new InMemoryStore<>(monoid);
  }

  /** Decides what happens to requests from now on. */
  void disturb(Fates decided) {
    fates = decided;
  }

  /** Requests reach the server when this completes. */
  void delay(Function<Merge<V>, CompletionStage<?>> until) {
    delay = until;
  }

  /** How many merges were asked for so far. */
  long requests() {
    return requests.get();
  }

  /** How many merges changed the table so far. */
  long changes() {
    return changes.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** The most merges that were in flight at once. */
  int mostInFlight() {
    return mostInFlight.get();
  }

  /** The value of a key, or the identity. */
  V value(Key key) {
    return table
        .get(key, Consistency.STRONG)
        .toCompletableFuture()
        .join()
        .map(Stored::value)
        .orElse(monoid().identity());
  }

  /** All keys that were ever changed. */
  Iterable<Key> keys() {
    return changes.keySet();
  }

  @Override
  public Monoid<V> monoid() {
    return table.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return table.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return table.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    Fate fate = fates.of(merge, requests.getAndIncrement());
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    return delay
        .apply(merge)
        .thenCompose(ready -> reach(merge, fate))
        .whenComplete((result, error) -> inFlight.decrementAndGet());
  }

  @Override
  public void close() {}

  private CompletionStage<MergeResult<V>> reach(Merge<V> merge, Fate fate) {
    return switch (fate) {
      case ANSWERED -> apply(merge);
      case THROTTLED -> failed(new TransientStoreException("slow down", true, null));
      case LOST -> failed(new TransientStoreException("connection reset", false, null));
      case ANSWER_LOST ->
          apply(merge)
              .thenCompose(
                  result -> failed(new TransientStoreException("no answer in time", false, null)));
      case REJECTED -> failed(new RejectedMergeException(merge.key(), "item too large"));
      case FORBIDDEN -> failed(new PermanentStoreException("no permission"));
    };
  }

  private CompletionStage<MergeResult<V>> apply(Merge<V> merge) {
    return table
        .merge(merge)
        .thenApply(
            result -> {
              if (result instanceof MergeResult.Applied) {
                changes.computeIfAbsent(merge.key(), key -> new AtomicLong()).incrementAndGet();
              }
              return result;
            });
  }

  private static <T> CompletionStage<T> failed(Throwable error) {
    return CompletableFuture.failedStage(error);
  }
}
