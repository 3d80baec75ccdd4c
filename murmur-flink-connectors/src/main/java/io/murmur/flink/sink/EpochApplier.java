package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.control.WriterMark;
import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Brings whole epochs into the store, and says so in the commit log before. */
final class EpochApplier<V> implements AutoCloseable {

  private final MergeSinkConfig<V> config;
  private final MergeResources<V> resources;
  private final MergeEngine<V> engine;
  private final TypeSerializer<KeyedDelta<V>> serializer;

  EpochApplier(MergeSinkConfig<V> config, MergeResources<V> resources, int parallelism) {
    this.config = config;
    this.resources = resources;
    this.engine = new MergeEngine<>(config, resources, parallelism);
    this.serializer = DeltaFormat.serializer(config.monoid());
  }

  /**
   * Merges all deltas of committables that have one stamp; returns when all are in the store or
   * kept as dead letters.
   *
   * @param epoch the newest of theirs
   */
  CommitCounts apply(CommittedEpoch epoch, List<MergeCommittable> committables)
      throws IOException, InterruptedException {
    if (resources.log().isPresent()) {
      resources.log().get().begin(epoch);
    }
    Stamp stamp = epoch.stamp();
    List<KeyedDelta<V>> left;
    CommitCounts counts;
    try (EpochReader<V> deltas = new EpochReader<>(committables, serializer, config.monoid())) {
      counts = engine.apply(stamp, deltas);
      left = deltas.uncombined();
    }
    while (!left.isEmpty()) {
      stamp = StampParts.next(stamp);
      EpochBuffer<V> folded = new EpochBuffer<>(config.monoid(), config.claimed());
      left.forEach(folded::add);
      counts = counts.plusSameKeys(engine.apply(stamp, new IterableReader<>(folded.deltas())));
      left = folded.uncombined();
    }
    committables.stream()
        .mapToLong(MergeCommittable::preparedAtMillis)
        .min()
        .ifPresent(resources.metrics()::epochDone);
    return counts;
  }

  /** Tells whoever wants to know that a writer's epoch is in the store. */
  void committed(WriterMark mark, CommitCounts counts) {
    resources.listener().ifPresent(listener -> listener.committed(mark, counts));
  }

  @Override
  public void close() throws IOException {
    resources.close();
  }
}
