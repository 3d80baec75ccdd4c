package io.murmur.pipeline;

import io.murmur.monoid.Accumulator;
import io.murmur.state.Key;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Runs any pipeline over an iterable, in memory: the executable definition of what a pipeline
 * means. Every other runner must end with the same totals.
 */
public final class InMemoryRunner {

  private InMemoryRunner() {}

  /** The aggregates of all events, each event counted as often as it occurs. */
  public static <T, V> Map<Key, V> run(Pipeline<T, V> pipeline, Iterable<? extends T> events) {
    return run(pipeline, events, false);
  }

  /**
   * The aggregates of all events with distinct ids: of several events with one id, the first
   * counts.
   */
  public static <T, V> Map<Key, V> runDistinct(
      Pipeline<T, V> pipeline, Iterable<? extends T> events) {
    return run(pipeline, events, true);
  }

  private static <T, V> Map<Key, V> run(
      Pipeline<T, V> pipeline, Iterable<? extends T> events, boolean distinct) {
    Map<Key, Accumulator<V>> totals = new LinkedHashMap<>();
    Set<Claim> claims = new HashSet<>();
    Extractor<T, V> extractor = new Extractor<>(pipeline);
    long position = 0;
    for (T event : events) {
      String place = "#" + position++;
      extractor.extract(
          event,
          () -> place,
          (entity, bucket, delta, context) -> {
            Key key = new Key(entity, bucket);
            if (!distinct || claims.add(new Claim(context.eventId(), key))) {
              totals.computeIfAbsent(key, k -> pipeline.monoid().accumulator()).add(delta);
            }
          });
    }
    Map<Key, V> values = new LinkedHashMap<>();
    totals.forEach((key, accumulator) -> values.put(key, accumulator.value()));
    return values;
  }

  private record Claim(String eventId, Key key) {}
}
