package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.monoid.Accumulator;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one pipeline makes of the events of a sample.
 *
 * @param pipeline its name
 * @param outcomes what becomes of each event, in their order
 * @param keys how many distinct keys, with their buckets, the events count for
 * @param largestValue the bytes of the largest aggregate that they come to, with its key
 */
public record Trial(String pipeline, List<Outcome> outcomes, long keys, long largestValue) {

  /** An event with its place; null if the record stands for none. */
  record Input(String place, Event event) {}

  /** What becomes of one event. */
  public sealed interface Outcome {
    /** The record's place. */
    String place();
  }

  /**
   * The filter leaves it out, or it is no event to be counted.
   *
   * @param place the record's place
   */
  public record Filtered(String place) implements Outcome {}

  /**
   * It would be a dead letter.
   *
   * @param place the record's place
   * @param step where it failed
   * @param reason why
   */
  public record Failed(String place, String step, String reason) implements Outcome {}

  /**
   * It counts.
   *
   * @param place the record's place
   * @param id what the event is called
   * @param contributions what it adds, one for each key
   */
  public record Counted(String place, String id, List<Contribution> contributions)
      implements Outcome {}

  /**
   * What an event adds to one key.
   *
   * @param entity the key
   * @param bucket when its bucket begins; empty without windows
   * @param value what is added, as readers see it
   */
  public record Contribution(String entity, Optional<Instant> bucket, Object value) {}

  /** Copies the list. */
  public Trial {
    outcomes = List.copyOf(outcomes);
  }

  /** How many contributions all events make. */
  public long contributions() {
    return outcomes.stream()
        .mapToLong(o -> o instanceof Counted counted ? counted.contributions().size() : 0)
        .sum();
  }

  static <V> Trial of(Pipeline<Event, V> pipeline, List<Input> events) {
    Extractor<Event, V> extractor = new Extractor<>(pipeline);
    Map<Key, Accumulator<V>> totals = new LinkedHashMap<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (Input input : events) {
      outcomes.add(outcome(pipeline, extractor, totals, input));
    }
    long largest = 0;
    for (Map.Entry<Key, Accumulator<V>> entry : totals.entrySet()) {
      byte[] value = pipeline.monoid().codec().encode(entry.getValue().value());
      largest = Math.max(largest, (long) value.length + entry.getKey().entity().length());
    }
    return new Trial(pipeline.name(), outcomes, totals.size(), largest);
  }

  private static <V> Outcome outcome(
      Pipeline<Event, V> pipeline,
      Extractor<Event, V> extractor,
      Map<Key, Accumulator<V>> totals,
      Input input) {
    if (input.event() == null) {
      return new Filtered(input.place());
    }
    List<Contribution> contributions = new ArrayList<>();
    String[] id = {input.place()};
    try {
      boolean passed =
          extractor.extract(
              input.event(),
              input::place,
              (entity, bucket, delta, context) -> {
                id[0] = context.eventId();
                totals
                    .computeIfAbsent(new Key(entity, bucket), k -> pipeline.monoid().accumulator())
                    .add(delta);
                contributions.add(
                    new Contribution(entity, begin(pipeline, bucket), pipeline.present(delta)));
              });
      return passed
          ? new Counted(input.place(), id[0], contributions)
          : new Filtered(input.place());
    } catch (RuntimeException e) {
      return new Failed(
          input.place(),
          extractor.step().name().toLowerCase(Locale.ROOT),
          String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Instant> begin(Pipeline<?, ?> pipeline, long bucket) {
    return pipeline.windowing().windowed()
        ? Optional.of(pipeline.windowing().startOf(bucket))
        : Optional.empty();
  }
}
