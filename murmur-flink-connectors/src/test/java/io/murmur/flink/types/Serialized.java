package io.murmur.flink.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What serializers and their snapshots write, for tests. */
public final class Serialized {

  private Serialized() {}

  /** The bytes of a value. */
  public static <T> byte[] write(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  /** The value of bytes, all of which it must take. */
  public static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    T value = serializer.deserialize(in);
    if (in.available() != 0) {
      throw new IOException(in.available() + " bytes are left");
    }
    return value;
  }

  /** The bytes of a serializer's snapshot, as a state holds them. */
  public static byte[] snapshot(TypeSerializer<?> serializer) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return out.getCopyOfBuffer();
  }

  /** The snapshot in the bytes of a state. */
  public static <T> TypeSerializerSnapshot<T> readSnapshot(byte[] bytes) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(bytes), Serialized.class.getClassLoader());
  }

  /** The serializer that a state written by another one is read with. */
  public static <T> TypeSerializer<T> restored(TypeSerializer<T> writer) throws IOException {
    return Serialized.<T>readSnapshot(snapshot(writer)).restoreSerializer();
  }
}
