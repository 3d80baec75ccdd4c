package io.murmur.query;

import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that remembers the batch reads it was asked for. */
final class RecordingStore<V> implements Store<V> {

  /** One batch read. */
  record Read(List<Key> keys, Consistency consistency) {}

  private final Store<V> inner;
  private final List<Read> reads = new CopyOnWriteArrayList<>();

  RecordingStore(Store<V> inner) {
    this.inner = inner;
  }

  List<Read> reads() {
    return reads;
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
    reads.add(new Read(List.copyOf(keys), consistency));
    return inner.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    return inner.merge(merge);
  }

  @Override
  public void close() {
    inner.close();
  }
}
