package io.murmur.flink.types;

import io.murmur.monoid.Monoid;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes the values of a monoid: counts and sums of whole numbers in 1 to 10 bytes, sums of doubles
 * in 8, all others as the bytes of the monoid's codec after their length.
 *
 * <p>Two serializers are equal if their monoids have the same structure, parameters included.
 *
 * @param <V> the type of the aggregate
 */
public final class MonoidSerializer<V> extends ImmutableSerializer<V> {

  private static final long serialVersionUID = 1L;

  private final String structure;
  private final ValueForm<V> form;

  /** Creates the serializer of a monoid's values. */
  public MonoidSerializer(Monoid<V> monoid) {
    this(monoid.structure().canonical(), ValueForm.of(monoid));
  }

  MonoidSerializer(String structure, ValueForm<V> form) {
    this.structure = Objects.requireNonNull(structure, "structure");
    this.form = Objects.requireNonNull(form, "form");
  }

  /** The type information of a monoid's values. */
  public static <V> TypeInformation<V> typeInfo(Monoid<V> monoid) {
    return SerializerTypeInfo.of(Object.class, new MonoidSerializer<>(monoid));
  }

  /** The canonical text of the structure whose values this writes. */
  public String structure() {
    return structure;
  }

  ValueForm<V> form() {
    return form;
  }

  /** The identity. */
  @Override
  public V createInstance() {
    return form.identity();
  }

  @Override
  public void serialize(V value, DataOutputView target) throws IOException {
    form.write(value, target);
  }

  @Override
  public V deserialize(DataInputView source) throws IOException {
    return form.read(source);
  }

  @Override
  public TypeSerializerSnapshot<V> snapshotConfiguration() {
    return new MonoidSerializerSnapshot<>(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MonoidSerializer<?> that
        && structure.equals(that.structure)
        && form.tag() == that.form.tag();
  }

  @Override
  public int hashCode() {
    return structure.hashCode();
  }

  @Override
  public String toString() {
    return structure;
  }
}
