package io.murmur.jobs.cli;

import io.murmur.monoid.Accumulator;
import io.murmur.state.Key;
import io.murmur.window.BucketRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of all entities of a table, each over a range of buckets.
 *
 * @param <V> the type of the aggregate
 */
final class Ranking<V> {

  private final Map<String, Accumulator<V>> totals = new HashMap<>();

  private Ranking() {}

  /**
   * An entity in its place.
   *
   * @param rank its place, from 1 on
   * @param entity the entity
   * @param value its value over all buckets that were asked for
   * @param <V> the type of the aggregate
   */
  record Ranked<V>(int rank, String entity, V value) {}

  /** Reads the whole table. */
  static <V> Ranking<V> of(Reading<V> reading, BucketRange range, String prefix) {
    Ranking<V> ranking = new Ranking<>();
    reading
        .scan()
        .all(
            (key, stored) -> {
              if (within(range, key) && key.entity().startsWith(prefix)) {
                ranking
                    .totals
                    .computeIfAbsent(
                        key.entity(), entity -> reading.pipeline().monoid().accumulator())
                    .add(stored.value());
              }
            });
    return ranking;
  }

  /** How many entities there are. */
  int keys() {
    return totals.size();
  }

  /** The entities with the greatest numbers; those that are equal in the order of their names. */
  List<Ranked<V>> top(Function<V, Optional<BigDecimal>> number, int limit) {
    record Numbered<V>(String entity, V value, BigDecimal number) {}
    List<Numbered<V>> numbered = new ArrayList<>(totals.size());
    totals.forEach(
        (entity, total) -> {
          V value = total.value();
          number
              .apply(value)
              .ifPresent(found -> numbered.add(new Numbered<>(entity, value, found)));
        });
    numbered.sort(
        Comparator.<Numbered<V>, BigDecimal>comparing(Numbered::number)
            .reversed()
            .thenComparing(Numbered::entity));
    List<Ranked<V>> top = new ArrayList<>();
    for (Numbered<V> entry : numbered.subList(0, Math.min(limit, numbered.size()))) {
      top.add(new Ranked<>(top.size() + 1, entry.entity(), entry.value()));
    }
    return top;
  }

  private static boolean within(BucketRange range, Key key) {
    return range.first() <= key.bucket() && key.bucket() <= range.last();
  }
}
