package io.murmur.pipeline;

import io.murmur.monoid.Decayed;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.KllValue;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.StructValue;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Collects the parts of a {@link Pipeline}. Every mistake is reported at once, by {@link #build()}.
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class PipelineBuilder<T, V> {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}");

  final String name;
  private Functions.Filter<T> filter;
  private Functions.Extract<T, String> eventId;
  private Functions.EventTime<T> eventTime;
  private Aggregation<T, V, ?> aggregation;
  private Windowing windowing;
  private boolean aggregationGiven;
  private final List<Functions.Keys<T>> keys = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();

  PipelineBuilder(String name) {
    this.name = name;
  }

  /** Says what the events are, where the compiler cannot tell. */
  @SuppressWarnings("unchecked")
  public <E> PipelineBuilder<E, V> of(Class<E> event) {
    Objects.requireNonNull(event, "event");
    return (PipelineBuilder<E, V>) this;
  }

  /** Counts only events for which this is true; several filters must all be true. */
  public PipelineBuilder<T, V> filter(Functions.Filter<T> next) {
    if (usable("filter", next)) {
      Functions.Filter<T> before = filter;
      filter = before == null ? next : event -> before.test(event) && next.test(event);
    }
    return this;
  }

  /** Takes the id from the event; without this the source's own place of the record is its id. */
  public PipelineBuilder<T, V> eventId(Functions.Extract<T, String> extract) {
    if (once("eventId", eventId) && usable("eventId", extract)) {
      eventId = extract;
    }
    return this;
  }

  /** Takes the time from the event. */
  public PipelineBuilder<T, V> eventTime(Functions.EventTime<T> extract) {
    if (once("eventTime", eventTime) && usable("eventTime", extract)) {
      eventTime = extract;
    }
    return this;
  }

  /**
   * Counts the event for one entity. May be called several times: one event, several keys. For an
   * entity of several parts see {@link Entities#of}.
   */
  public PipelineBuilder<T, V> key(Functions.Extract<T, String> entity) {
    if (usable("key", entity)) {
      keys.add((event, out) -> out.accept(entity.apply(event)));
    }
    return this;
  }

  /** Counts the event for any number of entities. */
  public PipelineBuilder<T, V> keys(Functions.Extract<T, ? extends Iterable<String>> entities) {
    if (usable("keys", entities)) {
      keys.add((event, out) -> entities.apply(event).forEach(out));
    }
    return this;
  }

  /** Counts the event for whatever entities a function passes on: without a list in between. */
  public PipelineBuilder<T, V> eachKey(Functions.Keys<T> entities) {
    if (usable("eachKey", entities)) {
      keys.add(entities);
    }
    return this;
  }

  /** Says what an event adds: one of {@link Aggregations}, or an own one. */
  @SuppressWarnings("unchecked")
  public <W> PipelineBuilder<T, W> aggregate(Aggregation<T, W, ?> how) {
    PipelineBuilder<T, W> typed = (PipelineBuilder<T, W>) this;
    if (once("the aggregation", aggregationGiven ? this : null) && usable("the aggregation", how)) {
      typed.aggregation = how;
    }
    aggregationGiven = true;
    return typed;
  }

  /** Says what an event adds: a monoid and what is lifted into it. */
  public <W> PipelineBuilder<T, W> aggregate(Monoid<W> monoid, Functions.Lift<T, W> lift) {
    return attempt(() -> Aggregation.of(monoid, lift));
  }

  /** Counts events. */
  public PipelineBuilder<T, Long> count() {
    return aggregate(Aggregations.count());
  }

  /** Sums whole numbers exactly. */
  public PipelineBuilder<T, Long> sumLong(Functions.ToLong<T> number) {
    return attempt(() -> Aggregations.sumLong(number));
  }

  /** Sums decimals exactly. */
  public PipelineBuilder<T, BigDecimal> sumDecimal(Functions.Extract<T, BigDecimal> number) {
    return attempt(() -> Aggregations.sumDecimal(number));
  }

  /** Sums floating point numbers; the last bits depend on the order. */
  public PipelineBuilder<T, Double> sumDouble(Functions.ToDouble<T> number) {
    return attempt(() -> Aggregations.sumDouble(number));
  }

  /** Keeps the greatest number. */
  public PipelineBuilder<T, Optional<Long>> maxLong(Functions.ToLong<T> number) {
    return attempt(() -> Aggregations.maxLong(number));
  }

  /** Keeps the least number. */
  public PipelineBuilder<T, Optional<Long>> minLong(Functions.ToLong<T> number) {
    return attempt(() -> Aggregations.minLong(number));
  }

  /** Counts distinct items, within 1.6%; see {@link Aggregations#uniqueCount}. */
  public PipelineBuilder<T, HllValue> uniqueCount(Functions.Extract<T, String> item) {
    return attempt(() -> Aggregations.uniqueCount(item));
  }

  /** Finds the most frequent items; see {@link Aggregations#topN}. */
  public PipelineBuilder<T, FrequentItemsValue> topN(int n, Functions.Extract<T, String> item) {
    return attempt(() -> Aggregations.topN(n, item));
  }

  /** Keeps the distribution of a number; see {@link Aggregations#quantiles}. */
  public PipelineBuilder<T, KllValue> quantiles(Functions.ToDouble<T> number) {
    return attempt(() -> Aggregations.quantiles(number));
  }

  /** Counts events that fade; see {@link Aggregations#trending}. Needs an event time. */
  public PipelineBuilder<T, Decayed> trending(Duration halfLife) {
    return attempt(() -> Aggregations.trending(halfLife));
  }

  /**
   * Keeps several named aggregates of each event in one item: {@code struct(s -> s.field("views",
   * count()).field("revenue", sumDecimal(PageView::amount)))}.
   */
  public PipelineBuilder<T, StructValue> struct(UnaryOperator<StructAggregation<T>> fields) {
    return attempt(() -> fields.apply(new StructAggregation<>()).build());
  }

  /** Cuts time into buckets. Needs an event time. */
  public PipelineBuilder<T, V> window(Windowing buckets) {
    if (once("window", windowing) && usable("window", buckets)) {
      windowing = buckets;
    }
    return this;
  }

  /**
   * The pipeline.
   *
   * @throws IllegalArgumentException with all mistakes, one on each line
   */
  public Pipeline<T, V> build() {
    List<String> all = new ArrayList<>(mistakes);
    if (name == null || !NAME.matcher(name).matches()) {
      all.add(
          "name '"
              + name
              + "' must be 1 to 100 of a-z, A-Z, 0-9, '_', '.' and '-', and begin with a letter or"
              + " digit");
    }
    if (keys.isEmpty()) {
      all.add("there is no key: say key(event -> …)");
    }
    if (!aggregationGiven) {
      all.add("there is no aggregation: say aggregate(…), or use one of the presets");
    }
    if (eventTime == null && windowing != null && windowing.windowed()) {
      all.add(
          "a window of "
              + windowing.canonical()
              + " needs an event time: say eventTime(event -> …)");
    }
    if (eventTime == null && aggregation != null && aggregation.lift().needsEventTime()) {
      all.add("the aggregation needs an event time: say eventTime(event -> …)");
    }
    if (!all.isEmpty()) {
      throw new IllegalArgumentException(
          "pipeline '" + name + "' cannot be built:\n  - " + String.join("\n  - ", all));
    }
    return new Pipeline<>(
        name,
        filter,
        eventId,
        eventTime,
        allKeys(),
        aggregation,
        windowing == null ? Windowing.none() : windowing);
  }

  private Functions.Keys<T> allKeys() {
    if (keys.size() == 1) {
      return keys.get(0);
    }
    List<Functions.Keys<T>> each = List.copyOf(keys);
    return (T event, Consumer<String> out) -> each.forEach(k -> k.forEach(event, out));
  }

  /** Takes an aggregation that may not be possible; why not is told with the other mistakes. */
  @SuppressWarnings("unchecked")
  private <W> PipelineBuilder<T, W> attempt(Supplier<Aggregation<T, W, ?>> how) {
    try {
      return aggregate(how.get());
    } catch (IllegalArgumentException | NullPointerException e) {
      mistakes.add("the aggregation is not possible: " + e.getMessage());
      aggregationGiven = true;
      return (PipelineBuilder<T, W>) this;
    }
  }

  private boolean once(String part, Object present) {
    if (present != null) {
      mistakes.add(part + " is given twice");
    }
    return present == null;
  }

  /** A part is there and can be shipped to where the pipeline runs. */
  private boolean usable(String part, Object given) {
    if (given == null) {
      mistakes.add(part + " is null");
      return false;
    }
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(given);
      return true;
    } catch (IOException e) {
      mistakes.add(part + " cannot be serialized, because of something it refers to: " + e);
      return false;
    }
  }
}
