package io.murmur.flink.types;

import io.murmur.monoid.Codec;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How the values of a monoid are written. Adding a form is fine; changing what one writes is not:
 * states hold it.
 */
sealed interface ValueForm<V> extends Serializable {

  void write(V value, DataOutputView out) throws IOException;

  V read(DataInputView in) throws IOException;

  /** The identity. */
  V identity();

  /** What states remember of the form. */
  Tag tag();

  /** Stands for a form in a state. Only the names count. */
  enum Tag {
    LONG,
    DOUBLE,
    CODEC
  }

  /** The form for the values of a monoid: the structure fixes their Java type. */
  @SuppressWarnings("unchecked")
  static <V> ValueForm<V> of(Monoid<V> monoid) {
    Structure structure = monoid.structure();
    if (structure instanceof Structure.Count) {
      return (ValueForm<V>) new Longs();
    }
    if (structure instanceof Structure.Sum sum) {
      return switch (sum.type()) {
        case LONG -> (ValueForm<V>) new Longs();
        case DOUBLE -> (ValueForm<V>) new Doubles();
        case DECIMAL -> Coded.of(monoid);
      };
    }
    return Coded.of(monoid);
  }

  /** A number in as few bytes as it needs. */
  record Longs() implements ValueForm<Long> {
    @Override
    public void write(Long value, DataOutputView out) throws IOException {
      VarLong.write(value, out);
    }

    @Override
    public Long read(DataInputView in) throws IOException {
      return VarLong.read(in);
    }

    @Override
    public Long identity() {
      return 0L;
    }

    @Override
    public Tag tag() {
      return Tag.LONG;
    }
  }

  /** The eight bytes of IEEE 754. */
  record Doubles() implements ValueForm<Double> {
    @Override
    public void write(Double value, DataOutputView out) throws IOException {
      out.writeDouble(value);
    }

    @Override
    public Double read(DataInputView in) throws IOException {
      return in.readDouble();
    }

    @Override
    public Double identity() {
      return 0.0;
    }

    @Override
    public Tag tag() {
      return Tag.DOUBLE;
    }
  }

  /** The length and the bytes of the monoid's codec. */
  final class Coded<V> implements ValueForm<V> {

    private static final long serialVersionUID = 1L;

    private final Codec<V> codec;
    private final byte[] identity;

    Coded(Codec<V> codec, byte[] identity) {
      this.codec = codec;
      this.identity = identity;
    }

    static <V> Coded<V> of(Monoid<V> monoid) {
      return new Coded<>(monoid.codec(), monoid.codec().encode(monoid.identity()));
    }

    Codec<V> codec() {
      return codec;
    }

    byte[] identityBytes() {
      return identity;
    }

    @Override
    public void write(V value, DataOutputView out) throws IOException {
      byte[] bytes = codec.encode(value);
      VarLong.write(bytes.length, out);
      out.write(bytes);
    }

    @Override
    public V read(DataInputView in) throws IOException {
      byte[] bytes = new byte[VarLong.readCount(in)];
      in.readFully(bytes);
      return codec.decode(bytes);
    }

    @Override
    public V identity() {
      return codec.decode(identity);
    }

    @Override
    public Tag tag() {
      return Tag.CODEC;
    }
  }
}
