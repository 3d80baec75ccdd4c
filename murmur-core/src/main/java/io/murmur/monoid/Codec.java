package io.murmur.monoid;

import java.io.Serializable;

/**
 * The versioned binary form of a value. {@code decode(encode(v))} equals {@code v}; formats that
 * were once written stay readable.
 *
 * @param <V> the type of the value
 */
public interface Codec<V> extends Serializable {

  /** The value as bytes; the caller owns the array. */
  byte[] encode(V value);

  /**
   * The value that the bytes stand for.
   *
   * @throws CorruptValueException if the bytes are not a value of this codec: they are never taken
   *     for an empty or other value
   */
  V decode(byte[] bytes);
}
