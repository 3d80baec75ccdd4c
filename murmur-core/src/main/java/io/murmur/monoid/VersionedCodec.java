package io.murmur.monoid;

/**
 * A codec of this project's own formats: a version byte, then the value, then nothing.
 *
 * @param <V> the type of the value
 */
interface VersionedCodec<V> extends Codec<V> {

  /** The version that is written; it is the only one so far. */
  int VERSION = 1;

  /** Writes what follows the version byte. */
  void write(ByteWriter out, V value);

  /** Reads what follows the version byte. */
  V read(ByteReader in);

  @Override
  default byte[] encode(V value) {
    ByteWriter out = new ByteWriter();
    out.writeByte(VERSION);
    write(out, value);
    return out.toByteArray();
  }

  @Override
  default V decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new CorruptValueException(
          "format version " + version + " is unknown, expected " + VERSION);
    }
    V value = read(in);
    in.requireEnd();
    return value;
  }
}
