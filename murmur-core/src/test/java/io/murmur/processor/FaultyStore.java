package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.TransientStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** A store that records every merge request and fails where a test says so. */
final class FaultyStore<V> implements Store<V> {

  private final Store<V> inner;
  private final List<Merge<V>> requests = Collections.synchronizedList(new ArrayList<>());
  private final Map<Key, Integer> seen = new ConcurrentHashMap<>();
  private volatile BiFunction<Merge<V>, Integer, Fault> faults = (merge, nth) -> Fault.NONE;

  FaultyStore(Store<V> inner) {
    this.inner = inner;
  }

  /**
   * What goes wrong with a request.
   *
   * @param error how it is answered; empty for its true answer
   * @param applied whether it is applied before that
   */
  record Fault(Optional<RuntimeException> error, boolean applied) {
    static final Fault NONE = new Fault(Optional.empty(), true);

    /** The request never arrives. */
    static Fault throttled() {
      return new Fault(Optional.of(new TransientStoreException("slow down", true, null)), false);
    }

    /** The request is applied, its answer is lost. */
    static Fault answerLost() {
      return new Fault(Optional.of(new TransientStoreException("timed out", false, null)), true);
    }

    /** The request can never succeed. */
    static Fault refused() {
      return new Fault(Optional.of(new PermanentStoreException("item too large")), false);
    }
  }

  /** Decides the fault of each request by the merge and how many came for its key before. */
  void faults(BiFunction<Merge<V>, Integer, Fault> decide) {
    faults = decide;
  }

  /** All requests go wrong in the same way for one entity, and none for the others. */
  void faultsOf(String entity, Fault fault) {
    faults((merge, nth) -> merge.key().entity().equals(entity) ? fault : Fault.NONE);
  }

  void heal() {
    faults((merge, nth) -> Fault.NONE);
  }

  List<Merge<V>> requests() {
    return List.copyOf(requests);
  }

  List<String> entities() {
    return requests().stream().map(merge -> merge.key().entity()).toList();
  }

  /** The current value of an all-time key; the identity if there is none. */
  V value(String entity) {
    return value(Key.allTime(entity));
  }

  V value(Key key) {
    return inner
        .get(key, Consistency.STRONG)
        .toCompletableFuture()
        .join()
        .map(Stored::value)
        .orElseGet(() -> monoid().identity());
  }

  @Override
  public Monoid<V> monoid() {
    return inner.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return inner.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return inner.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    requests.add(merge);
    int nth = seen.merge(merge.key(), 1, Integer::sum) - 1;
    Fault fault = faults.apply(merge, nth);
    CompletionStage<MergeResult<V>> answer =
        fault.applied() ? inner.merge(merge) : CompletableFuture.completedStage(null);
    return fault.error().isEmpty()
        ? answer
        : answer.thenCompose(lost -> CompletableFuture.failedStage(fault.error().get()));
  }

  @Override
  public void close() {
    inner.close();
  }
}
