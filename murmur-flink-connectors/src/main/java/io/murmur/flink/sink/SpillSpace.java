package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.Path;

/** The folder in which one submission keeps its runs. */
final class SpillSpace {

  private final Path folder;

  private SpillSpace(Path folder) {
    this.folder = folder;
  }

  /** A folder below a base; nothing is created yet. */
  static SpillSpace below(String base, MergeSinkConfig<?> config) {
    String pipeline = config.pipeline().replaceAll("[^A-Za-z0-9._-]", "_");
    Delivery delivery = config.delivery();
    return new SpillSpace(
        new Path(base, "%s-%s-g%d".formatted(pipeline, delivery.writer(), delivery.generation())));
  }

  /** A folder of its own on this machine. */
  static SpillSpace local(MergeSinkConfig<?> config) {
    Path temporary = Path.fromLocalFile(new java.io.File(System.getProperty("java.io.tmpdir")));
    return below(new Path(temporary, "murmur-spill-" + UUID.randomUUID()).toString(), config);
  }

  /**
   * Empties a buffer into runs: one, unless it holds what cannot be combined. They are sorted by
   * key, so that several can be read as one; a run that stays alone is in no order.
   *
   * @param alone whether the buffer has all that its epoch has
   */
  <V> List<MergeCommittable.Run> write(
      TypeSerializer<KeyedDelta<V>> serializer, EpochBuffer<V> buffer, boolean alone)
      throws IOException {
    List<MergeCommittable.Run> runs = new ArrayList<>();
    if (alone && buffer.keys() > 0 && buffer.uncombined().isEmpty()) {
      runs.add(write(serializer, buffer.deltas(), buffer.keys()));
      buffer.clear();
    }
    while (buffer.keys() > 0) {
      runs.add(write(serializer, buffer.sorted(), buffer.keys()));
      buffer.keepUncombined();
    }
    return runs;
  }

  private <V> MergeCommittable.Run write(
      TypeSerializer<KeyedDelta<V>> serializer, Iterable<KeyedDelta<V>> deltas, long count)
      throws IOException {
    Path path = new Path(folder, UUID.randomUUID() + ".run");
    try {
      RunFile.write(path, serializer, deltas, count);
    } catch (IOException e) {
      throw new IOException(
          "cannot spill %d deltas to %s; nothing is lost, the job resumes from its last checkpoint"
              .formatted(count, path),
          e);
    }
    return new MergeCommittable.Run(path.toString(), count);
  }

  /** Deletes a run that no checkpoint needs. */
  static void delete(MergeCommittable.Run run) throws IOException {
    Path path = new Path(run.path());
    path.getFileSystem().delete(path, false);
  }

  /** Deletes the folder with all that is in it. */
  void deleteAll() throws IOException {
    folder.getFileSystem().delete(folder, true);
  }
}
