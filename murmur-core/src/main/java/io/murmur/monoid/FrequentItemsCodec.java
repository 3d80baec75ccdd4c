package io.murmur.monoid;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The bytes of DataSketches: byte 0 longs of the preamble, 1 serial version, 2 family, 3 and 4 the
 * logarithms of the largest and the present table, 5 flags, 8 to 11 the number of items, 16 to 23
 * the total, 24 to 31 the error; then the weights, then the items, each with its length.
 */
record FrequentItemsCodec(int maxMapSize) implements Codec<FrequentItemsValue> {

  static final String SKETCH = "frequent items sketch";

  private static final int SERIAL_VERSION = 1;
  private static final ArrayOfStringsSerDe ITEMS = new ArrayOfStringsSerDe();
  private static final int FAMILY = 10;
  private static final int LG_MAX_MAP_SIZE_BYTE = 3;
  private static final int LG_MAP_SIZE_BYTE = 4;
  private static final int ITEM_COUNT_INT = 8;
  private static final int TOTAL_LONG = 16;
  private static final int ERROR_LONG = 24;
  private static final int FULL_PREAMBLE_LONGS = 4;

  @Override
  public byte[] encode(FrequentItemsValue value) {
    SketchBytes.requireSameParameter(SKETCH, "maxMapSize", value.maxMapSize(), maxMapSize);
    return value.toByteArray();
  }

  @Override
  public FrequentItemsValue decode(byte[] bytes) {
    SketchBytes.requireHeader(SKETCH, bytes, SERIAL_VERSION, FAMILY);
    int lgMax = bytes[LG_MAX_MAP_SIZE_BYTE];
    SketchBytes.requireParameter(
        SKETCH, "maxMapSize", lgMax < 0 || lgMax > 30 ? -1 : 1 << lgMax, maxMapSize);
    if (bytes[LG_MAP_SIZE_BYTE] < 0 || bytes[LG_MAP_SIZE_BYTE] > lgMax) {
      throw new CorruptValueException(
          SKETCH + ": a table of 2^" + bytes[LG_MAP_SIZE_BYTE] + " in one of 2^" + lgMax);
    }
    if (bytes[0] == FULL_PREAMBLE_LONGS) {
      requireItems(bytes);
    } else {
      SketchBytes.requireSame(
          SKETCH, bytes, new ItemsSketch<String>(maxMapSize).toByteArray(ITEMS));
    }
    FrequentItemsValue value =
        SketchBytes.parse(
            SKETCH,
            bytes,
            memory -> FrequentItemsValue.of(maxMapSize, ItemsSketch.getInstance(memory, ITEMS)));
    // The items may change places in the table, so only the sizes and the preamble must agree.
    byte[] rewritten = value.toByteArray();
    SketchBytes.requireSize(SKETCH, bytes, rewritten.length, rewritten.length);
    return value;
  }

  /** Weights are positive and not above the total; items are distinct and fill the rest. */
  private static void requireItems(byte[] bytes) {
    int preamble = FULL_PREAMBLE_LONGS * Long.BYTES;
    SketchBytes.requireSize(SKETCH, bytes, preamble, Integer.MAX_VALUE);
    ByteBuffer view = SketchBytes.view(bytes);
    int count = view.getInt(ITEM_COUNT_INT);
    SketchBytes.requireSize(SKETCH, bytes, preamble + 12L * Math.max(count, 0), Integer.MAX_VALUE);
    long rest = view.getLong(TOTAL_LONG);
    if (count < 0 || view.getLong(ERROR_LONG) < 0) {
      throw new CorruptValueException(SKETCH + ": negative count of items or error");
    }
    view.position(preamble);
    for (int i = 0; i < count; i++) {
      long weight = view.getLong();
      if (weight <= 0 || weight > rest) {
        throw new CorruptValueException(SKETCH + ": the weights do not add up to the total");
      }
      rest -= weight;
    }
    Set<String> items = new HashSet<>();
    for (int i = 0; i < count; i++) {
      if (view.remaining() < Integer.BYTES) {
        throw new CorruptValueException(SKETCH + ": cut off in the items");
      }
      int length = view.getInt();
      if (length < 0 || length > view.remaining()) {
        throw new CorruptValueException(SKETCH + ": an item of " + length + " bytes");
      }
      if (!items.add(ByteReader.decodeUtf8(view.slice(view.position(), length)))) {
        throw new CorruptValueException(SKETCH + ": an item occurs twice");
      }
      view.position(view.position() + length);
    }
    if (view.hasRemaining()) {
      throw new CorruptValueException(SKETCH + ": " + view.remaining() + " bytes follow the items");
    }
  }
}
