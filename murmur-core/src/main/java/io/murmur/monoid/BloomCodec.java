package io.murmur.monoid;

import org.apache.datasketches.filters.bloomfilter.BloomFilter;

/**
 * Two formats, told apart by their first byte. A value of few items is in a format of this project:
 * version 1, then bits, hashes and seed of the filter, the number of items and their hashes in
 * order. A value of more items has the bytes of DataSketches, which begin with the longs of their
 * preamble, 4: then 1 serial version, 2 family, 4 and 5 hashes, 8 to 15 seed, 16 to 19 longs of
 * bits, 24 to 31 how many bits are set, and the bits.
 */
record BloomCodec(BloomMonoid monoid) implements Codec<BloomValue> {

  private static final String SKETCH = "Bloom filter";
  private static final int SPARSE_VERSION = 1;

  private static final int DENSE_PREAMBLE_LONGS = 4;
  private static final int SERIAL_VERSION = 1;
  private static final int FAMILY = 21;
  private static final int HASHES_SHORT = 4;
  private static final int SEED_LONG = 8;
  private static final int LENGTH_INT = 16;

  @Override
  public byte[] encode(BloomValue value) {
    monoid.requireOwn(value);
    if (!value.isSparse()) {
      return value.filter().toByteArray();
    }
    ByteWriter out = new ByteWriter();
    out.writeByte(SPARSE_VERSION);
    out.writeLong(monoid.bits());
    out.writeLength(monoid.hashCount());
    out.writeLong(monoid.seed());
    out.writeLength(value.hashes().length);
    for (long hash : value.hashes()) {
      out.writeLong(hash);
    }
    return out.toByteArray();
  }

  @Override
  public BloomValue decode(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == DENSE_PREAMBLE_LONGS ? dense(bytes) : sparse(bytes);
  }

  private BloomValue sparse(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != SPARSE_VERSION) {
      throw new CorruptValueException(SKETCH + ": format version " + version + " is unknown");
    }
    requireParameters(in.readLong(), in.readLength(), in.readLong());
    int count = in.readLength();
    if (count > monoid.maxSparse()) {
      throw new CorruptValueException(
          SKETCH + ": " + count + " items are too many for a value of few items");
    }
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = in.readLong();
      if (i > 0 && hashes[i] <= hashes[i - 1]) {
        throw new CorruptValueException(SKETCH + ": the hashes are not in order");
      }
    }
    in.requireEnd();
    return BloomValue.sparse(monoid, hashes);
  }

  private BloomValue dense(byte[] bytes) {
    SketchBytes.requireHeader(SKETCH, bytes, SERIAL_VERSION, FAMILY);
    long size = BloomFilter.getSerializedSize(monoid.bits());
    SketchBytes.requireSize(SKETCH, bytes, size, size);
    var view = SketchBytes.view(bytes);
    requireParameters(
        (long) Long.SIZE * view.getInt(LENGTH_INT),
        view.getShort(HASHES_SHORT),
        view.getLong(SEED_LONG));
    BloomValue value =
        SketchBytes.parse(
            SKETCH, bytes, memory -> BloomValue.dense(monoid, BloomFilter.heapify(memory)));
    SketchBytes.requireSame(SKETCH, bytes, value.filter().toByteArray());
    return value;
  }

  private void requireParameters(long bits, long hashes, long seed) {
    SketchBytes.requireParameter(SKETCH, "bits", bits, monoid.bits());
    SketchBytes.requireParameter(SKETCH, "hashes", hashes, monoid.hashCount());
    SketchBytes.requireParameter(SKETCH, "seed", seed, monoid.seed());
  }
}
