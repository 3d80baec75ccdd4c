package io.murmur.flink.source.scan;

import io.murmur.flink.types.FormatVersion;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Splits in checkpoints and on their way to the readers. */
final class ScanSplitSerializer implements SimpleVersionedSerializer<ScanSplit> {

  private static final int VERSION = 1;
  private static final int INITIAL_BYTES = 64;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ScanSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public ScanSplit deserialize(int version, byte[] bytes) throws IOException {
    FormatVersion.require("ranges of a scan", version, VERSION);
    return read(new DataInputDeserializer(bytes));
  }

  static void write(ScanSplit split, DataOutputView out) throws IOException {
    Texts.write(split.splitId(), out);
    Texts.write(split.range(), out);
    Texts.writeOptional(split.after(), out);
    Texts.writeOptional(split.position(), out);
    out.writeBoolean(split.finished());
  }

  /** Reads a split of the newest version. */
  static ScanSplit read(DataInputView in) throws IOException {
    return new ScanSplit(
        Texts.read(in),
        Texts.read(in),
        Texts.readOptional(in),
        Texts.readOptional(in),
        in.readBoolean());
  }
}
