package io.murmur.flink.coalesce;

import io.murmur.flink.types.MonoidSerializer;
import io.murmur.flink.types.SerializerTypeInfo;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The combined contribution of one or many events to one key. Immutable.
 *
 * @param entity the key's entity
 * @param bucket the key's time bucket
 * @param delta the combined value
 * @param events how many events are in it
 * @param claims the single contributions by event id, where they will be claimed; empty otherwise
 * @param <V> the stored value
 */
public record KeyedDelta<V>(
    String entity, long bucket, V delta, long events, List<ClaimedDelta<V>> claims) {
  /** Rejects nulls; the list is kept as it is. */
  public KeyedDelta {
    Objects.requireNonNull(entity, "entity");
    Objects.requireNonNull(delta, "delta");
    Objects.requireNonNull(claims, "claims");
  }

  /** A delta without claims. */
  public static <V> KeyedDelta<V> of(String entity, long bucket, V delta, long events) {
    return new KeyedDelta<>(entity, bucket, delta, events, List.of());
  }

  /**
   * Both deltas in one, this one first. They must have the same key.
   *
   * @throws ArithmeticException if the exact result cannot be represented
   */
  public KeyedDelta<V> plus(KeyedDelta<V> next, Monoid<V> monoid) {
    if (bucket != next.bucket || !entity.equals(next.entity)) {
      throw new IllegalArgumentException(
          "deltas of different keys cannot be one: "
              + new Key(entity, bucket)
              + " and "
              + new Key(next.entity, next.bucket));
    }
    List<ClaimedDelta<V>> all = claims;
    if (!next.claims.isEmpty()) {
      all = new ArrayList<>(claims);
      all.addAll(next.claims);
    }
    return new KeyedDelta<>(
        entity, bucket, monoid.combine(delta, next.delta), events + next.events, all);
  }

  /** The type information of the deltas of a monoid; Flink cannot find it by itself. */
  public static <V> TypeInformation<KeyedDelta<V>> typeInfo(Monoid<V> monoid) {
    return SerializerTypeInfo.of(
        KeyedDelta.class, new KeyedDeltaSerializer<>(new MonoidSerializer<>(monoid)));
  }

  /**
   * What one event adds, kept apart so that it can be taken out again if its claim is lost.
   *
   * @param eventId the event's id
   * @param delta what it adds
   */
  public record ClaimedDelta<V>(String eventId, V delta) {
    /** Rejects nulls. */
    public ClaimedDelta {
      Objects.requireNonNull(eventId, "eventId");
      Objects.requireNonNull(delta, "delta");
    }
  }
}
