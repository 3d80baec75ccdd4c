package io.murmur.flink.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;

/**
 * The snapshot of a serializer that writes something around the values of a monoid, in version 1 of
 * its format: the snapshot of those values decides.
 *
 * @param <V> the stored value
 * @param <T> what is written around it
 * @param <S> the serializer
 */
public abstract class ValueHoldingSnapshot<V, T, S extends TypeSerializer<T>>
    extends CompositeTypeSerializerSnapshot<T, S> {

  private static final int VERSION = 1;

  /** For Flink, which reads the rest from the state. */
  protected ValueHoldingSnapshot() {}

  /** The snapshot of a serializer. */
  protected ValueHoldingSnapshot(S serializer) {
    super(serializer);
  }

  /** The part of the serializer that writes the values. */
  protected abstract MonoidSerializer<V> valuesOf(S serializer);

  /** The serializer that writes values by the given part. */
  protected abstract S serializerOf(MonoidSerializer<V> values);

  @Override
  protected final int getCurrentOuterSnapshotVersion() {
    return VERSION;
  }

  @Override
  protected final void readOuterSnapshot(int version, DataInputView in, ClassLoader classLoader)
      throws IOException {
    FormatVersion.require(getClass().getName(), version, VERSION);
  }

  @Override
  protected final TypeSerializer<?>[] getNestedSerializers(S serializer) {
    return new TypeSerializer<?>[] {valuesOf(serializer)};
  }

  @Override
  @SuppressWarnings("unchecked")
  protected final S createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
    return serializerOf((MonoidSerializer<V>) nested[0]);
  }
}
