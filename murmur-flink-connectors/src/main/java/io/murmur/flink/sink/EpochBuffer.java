package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.coalesce.KeyedDelta.ClaimedDelta;
import io.murmur.monoid.Accumulator;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The deltas of one epoch, folded by key in memory.
 *
 * <p>How much memory that takes is estimated: the keys are counted, and the size of a value is the
 * mean of every 256th that was touched, in its codec's form. Busy keys are looked at more often, so
 * the estimate of values that grow is rather too high than too low.
 */
final class EpochBuffer<V> {

  /** Map entry, key, string header, fold, boxed number. */
  private static final int BYTES_PER_KEY = 176;

  /** Map entry, claim, string header, boxed number. */
  private static final int BYTES_PER_CLAIM = 144;

  private static final int SAMPLE_EVERY = 256;
  private static final int SAMPLES_REMEMBERED = 64;

  private final Monoid<V> monoid;
  private final boolean claimed;
  private final Map<Key, Fold<V>> folds = new HashMap<>();
  private final List<KeyedDelta<V>> uncombined = new ArrayList<>();
  private long textBytes;
  private long claims;
  private long touched;
  private long samples;
  private double valueBytes;

  /** Creates an empty buffer that keeps events apart if they are {@code claimed}. */
  EpochBuffer(Monoid<V> monoid, boolean claimed) {
    this.monoid = monoid;
    this.claimed = claimed;
  }

  /** Folds a delta into its key. */
  void add(KeyedDelta<V> delta) {
    Key key = new Key(delta.entity(), delta.bucket());
    Fold<V> fold = folds.get(key);
    if (fold == null) {
      fold = new Fold<>();
      folds.put(key, fold);
      textBytes += delta.entity().length();
    }
    if (claimed) {
      claim(fold, delta);
    } else {
      combine(fold, delta);
    }
    if (touched++ % SAMPLE_EVERY == 0) {
      sample(claimed ? delta.claims().get(0).delta() : fold.value());
    }
  }

  /** The number of keys. */
  int keys() {
    return folds.size();
  }

  /** About how much memory is in use, in bytes. */
  long bytes() {
    long values = claimed ? claims : folds.size();
    return folds.size() * (long) BYTES_PER_KEY
        + claims * BYTES_PER_CLAIM
        + textBytes
        + (long) (values * valueBytes);
  }

  /** All keys with their folded deltas, in no order. Only valid until the buffer changes. */
  Iterable<KeyedDelta<V>> deltas() {
    return () -> {
      Iterator<Map.Entry<Key, Fold<V>>> entries = folds.entrySet().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public KeyedDelta<V> next() {
          return delta(entries.next());
        }
      };
    };
  }

  /** All keys with their folded deltas, sorted by key. */
  List<KeyedDelta<V>> sorted() {
    List<KeyedDelta<V>> sorted = new ArrayList<>(folds.size());
    deltas().forEach(sorted::add);
    sorted.sort(DeltaFormat.byKey());
    return sorted;
  }

  /**
   * The deltas, in their order, that could not be combined with what their keys had before, since
   * the sum is too large. They are not among {@link #deltas()}.
   */
  List<KeyedDelta<V>> uncombined() {
    return List.copyOf(uncombined);
  }

  /** Forgets all deltas but the uncombined ones, which are folded among themselves. */
  void keepUncombined() {
    List<KeyedDelta<V>> kept = uncombined();
    clear();
    kept.forEach(this::add);
  }

  /** Forgets all deltas; what was learned of their size is kept. */
  void clear() {
    uncombined.clear();
    folds.clear();
    textBytes = 0;
    claims = 0;
  }

  private void combine(Fold<V> fold, KeyedDelta<V> delta) {
    try {
      fold.add(delta, monoid);
    } catch (ArithmeticException e) {
      uncombined.add(delta);
    }
  }

  private void claim(Fold<V> fold, KeyedDelta<V> delta) {
    for (ClaimedDelta<V> claim : delta.claims()) {
      if (fold.claim(claim)) {
        claims++;
        textBytes += claim.eventId().length();
      }
    }
  }

  private void sample(V value) {
    int bytes = monoid.codec().encode(value).length;
    samples = Math.min(samples + 1, SAMPLES_REMEMBERED);
    valueBytes += (bytes - valueBytes) / samples;
  }

  private KeyedDelta<V> delta(Map.Entry<Key, Fold<V>> entry) {
    Key key = entry.getKey();
    Fold<V> fold = entry.getValue();
    if (claimed) {
      List<ClaimedDelta<V>> all = List.copyOf(fold.claims.values());
      // The delta is made of the claims that win, so none is carried.
      return new KeyedDelta<>(key.entity(), key.bucket(), monoid.identity(), all.size(), all);
    }
    return KeyedDelta.of(key.entity(), key.bucket(), fold.value(), fold.events);
  }

  /** What is known of one key. Most keys have one delta, and no accumulator. */
  private static final class Fold<V> {

    private V single;
    private Accumulator<V> many;
    private Map<String, ClaimedDelta<V>> claims;
    private long events;

    void add(KeyedDelta<V> delta, Monoid<V> monoid) {
      if (many != null) {
        many.add(delta.delta());
      } else if (single != null) {
        Accumulator<V> both = monoid.accumulator();
        both.add(single);
        both.add(delta.delta());
        many = both;
        single = null;
      } else {
        single = delta.delta();
      }
      events += delta.events();
    }

    boolean claim(ClaimedDelta<V> claim) {
      if (claims == null) {
        claims = new LinkedHashMap<>();
      }
      return claims.putIfAbsent(claim.eventId(), claim) == null;
    }

    V value() {
      return many == null ? single : many.value();
    }
  }
}
