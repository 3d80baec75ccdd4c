package io.murmur.query;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import io.murmur.state.Stored;
import io.murmur.window.BucketRange;
import io.murmur.window.Windowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys behind one call, entity after entity, each with its buckets from oldest to newest. */
final class Question {

  private final List<String> entities;
  private final BucketRange asked;
  private final int liveBuckets;
  private final List<Key> keys;

  private Question(List<String> entities, BucketRange asked, long firstLive, int liveBuckets) {
    this.entities = entities;
    this.asked = asked;
    this.liveBuckets = liveBuckets;
    this.keys = new ArrayList<>(entities.size() * liveBuckets);
    for (String entity : entities) {
      for (int i = 0; i < liveBuckets; i++) {
        keys.add(new Key(entity, firstLive + i));
      }
    }
  }

  /**
   * The question for some entities over a range of buckets, of which those past their retention are
   * not looked for.
   *
   * @throws IllegalArgumentException if that takes too many keys, or an entity is empty
   */
  static Question of(
      List<String> entities, BucketRange asked, Windowing windowing, Instant now, int maxKeys) {
    long firstLive = firstLive(asked, windowing, now);
    long live = asked.count() - (firstLive - asked.first());
    if (live > 0 && entities.size() > maxKeys / live) {
      throw new IllegalArgumentException(
          "%d entities over %d buckets (%s) are more than the %d keys that one call may read: ask for less time or fewer entities, or use larger buckets"
              .formatted(entities.size(), live, windowing, maxKeys));
    }
    return new Question(List.copyOf(entities), asked, firstLive, (int) live);
  }

  List<Key> keys() {
    return keys;
  }

  /** Folds what was found for each key into one answer for each entity. */
  <V> List<Answer<V>> answers(Monoid<V> monoid, List<Optional<Stored<V>>> found) {
    List<Answer<V>> answers = new ArrayList<>(entities.size());
    Accumulator<V> sum = monoid.accumulator();
    for (int i = 0; i < entities.size(); i++) {
      sum.reset();
      long present = 0;
      for (var bucket : found.subList(i * liveBuckets, (i + 1) * liveBuckets)) {
        if (bucket.isPresent()) {
          add(sum, bucket.get().value(), entities.get(i));
          present++;
        }
      }
      answers.add(new Answer<>(sum.value(), present, asked.count()));
    }
    return answers;
  }

  private <V> void add(Accumulator<V> sum, V value, String entity) {
    try {
      sum.add(value);
    } catch (ArithmeticException e) {
      var failed =
          new ArithmeticException(
              "the buckets %d to %d of '%s' cannot be combined exactly: %s"
                  .formatted(asked.first(), asked.last(), entity, e.getMessage()));
      failed.initCause(e);
      throw failed;
    }
  }

  /** The first bucket that is not past its retention, or the one after the range. */
  private static long firstLive(BucketRange asked, Windowing windowing, Instant now) {
    if (windowing.retention().isEmpty() || !windowing.expired(asked.first(), now)) {
      return asked.first();
    }
    if (windowing.expired(asked.last(), now)) {
      return asked.last() + 1;
    }
    long expired = asked.first();
    long alive = asked.last();
    while (alive - expired > 1) {
      long middle = expired + (alive - expired) / 2;
      if (windowing.expired(middle, now)) {
        expired = middle;
      } else {
        alive = middle;
      }
    }
    return alive;
  }
}
