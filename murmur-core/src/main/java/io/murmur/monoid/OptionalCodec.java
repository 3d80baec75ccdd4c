package io.murmur.monoid;

import java.util.Optional;

/** A byte that says whether there is a value, and the value. */
record OptionalCodec<T>(VersionedCodec<T> inner) implements VersionedCodec<Optional<T>> {

  @Override
  public void write(ByteWriter out, Optional<T> value) {
    out.writeByte(value.isPresent() ? 1 : 0);
    value.ifPresent(present -> inner.write(out, present));
  }

  @Override
  public Optional<T> read(ByteReader in) {
    int present = in.readByte();
    return switch (present) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(inner.read(in));
      default -> throw new CorruptValueException("presence is told by 0 or 1, not " + present);
    };
  }
}
