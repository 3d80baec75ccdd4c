package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.monoid.Monoid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Reads all deltas of the committables of one epoch, one committable after the other. */
final class EpochReader<V> implements DeltaReader<V> {

  private final TypeSerializer<KeyedDelta<V>> serializer;
  private final Monoid<V> monoid;
  private final Iterator<MergeCommittable> committables;
  private final List<KeyedDelta<V>> uncombined = new ArrayList<>();
  private Optional<DeltaReader<V>> current = Optional.empty();

  EpochReader(
      List<MergeCommittable> committables,
      TypeSerializer<KeyedDelta<V>> serializer,
      Monoid<V> monoid) {
    this.committables = committables.iterator();
    this.serializer = serializer;
    this.monoid = monoid;
  }

  @Override
  public boolean hasNext() throws IOException {
    while (current.isEmpty() || !current.get().hasNext()) {
      if (!committables.hasNext()) {
        return false;
      }
      close();
      current = Optional.of(open(committables.next()));
    }
    return true;
  }

  @Override
  public KeyedDelta<V> next() throws IOException {
    return current.orElseThrow().next();
  }

  @Override
  public long lastBytes() {
    return current.orElseThrow().lastBytes();
  }

  /** Complete when there is no next delta. */
  @Override
  public List<KeyedDelta<V>> uncombined() {
    List<KeyedDelta<V>> all = new ArrayList<>(uncombined);
    current.ifPresent(reader -> all.addAll(reader.uncombined()));
    return all;
  }

  @Override
  public void close() throws IOException {
    if (current.isPresent()) {
      uncombined.addAll(current.get().uncombined());
      current.get().close();
      current = Optional.empty();
    }
  }

  private DeltaReader<V> open(MergeCommittable committable) throws IOException {
    if (committable instanceof MergeCommittable.Chunk chunk) {
      return new ChunkReader<>(serializer, chunk);
    }
    if (committable instanceof MergeCommittable.Mark) {
      return new IterableReader<>(List.of());
    }
    MergeCommittable.Spilled spilled = (MergeCommittable.Spilled) committable;
    try {
      return RunMerger.open(spilled.runs(), serializer, monoid);
    } catch (IOException e) {
      throw new IOException(
          "cannot read the spilled deltas of epoch %s: %s; they are part of the checkpoint, so bring back %s"
              .formatted(
                  spilled.epoch(),
                  e.getMessage(),
                  spilled.runs().stream().map(MergeCommittable.Run::path).toList()),
          e);
    }
  }
}
