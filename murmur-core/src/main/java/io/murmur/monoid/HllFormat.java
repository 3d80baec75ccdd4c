package io.murmur.monoid;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.datasketches.hll.HllSketch;

/**
 * The compact bytes of an HLL sketch, made independent of the order in which its items came.
 *
 * <p>Layout (DataSketches, {@code hll/PreambleUtil}): byte 0 ints of the preamble, 1 serial
 * version, 2 family, 3 lgK, 4 lgArr, 5 flags, 6 count of a list or least register, 7 mode and type.
 * Then, in the list mode, coupons of four bytes from byte 8; in the set mode their count and the
 * coupons from byte 12; in the HLL mode the accumulator of the estimator that depends on the order
 * (HIP) in bytes 8 to 15, statistics of the registers in bytes 16 to 35, the count of exceptions in
 * bytes 36 to 39, and from byte 40 the registers, four bits each above the least, the even slot in
 * the lower half of a byte, then the exceptions, pairs of register (6 bits) and slot.
 */
final class HllFormat {

  private static final String SKETCH = "HLL sketch";
  private static final int SERIAL_VERSION = 1;
  private static final int FAMILY = 7;

  private static final int LG_K_BYTE = 3;
  private static final int FLAGS_BYTE = 5;
  private static final int LIST_COUNT_BYTE = 6;
  private static final int LEAST_BYTE = 6;
  private static final int MODE_BYTE = 7;
  private static final int SET_COUNT_INT = 8;
  private static final int HIP_DOUBLE = 8;
  private static final int SMALL_SUM_DOUBLE = 16;
  private static final int LARGE_SUM_DOUBLE = 24;
  private static final int AT_LEAST_COUNT_INT = 32;
  private static final int EXCEPTION_COUNT_INT = 36;

  private static final int LIST_START = 8;
  private static final int SET_START = 12;
  private static final int REGISTERS_START = 40;

  private static final int MODE_MASK = 3;
  private static final int LIST = 0;
  private static final int SET = 1;
  private static final int HLL = 2;
  private static final int OUT_OF_ORDER_FLAG = 16;

  /** The nibble of a register that stands among the exceptions. */
  private static final int EXCEPTION = 15;

  private static final int GREATEST_REGISTER = 63;

  /** From here on registers count into the second sum. */
  private static final int LARGE = 32;

  private static final int PAIR_SLOT_BITS = 26;

  private HllFormat() {}

  /**
   * Marks registers as merged, so that everyone estimates by the registers alone and not by the
   * order in which they were filled.
   *
   * @return whether they were not marked before
   */
  static boolean markMerged(byte[] bytes) {
    if (mode(bytes) != HLL || (bytes[FLAGS_BYTE] & OUT_OF_ORDER_FLAG) != 0) {
      return false;
    }
    bytes[FLAGS_BYTE] |= OUT_OF_ORDER_FLAG;
    return true;
  }

  /**
   * Takes out what depends on the order in which the items came: of merged registers the unused
   * estimate by order and the places of the exceptions, of the sparse modes those of the coupons.
   */
  static void forgetOrder(byte[] bytes) {
    switch (mode(bytes)) {
      case LIST -> sortInts(bytes, LIST_START);
      case SET -> sortInts(bytes, SET_START);
      default -> {
        SketchBytes.view(bytes).putDouble(HIP_DOUBLE, 0);
        sortInts(bytes, exceptionsStart(bytes[LG_K_BYTE]));
      }
    }
  }

