package io.murmur.monoid;

import java.nio.ByteBuffer;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * The compact bytes of DataSketches: byte 0 ints of the preamble, 1 serial version, 2 family, 3
 * flags, 4 and 5 k, 6 m; nothing else for an empty sketch, and the number itself for a single one.
 * Else 8 to 15 the count, 16 and 17 the least k of all that was merged, 18 the number of levels,
 * from byte 20 the start of each level, then minimum, maximum and the numbers by level; a number of
 * level {@code i} stands for {@code 2^i}.
 */
record KllCodec(int k) implements Codec<KllValue> {

  static final String SKETCH = "KLL sketch";

  private static final int FAMILY = 15;
  private static final int SERIAL_VERSION = 1;

  /** The version of a sketch of one number. */
  private static final int SINGLE_SERIAL_VERSION = 2;

  private static final int FULL_PREAMBLE_INTS = 5;
  private static final int FLAGS_BYTE = 3;
  private static final int K_SHORT = 4;
  private static final int M_BYTE = 6;
  private static final int COUNT_LONG = 8;
  private static final int MIN_K_SHORT = 16;
  private static final int LEVELS_BYTE = 18;
  private static final int LEVELS_START = 20;

  private static final int LEVEL_ZERO_SORTED_FLAG = 2;
  private static final int M = 8;
  private static final int MAX_LEVELS = 61;

  @Override
  public byte[] encode(KllValue value) {
    SketchBytes.requireSameParameter(SKETCH, "k", value.k(), k);
    return value.toByteArray();
  }

  @Override
  public KllValue decode(byte[] bytes) {
    SketchBytes.requireSize(SKETCH, bytes, 8, Integer.MAX_VALUE);
    boolean single = bytes[SketchBytes.SERIAL_VERSION_BYTE] == SINGLE_SERIAL_VERSION;
    SketchBytes.requireHeader(
        SKETCH, bytes, single ? SINGLE_SERIAL_VERSION : SERIAL_VERSION, FAMILY);
    ByteBuffer view = SketchBytes.view(bytes);
    SketchBytes.requireParameter(SKETCH, "k", view.getShort(K_SHORT) & 0xFFFF, k);
    SketchBytes.requireParameter(SKETCH, "m", bytes[M_BYTE], M);
    boolean full = bytes[0] == FULL_PREAMBLE_INTS;
    if (full) {
      requireLevels(bytes);
    } else {
      SketchBytes.requireSize(SKETCH, bytes, single ? 16 : 8, single ? 16 : 8);
      if (single && !Double.isFinite(view.getDouble(8))) {
        throw new CorruptValueException(SKETCH + ": a number that is not finite");
      }
    }
    return SketchBytes.parse(
        SKETCH,
        bytes,
        memory -> {
          KllDoublesSketch sketch = KllDoublesSketch.wrap(memory);
          if (full && sketch.getNumRetained() != retained(bytes)) {
            throw new CorruptValueException(SKETCH + ": levels and numbers do not match");
          }
          SketchBytes.requireSame(SKETCH, bytes, sketch.toByteArray());
          return KllValue.of(sketch);
        });
  }

  /** How many numbers there is room for behind the levels, minimum and maximum. */
  private static int retained(byte[] bytes) {
    return (bytes.length - LEVELS_START - Integer.BYTES * bytes[LEVELS_BYTE]) / Double.BYTES - 2;
  }

  /**
   * Levels follow each other, the weights of their numbers add up to the count, and numbers lie
   * between minimum and maximum, in order from level 1 on.
   */
  private void requireLevels(byte[] bytes) {
    SketchBytes.requireSize(SKETCH, bytes, LEVELS_START, Integer.MAX_VALUE);
    ByteBuffer view = SketchBytes.view(bytes);
    int levels = bytes[LEVELS_BYTE];
    if (levels < 1 || levels > MAX_LEVELS) {
      throw new CorruptValueException(SKETCH + ": " + levels + " levels");
    }
    SketchBytes.requireParameter(SKETCH, "minK", view.getShort(MIN_K_SHORT) & 0xFFFF, k);
    int minimumAt = LEVELS_START + Integer.BYTES * levels;
    long numbersAt = minimumAt + 2L * Double.BYTES;
    SketchBytes.requireSize(SKETCH, bytes, numbersAt + Double.BYTES, Integer.MAX_VALUE);
    Numbers numbers =
        new Numbers(
            view, (int) numbersAt, view.getDouble(minimumAt), view.getDouble(minimumAt + 8));
    long left = view.getLong(COUNT_LONG);
    int end = view.getInt(LEVELS_START) + retained(bytes);
    for (int level = 0; level < levels; level++) {
      int from = view.getInt(LEVELS_START + Integer.BYTES * level);
      int to = level + 1 < levels ? view.getInt(LEVELS_START + Integer.BYTES * (level + 1)) : end;
      if (from < 0 || to < from || to > end) {
        throw new CorruptValueException(SKETCH + ": level " + level + " ends before it begins");
      }
      if (to - from > left >> level) {
        throw new CorruptValueException(SKETCH + ": more numbers than the count");
      }
      left -= (long) (to - from) << level;
      numbers.require(to - from, level > 0 || (bytes[FLAGS_BYTE] & LEVEL_ZERO_SORTED_FLAG) != 0);
    }
    if (left != 0) {
      throw new CorruptValueException(SKETCH + ": " + left + " numbers are missing");
    }
  }

  /** Walks over the numbers. */
  private static final class Numbers {
    private final ByteBuffer view;
    private final double least;
    private final double greatest;

    private Numbers(ByteBuffer view, int position, double least, double greatest) {
      this.view = view.position(position);
      this.least = least;
      this.greatest = greatest;
    }

    void require(int count, boolean sorted) {
      double before = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        double number = view.getDouble();
        if (!Double.isFinite(number) || number < least || number > greatest) {
          throw new CorruptValueException(
              SKETCH + ": the number " + number + " is not from " + least + " to " + greatest);
        }
        if (sorted && number < before) {
          throw new CorruptValueException(SKETCH + ": the numbers of a level are not in order");
        }
        before = number;
      }
    }
  }
}
