package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.monoid.Monoid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.IOUtils;

/**
 * Reads sorted runs as one, each key once: what a key has in several runs is folded in the order of
 * the runs. Holds one delta and one buffer for each run.
 */
final class RunMerger<V> implements DeltaReader<V> {

  private final Monoid<V> monoid;
  private final Comparator<KeyedDelta<V>> byKey = DeltaFormat.byKey();
  private final List<DeltaReader<V>> readers = new ArrayList<>();
  private final PriorityQueue<Head<V>> heads;
  private final List<KeyedDelta<V>> uncombined = new ArrayList<>();
  private long lastBytes;

  /** The next delta of a run. */
  private record Head<V>(KeyedDelta<V> delta, long bytes, int run) {}

  private RunMerger(Monoid<V> monoid) {
    this.monoid = monoid;
    this.heads =
        new PriorityQueue<>(
            Comparator.<Head<V>, KeyedDelta<V>>comparing(Head::delta, byKey)
                .thenComparingInt(Head::run));
  }

  /** Opens all runs. */
  static <V> DeltaReader<V> open(
      List<MergeCommittable.Run> runs, TypeSerializer<KeyedDelta<V>> serializer, Monoid<V> monoid)
      throws IOException {
    if (runs.size() == 1) {
      return RunFile.open(runs.get(0), serializer);
    }
    RunMerger<V> merger = new RunMerger<>(monoid);
    try {
      for (MergeCommittable.Run run : runs) {
        merger.readers.add(RunFile.open(run, serializer));
        merger.advance(merger.readers.size() - 1);
      }
      return merger;
    } catch (IOException | RuntimeException e) {
      IOUtils.closeAllQuietly(merger.readers);
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public KeyedDelta<V> next() throws IOException {
    Head<V> first = heads.remove();
    advance(first.run());
    lastBytes = first.bytes();
    KeyedDelta<V> folded = first.delta();
    while (!heads.isEmpty() && byKey.compare(heads.element().delta(), folded) == 0) {
      Head<V> same = heads.remove();
      advance(same.run());
      lastBytes = Math.max(lastBytes, same.bytes());
      try {
        folded = folded.plus(same.delta(), monoid);
      } catch (ArithmeticException e) {
        uncombined.add(same.delta());
      }
    }
    return folded;
  }

  @Override
  public List<KeyedDelta<V>> uncombined() {
    return uncombined;
  }

  @Override
  public long lastBytes() {
    return lastBytes;
  }

  @Override
  public void close() throws IOException {
    Closing.all(readers);
  }

  private void advance(int run) throws IOException {
    DeltaReader<V> reader = readers.get(run);
    if (reader.hasNext()) {
      heads.add(new Head<>(reader.next(), reader.lastBytes(), run));
    }
  }
}
