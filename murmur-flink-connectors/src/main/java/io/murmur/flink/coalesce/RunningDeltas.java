package io.murmur.flink.coalesce;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;
import java.util.Arrays;

/**
 * The running deltas of the keys of a {@link CombineTable}, by their numbers: counts and sums of
 * whole numbers lie with their keys, all others are objects.
 */
abstract sealed class RunningDeltas<V> {

  private RunningDeltas() {}

  @SuppressWarnings("unchecked")
  static <V> RunningDeltas<V> of(Monoid<V> monoid, KeyRecords keys) {
    Structure structure = monoid.structure();
    boolean whole =
        structure instanceof Structure.Count
            || (structure instanceof Structure.Sum sum && sum.type() == Structure.NumberType.LONG);
    return whole ? (RunningDeltas<V>) new Whole(keys) : new Accumulated<>(monoid);
  }

  /** Begins one for the key that was added last. */
  abstract void admit(int number, long bytes);

  /**
   * Adds to one.
   *
   * @throws ArithmeticException if the exact result cannot be represented; nothing is added
   */
  abstract void add(int number, V delta);

  abstract V value(int number);

  /** Begins one again. */
  abstract void reset(int number);

  /** Lets one go; that of the last key takes its number. */
  abstract void remove(int number, int last);

  /** About how many bytes one takes, as was said last. */
  abstract long bytes(int number);

  /** Says about how many bytes one takes. */
  abstract void bytes(int number, long bytes);

  /** Numbers that lie with their keys. */
  private static final class Whole extends RunningDeltas<Long> {

    private final KeyRecords keys;

    Whole(KeyRecords keys) {
      this.keys = keys;
    }

    @Override
    void admit(int number, long bytes) {
      // A new key has a zero.
    }

    @Override
    void add(int number, Long delta) {
      keys.first(number, Math.addExact(keys.first(number), delta));
    }

    @Override
    Long value(int number) {
      return keys.first(number);
    }

    @Override
    void reset(int number) {
      keys.first(number, 0);
    }

    @Override
    void remove(int number, int last) {
      // It is in the record.
    }

    @Override
    long bytes(int number) {
      return Footprint.NUMBER;
    }

    @Override
    void bytes(int number, long bytes) {
      throw new IllegalStateException("numbers do not grow");
    }
  }

  /** Anything. */
  private static final class Accumulated<V> extends RunningDeltas<V> {

    private final Monoid<V> monoid;
    private Accumulator<V>[] running = newRunning(16);
    private long[] bytes = new long[16];

    Accumulated(Monoid<V> monoid) {
      this.monoid = monoid;
    }

    @Override
    void admit(int number, long initial) {
      if (number == running.length) {
        running = Arrays.copyOf(running, 2 * number);
        bytes = Arrays.copyOf(bytes, 2 * number);
      }
      running[number] = monoid.accumulator();
      bytes[number] = initial;
    }

    @Override
    void add(int number, V delta) {
      running[number].add(delta);
    }

    @Override
    V value(int number) {
      return running[number].value();
    }

    @Override
    void reset(int number) {
      running[number].reset();
    }

    @Override
    void remove(int number, int last) {
      running[number] = running[last];
      bytes[number] = bytes[last];
      running[last] = null;
    }

    @Override
    long bytes(int number) {
      return bytes[number];
    }

    @Override
    void bytes(int number, long now) {
      bytes[number] = now;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> Accumulator<V>[] newRunning(int length) {
      return (Accumulator<V>[]) new Accumulator[length];
    }
  }
}
