package io.murmur.flink.redrive;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/** A reader whose records are made of those of another, or left out. */
@SuppressWarnings("try") // Flink's interface says that closing may throw anything.
final class MappingReader<T, S extends SourceSplit> implements SourceReader<T, S> {

  private final SourceReader<T, S> inner;
  private final Function<T, Optional<T>> mapping;

  MappingReader(SourceReader<T, S> inner, Function<T, Optional<T>> mapping) {
    this.inner = inner;
    this.mapping = mapping;
  }

  @Override
  public void start() {
    inner.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return inner.pollNext(new Main(output));
  }

  @Override
  public List<S> snapshotState(long checkpointId) {
    return inner.snapshotState(checkpointId);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return inner.isAvailable();
  }

  @Override
  public void addSplits(List<S> splits) {
    inner.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    inner.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    inner.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    inner.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    inner.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    inner.close();
  }

  /** What one split, or all of them, give out. */
  private class Part implements SourceOutput<T> {

    private final SourceOutput<T> output;

    Part(SourceOutput<T> output) {
      this.output = output;
    }

    @Override
    public void collect(T value) {
      mapping.apply(value).ifPresent(output::collect);
    }

    @Override
    public void collect(T value, long timestamp) {
      mapping.apply(value).ifPresent(mapped -> output.collect(mapped, timestamp));
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }

  private final class Main extends Part implements ReaderOutput<T> {

    private final ReaderOutput<T> output;

    Main(ReaderOutput<T> output) {
      super(output);
      this.output = output;
    }

    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
      return new Part(output.createOutputForSplit(splitId));
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
      output.releaseOutputForSplit(splitId);
    }
  }
}
