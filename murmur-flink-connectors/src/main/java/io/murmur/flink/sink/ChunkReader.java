package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;

/** Reads the deltas of a {@link MergeCommittable.Chunk}. */
final class ChunkReader<V> implements DeltaReader<V> {

  private final TypeSerializer<KeyedDelta<V>> serializer;
  private final DataInputDeserializer in;
  private long left;
  private long lastBytes;

  ChunkReader(TypeSerializer<KeyedDelta<V>> serializer, MergeCommittable.Chunk chunk) {
    this.serializer = serializer;
    this.in = new DataInputDeserializer(chunk.bytes());
    this.left = chunk.deltas();
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public KeyedDelta<V> next() throws IOException {
    long before = in.getPosition();
    KeyedDelta<V> delta = serializer.deserialize(in);
    lastBytes = in.getPosition() - before;
    left--;
    return delta;
  }

  @Override
  public long lastBytes() {
    return lastBytes;
  }

  @Override
  public void close() {}
}
