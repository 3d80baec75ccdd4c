package io.murmur.flink.extract;

import io.murmur.flink.types.MonoidSerializer;
import io.murmur.flink.types.ValueHoldingSnapshot;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Writes a {@link LiftedEvent}: id, bucket, delta, number of entities, then each of them. */
final class LiftedEventSerializer<V> extends TypeSerializer<LiftedEvent<V>> {

  private static final long serialVersionUID = 1L;

  private final MonoidSerializer<V> values;

  LiftedEventSerializer(MonoidSerializer<V> values) {
    this.values = Objects.requireNonNull(values, "values");
  }

  @Override
  public void serialize(LiftedEvent<V> event, DataOutputView target) throws IOException {
    StringValue.writeString(event.id(), target);
    VarLong.write(event.bucket(), target);
    values.serialize(event.delta(), target);
    VarLong.write(event.size(), target);
    for (int i = 0; i < event.size(); i++) {
      StringValue.writeString(event.entity(i), target);
    }
  }

  @Override
  public LiftedEvent<V> deserialize(DataInputView source) throws IOException {
    return deserialize(new LiftedEvent<>(), source);
  }

  @Override
  public LiftedEvent<V> deserialize(LiftedEvent<V> reuse, DataInputView source) throws IOException {
    String id = StringValue.readString(source);
    long bucket = VarLong.read(source);
    reuse.start(id, bucket, values.deserialize(source));
    int entities = VarLong.readCount(source);
    for (int i = 0; i < entities; i++) {
      reuse.addEntity(StringValue.readString(source));
    }
    return reuse;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<LiftedEvent<V>> duplicate() {
    return this;
  }

  @Override
  public LiftedEvent<V> createInstance() {
    return new LiftedEvent<>();
  }

  @Override
  public LiftedEvent<V> copy(LiftedEvent<V> from) {
    return from.copy();
  }

  @Override
  public LiftedEvent<V> copy(LiftedEvent<V> from, LiftedEvent<V> reuse) {
    return from.copy();
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<LiftedEvent<V>> snapshotConfiguration() {
    return new Snapshot<>(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LiftedEventSerializer<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "event of " + values;
  }

  /**
   * What a state remembers of how its events were written: the snapshot of their values.
   *
   * @param <V> the stored value
   */
  public static final class Snapshot<V>
      extends ValueHoldingSnapshot<V, LiftedEvent<V>, LiftedEventSerializer<V>> {

    /** For Flink, which reads the rest from the state. */
    public Snapshot() {}

    Snapshot(LiftedEventSerializer<V> serializer) {
      super(serializer);
    }

    @Override
    protected MonoidSerializer<V> valuesOf(LiftedEventSerializer<V> serializer) {
      return serializer.values;
    }

    @Override
    protected LiftedEventSerializer<V> serializerOf(MonoidSerializer<V> values) {
      return new LiftedEventSerializer<>(values);
    }
  }
}
