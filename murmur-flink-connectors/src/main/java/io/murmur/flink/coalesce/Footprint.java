package io.murmur.flink.coalesce;

import io.murmur.monoid.Codec;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;

/**
 * Estimates how much heap the running deltas of a monoid take. Numbers have a known size; what
 * grows with its events (sets, maps, sketches) is measured by the length of its bytes, now and
 * then: at 4, 16, 64 … events, and one key in 16 at its first, which stands for the others. So rare
 * keys cost little and frequent ones next to nothing.
 */
final class Footprint<V> {

  /** Slots, a third of the record for what is dead or to come, the object around an accumulator. */
  private static final long KEY = 60;

  /** A number is in the record of its key. */
  static final long NUMBER = 8;

  /** An empty sketch with its buffers. */
  private static final long GROWING = 500;

  /** Objects take more than their bytes. */
  private static final long HEAP_PER_BYTE = 2;

  private static final long LARGE = 1024;

  /** Of this many new keys one is measured. */
  private static final int SAMPLED = 16;

  private final boolean grows;
  private final Codec<V> codec;
  private long first = GROWING;
  private int untilSample;

  private Footprint(boolean grows, Codec<V> codec) {
    this.grows = grows;
    this.codec = codec;
  }

  static <V> Footprint<V> of(Monoid<V> monoid) {
    return new Footprint<>(grows(monoid.structure()), monoid.codec());
  }

  /** Whether the accumulator of a key should be measured after this many events. */
  boolean due(long events) {
    if (!grows) {
      return false;
    }
    if (events == 1) {
      untilSample = untilSample == 0 ? SAMPLED - 1 : untilSample - 1;
      return untilSample == SAMPLED - 1;
    }
    boolean powerOfTwo = (events & (events - 1)) == 0;
    return powerOfTwo && Long.numberOfTrailingZeros(events) % 2 == 0;
  }

  /** The bytes of an accumulator that was never measured. */
  long initial() {
    return grows ? first : NUMBER;
  }

  /** The bytes of a running delta of so many events. */
  long of(V value, long events) {
    long now = GROWING + HEAP_PER_BYTE * codec.encode(value).length;
    if (events == 1) {
      first = now;
    }
    return now;
  }

  /** The bytes of a key with a record of so many. */
  long ofKey(int recordBytes) {
    return KEY + recordBytes;
  }

  /** Whether an accumulator of this size is better made anew than kept empty. */
  boolean large(long valueBytes) {
    return valueBytes > LARGE;
  }

  private static boolean grows(Structure structure) {
    if (structure instanceof Structure.Struct struct) {
      return struct.fields().stream().anyMatch(field -> grows(field.structure()));
    }
    return structure instanceof Structure.StringSet
        || structure instanceof Structure.MapOf
        || structure instanceof Structure.Opaque;
  }
}
