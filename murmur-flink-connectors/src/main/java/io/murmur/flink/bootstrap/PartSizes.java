package io.murmur.flink.bootstrap;

import io.murmur.flink.source.SourceRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * Notices which parts of a source one reader has read to their end: then it lets go of their
 * outputs. Only parts of files have a size.
 */
final class PartSizes {

  private final Map<String, Long> underWay = new HashMap<>();
  private Output watching;
  private long read;

  /** Notes what the reader is to read. */
  void add(List<? extends SourceSplit> parts) {
    for (SourceSplit part : parts) {
      if (part instanceof FileSourceSplit file) {
        underWay.put(file.splitId(), file.length());
      }
    }
  }

  /** The output to be given to the reader. */
  ReaderOutput<SourceRecord> watching(ReaderOutput<SourceRecord> output) {
    if (watching == null || watching.output != output) {
      watching = new Output(output);
    }
    return watching;
  }

  /** How many bytes the parts have that came to their end since the last call. */
  long takeRead() {
    long taken = read;
    read = 0;
    return taken;
  }

  private final class Output implements ReaderOutput<SourceRecord> {

    private final ReaderOutput<SourceRecord> output;

    Output(ReaderOutput<SourceRecord> output) {
      this.output = output;
    }

    @Override
    public void releaseOutputForSplit(String part) {
      Long bytes = underWay.remove(part);
      read += bytes == null ? 0 : bytes;
      output.releaseOutputForSplit(part);
    }

    @Override
    public SourceOutput<SourceRecord> createOutputForSplit(String part) {
      return output.createOutputForSplit(part);
    }

    @Override
    public void collect(SourceRecord record) {
      output.collect(record);
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
      output.collect(record, timestamp);
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
}
