package io.murmur.flink.types;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Whole numbers in 1 to 10 bytes, few for those near zero: seven bits a byte, lowest first, the
 * highest bit set where more follow; negative numbers are folded between the positive ones (the
 * variable-length "zigzag" integers of Protocol Buffers and Avro).
 */
public final class VarLong {

  private VarLong() {}

  /** Writes a number. */
  public static void write(long value, DataOutputView out) throws IOException {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /**
   * Reads a number.
   *
   * @throws IOException if the bytes are not a number that {@link #write} wrote
   */
  public static long read(DataInputView in) throws IOException {
    long folded = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.readByte();
      folded |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (folded >>> 1) ^ -(folded & 1);
      }
    }
    throw new IOException("not a variable-length number: more than ten bytes");
  }

  /**
   * Reads a number of things that follow.
   *
   * @throws IOException if it is negative or exceeds an int
   */
  public static int readCount(DataInputView in) throws IOException {
    long count = read(in);
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new IOException("not a number of things: " + count);
    }
    return (int) count;
  }
}
