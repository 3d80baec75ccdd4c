package io.murmur.monoid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.datasketches.memory.Memory;

/**
 * What the sketch monoids share. A sketch is stored as the bytes of Apache DataSketches, which any
 * of its ports reads: their second byte is the format's version, their third the family of the
 * sketch, and the parameters follow. The bytes are little-endian.
 *
 * <p>DataSketches trusts the bytes it is given, so each codec checks sizes before it parses (a
 * count must not make it fill the memory), and compares with the bytes that it would have written.
 */
final class SketchBytes {

  static final int SERIAL_VERSION_BYTE = 1;
  static final int FAMILY_BYTE = 2;

  private SketchBytes() {}

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Checks the two bytes that all formats of DataSketches have in common. */
  static void requireHeader(String sketch, byte[] bytes, int serialVersion, int family) {
    requireSize(sketch, bytes, 8, Integer.MAX_VALUE);
    if (bytes[FAMILY_BYTE] != family) {
      throw new CorruptValueException(
          "not a " + sketch + ": sketch family " + bytes[FAMILY_BYTE] + ", expected " + family);
    }
    if (bytes[SERIAL_VERSION_BYTE] != serialVersion) {
      throw new CorruptValueException(
          sketch
              + ": serial version "
              + bytes[SERIAL_VERSION_BYTE]
              + " is unknown, expected "
              + serialVersion);
    }
  }

  static void requireSize(String sketch, byte[] bytes, long least, long most) {
    if (bytes.length < least || bytes.length > most) {
      throw new CorruptValueException(
          sketch
              + ": "
              + bytes.length
              + " bytes, expected "
              + (least == most ? least : least + " to " + most));
    }
  }

  static void requireParameter(String sketch, String name, long actual, long expected) {
    if (actual != expected) {
      throw new CorruptValueException(
          sketch + ": written with " + name + "=" + actual + ", read with " + expected);
    }
  }

  /** The parser's result; whatever it throws says that the bytes are corrupt. */
  static <T> T parse(String sketch, byte[] bytes, Function<Memory, T> parser) {
    try {
      return parser.apply(Memory.wrap(bytes));
    } catch (RuntimeException e) {
      throw new CorruptValueException(
          sketch + ": " + bytes.length + " bytes do not parse: " + e.getMessage(), e);
    }
  }

  static void requireSame(String sketch, byte[] bytes, byte[] rewritten) {
    int difference = Arrays.mismatch(bytes, rewritten);
    if (difference >= 0) {
      throw new CorruptValueException(
          sketch + ": byte " + difference + " of " + bytes.length + " is not as it is written");
    }
  }

  static void requireSameParameter(String sketch, String name, long actual, long expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          "a "
              + sketch
              + " with "
              + name
              + "="
              + actual
              + " cannot be combined into one with "
              + name
              + "="
              + expected);
    }
  }

  /** DataSketches would leave an empty item out without a word. */
  static void requireItem(int length) {
    if (length == 0) {
      throw new IllegalArgumentException("an item of a sketch must not be empty");
    }
  }

  static Structure.Opaque structure(String name, Object... namesAndValues) {
    SortedMap<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return new Structure.Opaque(name, parameters);
  }
}
