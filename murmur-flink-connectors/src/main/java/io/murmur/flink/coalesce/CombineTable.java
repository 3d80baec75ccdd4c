package io.murmur.flink.coalesce;

import io.murmur.monoid.Monoid;

/**
 * Running deltas by key, within bounds: a table whose known keys cost no allocation, and which lets
 * go of the keys that are met least when it is full.
 *
 * <p>What to let go is chosen by the clock algorithm with counters (GCLOCK: A. J. Smith,
 * "Sequentiality and Prefetching in Database Systems", 1978): every hit warms a key, a hand that
 * goes round cools those it passes, and the first cold one goes. Keys stay after a flush, with
 * their warmth, so that the next epoch finds the hot ones where they were.
 *
 * <p>Not safe for concurrent use.
 */
final class CombineTable<V> {

  /** Takes what leaves the table. */
  @FunctionalInterface
  interface Output<V> {
    void emit(String entity, long bucket, V delta, long events);
  }

  /** How many keys the hand passes at most for one to let go; then the coldest of them goes. */
  private static final int REACH = 16;

  /** How warm a key can get: it survives this many passes of the hand. */
  private static final int HOTTEST = 7;

  /** A key's second number has its heat in the lowest bits, and above them its events. */
  private static final int HEAT_BITS = 3;

  private static final long ONE_EVENT = 1L << HEAT_BITS;

  /** More than arrays can hold, whatever was asked for. */
  private static final long MOST_BYTES = 1L << 32;

  private final Footprint<V> footprint;
  private final int maxKeys;
  private final long maxBytes;
  private final Output<V> output;
  private final KeyRecords keys = new KeyRecords();
  private final RunningDeltas<V> running;

  private long bytes;
  private int hand;

  CombineTable(Monoid<V> monoid, CombineOptions options, Output<V> output) {
    this.footprint = Footprint.of(monoid);
    this.maxKeys = options.maxKeys();
    this.maxBytes = Math.min(options.maxBytes(), MOST_BYTES);
    this.output = output;
    this.running = RunningDeltas.of(monoid, keys);
  }

  /** Folds a delta into the running one of its key; others may have to go for it. */
  void add(String entity, long bucket, V delta) {
    fold(keys.find(entity, bucket), delta);
  }

  /** Makes ready for adding to some keys; see {@link KeyRecords#seek}. */
  void seek(String[] entities, long[] buckets, int count) {
    keys.seek(entities, buckets, count);
  }

  /** Folds a delta into the running one of a key that was made ready. */
  void add(int index, V delta) {
    fold(keys.find(index), delta);
  }

  /** Passes all running deltas on, and starts them again. */
  void flush() {
    int size = keys.size();
    for (int i = 0; i < size; i++) {
      emit(i);
    }
    for (int i = size - 1; i >= 0; i--) {
      int cooler = heat(i) >> 1;
      keys.second(i, cooler);
      // No longer met, or too large to be kept empty.
      if (cooler == 0 || footprint.large(running.bytes(i))) {
        remove(i);
      }
    }
  }

  /** How many keys are held, those without a running delta included. */
  int size() {
    return keys.size();
  }

  /** About how many bytes are held. */
  long bytes() {
    return bytes;
  }

  private int heat(int number) {
    return (int) keys.second(number) & HOTTEST;
  }

  private long events(int number) {
    return keys.second(number) >>> HEAT_BITS;
  }

  private void fold(int found, V delta) {
    int number = found;
    if (number < 0) {
      number = admit();
    } else if (heat(number) < HOTTEST) {
      keys.second(number, keys.second(number) + 1);
    }
    combine(number, delta);
    if (footprint.due(events(number))) {
      measure(number);
    }
  }

  private void combine(int number, V delta) {
    try {
      running.add(number, delta);
    } catch (ArithmeticException e) {
      if (events(number) == 0) {
        throw e;
      }
      // Too large together, so let the table say so: there the key can be set aside alone.
      emit(number);
      running.add(number, delta);
    }
    keys.second(number, keys.second(number) + ONE_EVENT);
  }

  private void emit(int number) {
    long events = events(number);
    if (events > 0) {
      output.emit(keys.entity(number), keys.bucket(number), running.value(number), events);
      keys.second(number, heat(number));
      running.reset(number);
    }
  }

  /** Adds the key that was not found. */
  private int admit() {
    long needed = footprint.ofKey(keys.soughtBytes()) + footprint.initial();
    while (keys.size() >= maxKeys || (bytes + needed > maxBytes && keys.size() > 0)) {
      evict();
    }
    int number = keys.add();
    running.admit(number, footprint.initial());
    bytes += needed;
    return number;
  }

  private void measure(int number) {
    long now = footprint.of(running.value(number), events(number));
    bytes += now - running.bytes(number);
    running.bytes(number, now);
    while (bytes > maxBytes && keys.size() > 1) {
      evict();
    }
  }

  private void evict() {
    int coldest = -1;
    for (int passed = 0; passed < REACH; passed++) {
      hand = hand + 1 < keys.size() ? hand + 1 : 0;
      if (coldest < 0 || heat(hand) < heat(coldest)) {
        coldest = hand;
      }
      if (heat(hand) == 0) {
        break;
      }
      keys.second(hand, keys.second(hand) - 1);
    }
    emit(coldest);
    remove(coldest);
  }

  /** Takes a key out; the last one takes its number. */
  private void remove(int number) {
    bytes -= footprint.ofKey(keys.recordBytes(number)) + running.bytes(number);
    keys.remove(number);
    running.remove(number, keys.size());
  }
}
