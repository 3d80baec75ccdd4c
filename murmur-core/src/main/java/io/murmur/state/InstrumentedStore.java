package io.murmur.state;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Monoid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store that reports the latency of every operation, and its errors: {@code
 * <label>:store_merge_update}, {@code <label>:store_get} and {@code <label>:store_get_many}. The
 * store inside sees the same calls and its answers are passed on as they are.
 *
 * <p>A processor also reports {@code <label>:store_merge}, from its own clock and with its retries:
 * the difference between the two is what waiting and trying again cost. Give both the same label.
 *
 * @param <V> the type of the aggregate
 */
public final class InstrumentedStore<V> implements Store<V> {

  private final Store<V> inner;
  private final OperationTimer timer;
  private final MetricNames names;

  private InstrumentedStore(Store<V> inner, OperationTimer timer, MetricNames names) {
    this.inner = inner;
    this.timer = timer;
    this.names = names;
  }

  /**
   * The store with reports to the recorder; the store itself if the recorder drops everything.
   *
   * @param label whose store it is, normally the pipeline's name
   */
  public static <V> Store<V> wrap(Store<V> inner, Recorder recorder, String label) {
    Objects.requireNonNull(inner, "inner");
    if (recorder == Recorder.noop()) {
      return inner;
    }
    return new InstrumentedStore<>(
        inner, new OperationTimer(recorder, System::nanoTime), MetricNames.of(label));
  }

  @Override
  public Monoid<V> monoid() {
    return inner.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return timer.time(names.storeGet(), () -> inner.get(key, consistency));
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return timer.time(names.storeGetMany(), () -> inner.getMany(keys, consistency));
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    return timer.time(names.storeMergeUpdate(), () -> inner.merge(merge));
  }

  @Override
  public CompletionStage<?> reach() {
    return inner.reach();
  }

  @Override
  public void close() {
    inner.close();
  }
}
