package io.murmur.flink.coalesce;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.monoid.Monoid;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;

/**
 * Passes events on one by one, a delta for each of their keys: for monoids that do not commute,
 * whose events keep their order, and for claims, where every event keeps its id.
 *
 * @param <V> the stored value
 */
public final class Uncombined<V> implements FlatMapFunction<LiftedEvent<V>, KeyedDelta<V>> {

  private static final long serialVersionUID = 1L;

  private final boolean claimed;

  private Uncombined(boolean claimed) {
    this.claimed = claimed;
  }

  static <V> Uncombined<V> of(boolean claimed) {
    return new Uncombined<>(claimed);
  }

  /** The deltas of a stream's events, in their order. */
  public static <V> SingleOutputStreamOperator<KeyedDelta<V>> inOrder(
      DataStream<LiftedEvent<V>> events, Monoid<V> monoid) {
    return events
        .flatMap(Uncombined.of(false), KeyedDelta.typeInfo(monoid))
        .name("events in order");
  }

  /** The deltas of a stream's events, each with its event's id to be claimed. */
  public static <V> SingleOutputStreamOperator<KeyedDelta<V>> withClaims(
      DataStream<LiftedEvent<V>> events, Monoid<V> monoid) {
    return events
        .flatMap(Uncombined.of(true), KeyedDelta.typeInfo(monoid))
        .name("events with claims");
  }

  @Override
  public void flatMap(LiftedEvent<V> event, Collector<KeyedDelta<V>> out) {
    List<KeyedDelta.ClaimedDelta<V>> claims =
        claimed ? List.of(new KeyedDelta.ClaimedDelta<>(idOf(event), event.delta())) : List.of();
    for (int i = 0; i < event.size(); i++) {
      out.collect(new KeyedDelta<>(event.entity(i), event.bucket(), event.delta(), 1, claims));
    }
  }

  private static String idOf(LiftedEvent<?> event) {
    if (event.id().equals(LiftedEvent.NO_ID)) {
      throw new IllegalStateException(
          "events are to be claimed by their id, but come without: let Extract carry the ids");
    }
    return event.id();
  }
}
