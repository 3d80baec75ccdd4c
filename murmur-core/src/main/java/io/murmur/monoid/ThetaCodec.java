package io.murmur.monoid;

import java.nio.ByteBuffer;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.HashIterator;
import org.apache.datasketches.thetacommon.ThetaUtil;

/**
 * The bytes of DataSketches, compact and ordered: byte 0 longs of the preamble, 1 serial version, 2
 * family, 5 flags, 6 and 7 hash of the seed; with two and more longs 8 to 11 the number of entries,
 * with three 16 to 23 theta; then the entries.
 *
 * <p>They do not hold {@code k}, but a value that is not exact has just {@code k} entries.
 */
record ThetaCodec(int lgK) implements Codec<ThetaValue> {

  static final String SKETCH = "Theta sketch";

  private static final int SERIAL_VERSION = 3;
  private static final int FAMILY = 3;
  private static final int FLAGS_BYTE = 5;
  private static final int ENTRY_COUNT_INT = 8;

  /** Read-only, compact and ordered. */
  private static final int FLAGS = 2 | 8 | 16;

  private static final int EMPTY_FLAGS = FLAGS | 4;
  private static final int SINGLE_FLAGS = FLAGS | 32;

  @Override
  public byte[] encode(ThetaValue value) {
    SketchBytes.requireSameParameter(SKETCH, "lgK", value.lgK(), lgK);
    return value.toByteArray();
  }

  @Override
  public ThetaValue decode(byte[] bytes) {
    SketchBytes.requireHeader(SKETCH, bytes, SERIAL_VERSION, FAMILY);
    requireShape(bytes);
    CompactSketch sketch =
        SketchBytes.parse(
            SKETCH, bytes, memory -> CompactSketch.heapify(memory, ThetaUtil.DEFAULT_UPDATE_SEED));
    SketchBytes.requireSame(SKETCH, bytes, sketch.toByteArray());
    requireSample(sketch);
    return new ThetaValue(lgK, sketch);
  }

  private static void requireShape(byte[] bytes) {
    int longs = bytes[0];
    int flags = bytes[FLAGS_BYTE];
    if (longs == 1 && flags == EMPTY_FLAGS) {
      SketchBytes.requireSize(SKETCH, bytes, 8, 8);
    } else if (longs == 1 && flags == SINGLE_FLAGS) {
      SketchBytes.requireSize(SKETCH, bytes, 16, 16);
    } else if ((longs == 2 || longs == 3) && flags == FLAGS) {
      SketchBytes.requireSize(SKETCH, bytes, 8L * longs, Integer.MAX_VALUE);
      ByteBuffer view = SketchBytes.view(bytes);
      long size = 8L * longs + 8L * view.getInt(ENTRY_COUNT_INT);
      SketchBytes.requireSize(SKETCH, bytes, size, size);
    } else {
      throw new CorruptValueException(
          SKETCH + ": flags " + flags + " with a preamble of " + longs + " longs");
    }
  }

  /** Entries are distinct hashes below theta in order; if any was left out, k are here. */
  private void requireSample(CompactSketch sketch) {
    long entries = sketch.getRetainedEntries(true);
    if (sketch.isEstimationMode() ? entries != 1L << lgK : entries > 1L << lgK) {
      throw new CorruptValueException(
          SKETCH + ": " + entries + " entries cannot come from lgK=" + lgK);
    }
    long before = 0;
    HashIterator hashes = sketch.iterator();
    while (hashes.next()) {
      if (hashes.get() <= before || hashes.get() >= sketch.getThetaLong()) {
        throw new CorruptValueException(SKETCH + ": the entries are not hashes in order");
      }
      before = hashes.get();
    }
  }
}
