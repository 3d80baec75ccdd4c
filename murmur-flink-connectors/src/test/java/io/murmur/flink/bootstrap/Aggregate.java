package io.murmur.flink.bootstrap;

import io.murmur.monoid.FrequentItemsMonoid;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A kind of value, and a pipeline that aggregates numbered events to it: of two keys each, one of
 * them the same for all, in two windows.
 *
 * @param name what a failed test is called after
 * @param pipeline of events that are the texts of their numbers
 * @param <V> the stored value
 */
record Aggregate<V>(String name, Pipeline<String, V> pipeline) {

  private static final HllMonoid HLL = Monoids.hll(10);

  /** With room for all items, so that the sketch is exact. */
  private static final FrequentItemsMonoid FREQUENT = Monoids.frequentItems(64);

  private static final StructMonoid STRUCT =
      Monoids.struct()
          .field("views", Monoids.count())
          .field("paid", Monoids.sumDecimal())
          .field("largest", Monoids.maxLong())
          .build();

  private static final StructMonoid EVERYTHING =
      Monoids.struct()
          .field("count", Monoids.count())
          .field("decimal", Monoids.sumDecimal())
          .field("struct", STRUCT)
          .field("hll", HLL)
          .field("top", FREQUENT)
          .build();

  /** What an event adds. */
  private interface Lift<V> extends Function<Long, V>, Serializable {}

  /** One kind for each way in which a store changes an item. */
  static Stream<Aggregate<?>> all() {
    return Stream.of(
        counts(),
        of("decimal sum", Monoids.sumDecimal(), Aggregate::price),
        of("struct", STRUCT, event -> STRUCT.value(1L, price(event), Optional.of(event))),
        of("hll", HLL, event -> HLL.lift("user" + event)),
        of("top-k", FREQUENT, event -> FREQUENT.lift("item" + event % 40)));
  }

  /** All kinds in two: one that the table adds up, and one that is read, combined and written. */
  static Stream<Aggregate<?>> mixed() {
    return Stream.of(counts(), everything());
  }

  /** The one that DynamoDB adds up by itself, without a read, and with nothing but the fence. */
  static Aggregate<Long> counts() {
    return of("count", Monoids.count(), event -> 1L);
  }

  /** A struct of all kinds. */
  static Aggregate<StructValue> everything() {
    return of(
        "everything",
        EVERYTHING,
        event ->
            EVERYTHING.value(
                1L,
                price(event),
                STRUCT.value(1L, price(event), Optional.of(event)),
                HLL.lift("user" + event),
                FREQUENT.lift("item" + event % 40)));
  }

  /** What some events come to. */
  Map<Key, V> oracle(LongStream events) {
    return InMemoryRunner.run(pipeline, texts(events));
  }

  /** What the distinct ones of some events come to. */
  Map<Key, V> oracleOfDistinct(LongStream events) {
    return InMemoryRunner.runDistinct(pipeline, texts(events));
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<String> texts(LongStream events) {
    return events.mapToObj(Long::toString).toList();
  }

  private static <V> Aggregate<V> of(String name, Monoid<V> monoid, Lift<V> lift) {
    Pipeline<String, V> pipeline =
        Pipeline.named(name.replace(' ', '-'))
            .of(String.class)
            .eventId(text -> text)
            .eventTime(text -> Duration.ofDays(Long.parseLong(text) % 2).toMillis())
            .key(text -> "key" + Math.floorMod(Long.parseLong(text) * 7919, 15))
            .key(text -> "all")
            .window(Windowing.days())
            .aggregate(monoid, (text, context) -> lift.apply(Long.parseLong(text)))
            .build();
    return new Aggregate<>(name, pipeline);
  }

  private static BigDecimal price(long event) {
    return Monoids.decimal(BigDecimal.valueOf(event % 1_000, 2));
  }
}