  private static void sortInts(byte[] bytes, int start) {
    if (bytes.length <= start) {
      return;
    }
    ByteBuffer view = SketchBytes.view(bytes);
    int[] ints = new int[(bytes.length - start) / Integer.BYTES];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = view.getInt(start + i * Integer.BYTES);
    }
    Arrays.sort(ints);
    for (int i = 0; i < ints.length; i++) {
      view.putInt(start + i * Integer.BYTES, ints[i]);
    }
  }

  /** Reads what {@link HllValue#toByteArray()} wrote. */
  static HllValue read(byte[] bytes, int lgK) {
    SketchBytes.requireHeader(SKETCH, bytes, SERIAL_VERSION, FAMILY);
    SketchBytes.requireParameter(SKETCH, "lgK", bytes[LG_K_BYTE], lgK);
    long size = size(bytes, lgK);
    SketchBytes.requireSize(SKETCH, bytes, size, size);
    if (mode(bytes) == HLL) {
      requireStatistics(bytes, lgK);
    }
    HllValue value =
        SketchBytes.parse(SKETCH, bytes, memory -> HllValue.of(HllSketch.heapify(memory)));
    SketchBytes.requireSame(SKETCH, bytes, value.toByteArray());
    return value;
  }

  private static long size(byte[] bytes, int lgK) {
    ByteBuffer view = SketchBytes.view(bytes);
    switch (mode(bytes)) {
      case LIST -> {
        return LIST_START + (long) Integer.BYTES * (bytes[LIST_COUNT_BYTE] & 0xFF);
      }
      case SET -> {
        SketchBytes.requireSize(SKETCH, bytes, SET_START, Integer.MAX_VALUE);
        return SET_START + (long) Integer.BYTES * view.getInt(SET_COUNT_INT);
      }
      case HLL -> {
        SketchBytes.requireSize(SKETCH, bytes, REGISTERS_START, Integer.MAX_VALUE);
        return exceptionsStart(lgK) + (long) Integer.BYTES * view.getInt(EXCEPTION_COUNT_INT);
      }
      default -> throw new CorruptValueException(SKETCH + ": mode " + mode(bytes) + " is unknown");
    }
  }

  /**
   * The preamble says again what the registers say: how many are at the least value, and the sums
   * of 2^-register of the small and of the large ones, which a double holds exactly.
   */
  private static void requireStatistics(byte[] bytes, int lgK) {
    int least = bytes[LEAST_BYTE];
    Map<Integer, Integer> exceptions = exceptions(bytes, lgK);
    int exceptionCount = 0;
    int atLeast = 0;
    double small = 0;
    double large = 0;
    for (int slot = 0; slot < 1 << lgK; slot++) {
      int register = least + nibble(bytes, slot);
      if (register == least) {
        atLeast++;
      } else if (register == least + EXCEPTION) {
        register = exceptions.getOrDefault(slot, -1);
        exceptionCount++;
      }
      if (register < 0 || register > GREATEST_REGISTER) {
        throw new CorruptValueException(SKETCH + ": register " + slot + " is out of range");
      }
      if (register < LARGE) {
        small += Math.scalb(1.0, -register);
      } else {
        large += Math.scalb(1.0, -register);
      }
    }
    ByteBuffer view = SketchBytes.view(bytes);
    if (exceptionCount != exceptions.size()
        || atLeast == 0
        || atLeast != view.getInt(AT_LEAST_COUNT_INT)
        || Double.compare(small, view.getDouble(SMALL_SUM_DOUBLE)) != 0
        || Double.compare(large, view.getDouble(LARGE_SUM_DOUBLE)) != 0) {
      throw new CorruptValueException(SKETCH + ": registers and their statistics differ");
    }
  }

  /** The registers that do not fit into a nibble, by their slots. */
  private static Map<Integer, Integer> exceptions(byte[] bytes, int lgK) {
    ByteBuffer view = SketchBytes.view(bytes);
    Map<Integer, Integer> exceptions = new HashMap<>();
    for (int at = exceptionsStart(lgK); at < bytes.length; at += Integer.BYTES) {
      int pair = view.getInt(at);
      int register = pair >>> PAIR_SLOT_BITS;
      int slot = pair & ((1 << PAIR_SLOT_BITS) - 1);
      if (register < bytes[LEAST_BYTE] + EXCEPTION || exceptions.put(slot, register) != null) {
        throw new CorruptValueException(SKETCH + ": the exception of slot " + slot + " is none");
      }
    }
    return exceptions;
  }

  private static int nibble(byte[] bytes, int slot) {
    int pair = bytes[REGISTERS_START + slot / 2] & 0xFF;
    return slot % 2 == 0 ? pair & 0xF : pair >>> 4;
  }

  private static int exceptionsStart(int lgK) {
    return REGISTERS_START + (1 << (lgK - 1));
  }

  private static int mode(byte[] bytes) {
    return bytes[MODE_BYTE] & MODE_MASK;
  }
}
