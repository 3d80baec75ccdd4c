package io.murmur.flink.bootstrap;

import io.murmur.flink.source.SourceRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source whose readers give one record more when they have read all there is: {@link
 * #isLast}. When a job is stopped the stream ends, too, but not with this record. Another tells of
 * each part that was read to its end: {@link #isPart}; parts that were before a restart are not
 * told of again.
 */
class EndingSource<S extends SourceSplit, E> implements Source<SourceRecord, S, E> {

  private static final long serialVersionUID = 1L;
  private static final String END = "murmur: the end";
  private static final String PART = "murmur: a part";

  private final Source<SourceRecord, S, E> source;

  private EndingSource(Source<SourceRecord, S, E> source) {
    this.source = source;
  }

  Source<SourceRecord, S, E> source() {
    return source;
  }

  /** The source with its ends. */
  static <S extends SourceSplit, E> Source<SourceRecord, S, E> of(
      Source<SourceRecord, S, E> source) {
    return source instanceof DynamicParallelismInference
        ? new Inferring<>(source)
        : new EndingSource<>(source);
  }

  /** Whether this is not a record of the source but the one that a reader gives at its end. */
  static boolean isLast(SourceRecord record) {
    return record.position() == Long.MIN_VALUE && record.origin().equals(END);
  }

  /** Whether this is not a record of the source but tells of parts that were read to their end. */
  static boolean isPart(SourceRecord record) {
    return record.position() == Long.MIN_VALUE && record.origin().equals(PART);
  }

  /** How many bytes those parts have, of a record that {@link #isPart}. */
  static long partBytes(SourceRecord part) {
    return ByteBuffer.wrap(part.buffer(), part.offset(), Long.BYTES).getLong();
  }

  private static SourceRecord marker(String origin, byte[] bytes) {
    return new SourceRecord(bytes, 0, bytes.length, origin, Long.MIN_VALUE, Map.of());
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<SourceRecord, S> createReader(SourceReaderContext context) throws Exception {
    return new Reader<>(source.createReader(context));
  }

  @Override
  public SplitEnumerator<S, E> createEnumerator(SplitEnumeratorContext<S> context)
      throws Exception {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<S, E> restoreEnumerator(SplitEnumeratorContext<S> context, E checkpoint)
      throws Exception {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<S> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<E> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  /** One that tells the scheduler of batch jobs how many subtasks it needs. */
  private static final class Inferring<S extends SourceSplit, E> extends EndingSource<S, E>
      implements DynamicParallelismInference {

    private static final long serialVersionUID = 1L;

    Inferring(Source<SourceRecord, S, E> source) {
      super(source);
    }

    @Override
    public int inferParallelism(Context context) {
      return ((DynamicParallelismInference) source()).inferParallelism(context);
    }
  }

  /** Passes everything on, and adds the markers. */
  @SuppressWarnings("try") // closing may be interrupted
  private static final class Reader<S extends SourceSplit>
      implements SourceReader<SourceRecord, S> {

    private final SourceReader<SourceRecord, S> reader;
    private final PartSizes parts = new PartSizes();
    private boolean ended;

    Reader(SourceReader<SourceRecord, S> reader) {
      this.reader = reader;
    }

    @Override
    public void start() {
      reader.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
      InputStatus status = reader.pollNext(parts.watching(output));
      // Before the next barrier: a part is either still the reader's, or told of.
      long bytes = parts.takeRead();
      if (bytes > 0) {
        output.collect(marker(PART, ByteBuffer.allocate(Long.BYTES).putLong(bytes).array()));
      }
      if (status == InputStatus.END_OF_INPUT && !ended) {
        ended = true;
        output.collect(marker(END, new byte[0]));
      }
      return status;
    }

    @Override
    public List<S> snapshotState(long checkpointId) {
      return reader.snapshotState(checkpointId);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return reader.isAvailable();
    }

    @Override
    public void addSplits(List<S> splits) {
      parts.add(splits);
      reader.addSplits(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
      reader.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
      reader.handleSourceEvents(event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
      reader.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
      reader.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void pauseOrResumeSplits(
        java.util.Collection<String> toPause, java.util.Collection<String> toResume) {
      reader.pauseOrResumeSplits(toPause, toResume);
    }

    @Override
    public void close() throws Exception {
      reader.close();
    }
  }
}
