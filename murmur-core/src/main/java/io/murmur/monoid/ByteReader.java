package io.murmur.monoid;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote, and takes nothing else. */
final class ByteReader {

  private final byte[] bytes;
  private int position;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int readByte() {
    require(1);
    return bytes[position++] & 0xFF;
  }

  long readLong() {
    require(Long.BYTES);
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[position++] & 0xFF);
    }
    return value;
  }

  double readDouble() {
    long bits = readLong();
    double value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value) || bits == Double.doubleToRawLongBits(-0.0)) {
      throw new CorruptValueException("the number " + value + " is never written");
    }
    return value;
  }

  int readLength() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        if ((next == 0 && shift > 0) || value > Integer.MAX_VALUE) {
          break;
        }
        return (int) value;
      }
    }
    throw new CorruptValueException("no length before byte " + position + " of " + bytes.length);
  }

  byte[] readBytes() {
    int length = readLength();
    require(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  String readString() {
    return decodeUtf8(ByteBuffer.wrap(readBytes()));
  }

  static String decodeUtf8(ByteBuffer utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptValueException("a text is not UTF-8", e);
    }
  }

  /** Fails if anything is left. */
  void requireEnd() {
    if (position != bytes.length) {
      throw new CorruptValueException(
          (bytes.length - position) + " bytes follow the value of " + position + " bytes");
    }
  }

  private void require(int more) {
    if (bytes.length - position < more) {
      throw new CorruptValueException(
          "cut off: " + more + " more bytes expected at byte " + position + " of " + bytes.length);
    }
  }
}
