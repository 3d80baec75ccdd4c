package io.murmur.flink.sink;

import io.murmur.flink.types.FormatVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The bytes of a {@link WriterState}: two longs. */
final class WriterStateSerializer implements SimpleVersionedSerializer<WriterState> {

  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(WriterState state) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(state.generation())
        .putLong(state.lineage())
        .array();
  }

  @Override
  public WriterState deserialize(int version, byte[] serialized) throws IOException {
    FormatVersion.require("writers of a merge sink", version, VERSION);
    if (serialized.length != 2 * Long.BYTES) {
      throw new IOException("not the state of a writer: " + serialized.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(serialized);
    return new WriterState(bytes.getLong(), bytes.getLong());
  }
}
