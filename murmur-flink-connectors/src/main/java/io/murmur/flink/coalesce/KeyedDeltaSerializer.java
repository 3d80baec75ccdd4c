package io.murmur.flink.coalesce;

import io.murmur.flink.types.ImmutableSerializer;
import io.murmur.flink.types.MonoidSerializer;
import io.murmur.flink.types.ValueHoldingSnapshot;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes a {@link KeyedDelta}: entity, bucket, number of events, delta, number of claims, then id
 * and delta of each.
 */
final class KeyedDeltaSerializer<V> extends ImmutableSerializer<KeyedDelta<V>> {

  private static final long serialVersionUID = 1L;

  private final MonoidSerializer<V> values;

  KeyedDeltaSerializer(MonoidSerializer<V> values) {
    this.values = Objects.requireNonNull(values, "values");
  }

  @Override
  public KeyedDelta<V> createInstance() {
    return KeyedDelta.of("", 0, values.createInstance(), 0);
  }

  @Override
  public void serialize(KeyedDelta<V> delta, DataOutputView target) throws IOException {
    StringValue.writeString(delta.entity(), target);
    VarLong.write(delta.bucket(), target);
    VarLong.write(delta.events(), target);
    values.serialize(delta.delta(), target);
    List<KeyedDelta.ClaimedDelta<V>> claims = delta.claims();
    VarLong.write(claims.size(), target);
    for (KeyedDelta.ClaimedDelta<V> claim : claims) {
      StringValue.writeString(claim.eventId(), target);
      values.serialize(claim.delta(), target);
    }
  }

  @Override
  public KeyedDelta<V> deserialize(DataInputView source) throws IOException {
    String entity = StringValue.readString(source);
    long bucket = VarLong.read(source);
    long events = VarLong.read(source);
    V delta = values.deserialize(source);
    return new KeyedDelta<>(entity, bucket, delta, events, readClaims(source));
  }

  private List<KeyedDelta.ClaimedDelta<V>> readClaims(DataInputView source) throws IOException {
    int count = VarLong.readCount(source);
    if (count == 0) {
      return List.of();
    }
    List<KeyedDelta.ClaimedDelta<V>> claims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = StringValue.readString(source);
      claims.add(new KeyedDelta.ClaimedDelta<>(id, values.deserialize(source)));
    }
    return claims;
  }

  @Override
  public TypeSerializerSnapshot<KeyedDelta<V>> snapshotConfiguration() {
    return new Snapshot<>(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyedDeltaSerializer<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "delta of " + values;
  }

  /**
   * What a state remembers of how its deltas were written: the snapshot of their values.
   *
   * @param <V> the stored value
   */
  public static final class Snapshot<V>
      extends ValueHoldingSnapshot<V, KeyedDelta<V>, KeyedDeltaSerializer<V>> {

    /** For Flink, which reads the rest from the state. */
    public Snapshot() {}

    Snapshot(KeyedDeltaSerializer<V> serializer) {
      super(serializer);
    }

    @Override
    protected MonoidSerializer<V> valuesOf(KeyedDeltaSerializer<V> serializer) {
      return serializer.values;
    }

    @Override
    protected KeyedDeltaSerializer<V> serializerOf(MonoidSerializer<V> values) {
      return new KeyedDeltaSerializer<>(values);
    }
  }
}
