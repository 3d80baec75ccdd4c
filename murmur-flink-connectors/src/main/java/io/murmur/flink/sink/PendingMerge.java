package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.monoid.Monoid;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One delta on its way into the store: the request to send next, and what is left of it. Used by
 * one thread.
 */
sealed interface PendingMerge<V> {

  /** Which aggregate. */
  Key key();

  /** The request to send now. */
  Merge<V> request();

  /** Takes the answer to the request; false if there is another one to send. */
  boolean settle(MergeResult<V> result);

  /** What is not in the store yet. */
  V left();

  /** How many events are not in the store yet. */
  long eventsLeft();

  /** Their ids, if they are claimed. */
  List<String> idsLeft();

  /** How many events had been applied before, as far as is known. */
  long eventsRepeated();

  /** What the store said that it holds now. */
  Optional<Stored<V>> stored();

  /** A delta that is merged as it is. */
  final class Whole<V> implements PendingMerge<V> {

    private final Merge<V> request;
    private final long events;
    private boolean repeated;
    private Optional<Stored<V>> stored = Optional.empty();

    Whole(KeyedDelta<V> delta, Guard guard, OptionalLong expiresAt) {
      this.request =
          new Merge<>(new Key(delta.entity(), delta.bucket()), delta.delta(), guard, expiresAt);
      this.events = delta.events();
    }

    @Override
    public Key key() {
      return request.key();
    }

    @Override
    public Merge<V> request() {
      return request;
    }

    @Override
    public boolean settle(MergeResult<V> result) {
      if (result instanceof MergeResult.Applied<V> applied) {
        stored = applied.stored();
      } else if (result instanceof MergeResult.AlreadyApplied<V> already) {
        stored = already.stored();
        repeated = true;
      } else {
        throw new IllegalStateException("the store lost claims that were not made: " + result);
      }
      return true;
    }

    @Override
    public V left() {
      return request.delta();
    }

    @Override
    public long eventsLeft() {
      return events;
    }

    @Override
    public List<String> idsLeft() {
      return List.of();
    }

    @Override
    public long eventsRepeated() {
      return repeated ? events : 0;
    }

    @Override
    public Optional<Stored<V>> stored() {
      return stored;
    }
  }

  /**
   * A delta whose events are claimed, as many at once as fit into a transaction. Events whose claim
   * is lost are taken out. An answer that was lost does no harm: when the transaction is repeated,
   * all its claims are lost, and they were counted.
   */
  final class Claimed<V> implements PendingMerge<V> {

    private final Key key;
    private final Monoid<V> monoid;
    private final String namespace;
    private final Delivery.Claimed delivery;
    private final OptionalLong expiresAt;
    private final Map<String, V> left = new LinkedHashMap<>();
    private List<String> asked = List.of();
    private long repeated;
    private Optional<Stored<V>> stored = Optional.empty();

    Claimed(
        KeyedDelta<V> delta,
        Monoid<V> monoid,
        String namespace,
        Delivery.Claimed delivery,
        OptionalLong expiresAt) {
      this.key = new Key(delta.entity(), delta.bucket());
      this.monoid = monoid;
      this.namespace = namespace;
      this.delivery = delivery;
      this.expiresAt = expiresAt;
      delta.claims().forEach(claim -> left.putIfAbsent(claim.eventId(), claim.delta()));
    }

    @Override
    public Key key() {
      return key;
    }

    @Override
    public Merge<V> request() {
      asked = left.keySet().stream().limit(Guard.Claims.MAX_EVENTS).toList();
      V delta = monoid.combineAll(asked.stream().map(left::get).toList());
      return new Merge<>(
          key, delta, new Guard.Claims(namespace, asked, delivery.retention()), expiresAt);
    }

    @Override
    public boolean settle(MergeResult<V> result) {
      if (result instanceof MergeResult.ClaimsLost<V> lost) {
        repeated += lost.eventIds().size();
        left.keySet().removeAll(lost.eventIds());
      } else {
        left.keySet().removeAll(asked);
        stored =
            result instanceof MergeResult.Applied<V> applied ? applied.stored() : Optional.empty();
      }
      return left.isEmpty();
    }

    @Override
    public V left() {
      return monoid.combineAll(left.values());
    }

    @Override
    public long eventsLeft() {
      return left.size();
    }

    @Override
    public List<String> idsLeft() {
      return List.copyOf(left.keySet());
    }

    @Override
    public long eventsRepeated() {
      return repeated;
    }

    @Override
    public Optional<Stored<V>> stored() {
      return stored;
    }
  }
}
