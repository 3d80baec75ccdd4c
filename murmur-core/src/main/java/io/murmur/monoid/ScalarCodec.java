package io.murmur.monoid;

/** A bare scalar after the version byte. */
record ScalarCodec<T>(Scalar<T> scalar) implements VersionedCodec<T> {

  @Override
  public void write(ByteWriter out, T value) {
    scalar.write(out, value);
  }

  @Override
  public T read(ByteReader in) {
    return scalar.read(in);
  }
}
