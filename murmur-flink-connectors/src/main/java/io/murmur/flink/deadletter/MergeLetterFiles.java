package io.murmur.flink.deadletter;

import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.flink.sink.MergeDeadLetters;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * Keeps each merge that can never succeed in a file called by its stamp and key, so that a commit
 * that is repeated finds what it kept before.
 */
final class MergeLetterFiles<V> implements MergeDeadLetters {

  private static final int MAX_VALUE_CHARS = 1000;

  private final Path folder;
  private final String runId;
  private final Pipeline<?, V> pipeline;

  MergeLetterFiles(Path folder, String runId, Pipeline<?, V> pipeline) {
    this.folder = folder;
    this.runId = runId;
    this.pipeline = pipeline;
  }

  @Override
  public Set<Key> kept(Stamp stamp) throws IOException {
    Set<Key> keys = new HashSet<>();
    for (Path file : LetterFiles.mergesIn(folderOf(stamp))) {
      keys.add(LetterFiles.merge(file).letter().key());
    }
    return keys;
  }

  @Override
  public void keep(MergeDeadLetter letter) throws IOException {
    FiledMerge filed = new FiledMerge(runId, letter, presented(letter), Instant.now());
    String name = WholeFiles.digest(letter.writer(), letter.key().entity(), letter.key().bucket());
    Path file = new Path(folderOf(letter.stamp()), name + LetterFolder.MERGE_SUFFIX);
    WholeFiles.write(file, MergeLetterFormat.write(filed));
  }

  private Path folderOf(Stamp stamp) {
    return new Path(folder, stamp.toNumber().toPlainString());
  }

  private String presented(MergeDeadLetter letter) {
    V delta = pipeline.monoid().codec().decode(letter.deltaBytes());
    String text = String.valueOf(pipeline.aggregation().present().apply(delta));
    return text.length() <= MAX_VALUE_CHARS ? text : text.substring(0, MAX_VALUE_CHARS) + "…";
  }

  @Override
  public void close() {}
}
