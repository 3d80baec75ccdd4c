package io.murmur.flink.source.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lines, ended by LF or CR LF. A line of nothing but spaces, tabs and CR is blank.
 *
 * <p>Eight bytes are compared at once, with the test for a zero byte in a word (H. S. Warren,
 * Hacker's Delight, 6-1).
 */
final class LineFramer implements Framer {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LF = 0x0A0A0A0A0A0A0A0AL;
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  @Override
  public int next(byte[] bytes, int from, int limit) {
    int i = from;
    for (int last = limit - Long.BYTES; i <= last; i += Long.BYTES) {
      long zeroAtLf = (long) WORDS.get(bytes, i) ^ LF;
      long found = (zeroAtLf - LOWEST_BITS) & ~zeroAtLf & HIGHEST_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3) + 1;
      }
    }
    for (; i < limit; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  @Override
  public Kind kind(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return Kind.RECORD;
      }
    }
    return Kind.BLANK;
  }

  @Override
  public int contentEnd(byte[] bytes, int from, int end) {
    return withoutLineEnd(bytes, from, end);
  }

  /** Where a line ends without its LF or CR LF; a CR alone at the end of the file goes, too. */
  static int withoutLineEnd(byte[] bytes, int from, int end) {
    int last = end;
    if (last > from && bytes[last - 1] == '\n') {
      last--;
    }
    return last > from && bytes[last - 1] == '\r' ? last - 1 : last;
  }

  @Override
  public void endOfInput() {
    // The last line may lack its end.
  }

  @Override
  public String complaint() {
    throw new IllegalStateException("every line is a line");
  }
}
