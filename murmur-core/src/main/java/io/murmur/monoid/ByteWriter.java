package io.murmur.monoid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with the primitives that the formats of this package are made of. */
final class ByteWriter {

  private byte[] buffer = new byte[32];
  private int size;

  void writeByte(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
  }

  /** Eight bytes, the highest first. */
  void writeLong(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  void writeDouble(double value) {
    writeLong(Double.doubleToLongBits(value));
  }

  /** A number from 0 on, seven bits a byte, the lowest first; the top bit says that more follow. */
  void writeLength(int value) {
    int rest = value;
    while (rest >= 0x80) {
      writeByte(rest | 0x80);
      rest >>>= 7;
    }
    writeByte(rest);
  }

  /** The length and then the bytes. */
  void writeBytes(byte[] bytes) {
    writeLength(bytes.length);
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  /**
   * The length and then the UTF-8 bytes.
   *
   * @throws IllegalArgumentException if the text has half a surrogate pair: it would come back as
   *     another text
   */
  void writeString(String text) {
    requireWellFormed(text);
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, Math.multiplyExact(buffer.length, 2)));
    }
  }

  static void requireWellFormed(String text) {
    boolean openPair = false;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (openPair != Character.isLowSurrogate(unit)) {
        throw halfAPair(i);
      }
      openPair = Character.isHighSurrogate(unit);
    }
    if (openPair) {
      throw halfAPair(text.length());
    }
  }

  private static IllegalArgumentException halfAPair(int position) {
    return new IllegalArgumentException(
        "the text has half a surrogate pair at position " + position + ": it has no UTF-8 form");
  }
}
