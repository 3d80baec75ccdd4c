package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.MergeResult;
import io.murmur.state.RejectedMergeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the contributions to one key under claims: in groups that fit into one transaction, one
 * after another. Events whose claim is lost had been merged before; they are taken out of their
 * group and the rest is written again. An event that came twice counts once.
 *
 * <p>Contributions that cannot be combined with each other (a sum that would overflow) are written
 * one by one, so that only those fail that the store refuses.
 */
final class ClaimedMerge<V> {

  private final Key key;
  private final Monoid<V> monoid;
  private final KeyWriter<V> writer;
  private final String namespace;
  private final Duration retention;
  private final Cancellation cancellation;
  private final Map<String, ClaimedEvent<V>> events = new LinkedHashMap<>();
  private final Iterator<ClaimedEvent<V>> waiting;
  private final List<ClaimedEvent<V>> group = new ArrayList<>();
  private boolean singly;
  private AtomicInteger attempts = new AtomicInteger();
  private Optional<Throwable> refusal = Optional.empty();
  private Optional<KeyFailure> hookFailure = Optional.empty();

  ClaimedMerge(
      KeyWork<V> work,
      Monoid<V> monoid,
      KeyWriter<V> writer,
      String namespace,
      Duration retention,
      Cancellation cancellation) {
    this.key = work.key();
    this.monoid = monoid;
    this.writer = writer;
    this.namespace = namespace;
    this.retention = retention;
    this.cancellation = cancellation;
    for (EventDelta<V> contribution : work.contributions()) {
      ClaimedEvent<V> earlier = events.get(contribution.eventId());
      if (earlier == null) {
        events.put(contribution.eventId(), new ClaimedEvent<>(contribution));
      } else {
        earlier.deliveredAgain();
      }
    }
    this.waiting = events.values().iterator();
  }

  /** Writes all groups; stops at the first that fails. The stage itself does not fail. */
  CompletionStage<KeyOutcome> run() {
    return Async.loop(this::writeNext)
        .handle(
            (done, error) ->
                new KeyOutcome(
                    Optional.ofNullable(error).or(() -> refusal).map(this::failure),
                    hookFailure,
                    events.values()));
  }

  private CompletionStage<Boolean> writeNext() {
    if (group.isEmpty()) {
      singly = false;
      while (group.size() < Guard.Claims.MAX_EVENTS && waiting.hasNext()) {
        group.add(waiting.next());
      }
    }
    if (group.isEmpty()) {
      return CompletableFuture.completedStage(false);
    }
    List<ClaimedEvent<V>> now = List.copyOf(singly ? group.subList(0, 1) : group);
    V delta;
    try {
      delta = combine(now);
    } catch (ArithmeticException | IllegalArgumentException e) {
      singly = true;
      return CompletableFuture.completedStage(true);
    }
    attempts = new AtomicInteger();
    Guard claims =
        new Guard.Claims(namespace, now.stream().map(ClaimedEvent::id).toList(), retention);
    return writer
        .write(key, delta, claims, attempts, cancellation)
        .handle((written, error) -> error == null ? settle(now, written) : refuse(now, error));
  }

  /** One contribution is not combined with anything, so it cannot fail here. */
  private V combine(List<ClaimedEvent<V>> some) {
    return some.size() == 1
        ? some.get(0).delta()
        : monoid.combineAll(some.stream().map(ClaimedEvent::delta).toList());
  }

  private boolean settle(List<ClaimedEvent<V>> now, KeyWriter.Written<V> written) {
    if (written.result() instanceof MergeResult.ClaimsLost<V> lost) {
      for (ClaimedEvent<V> event : now) {
        if (lost.eventIds().contains(event.id())) {
          event.become(ClaimedEvent.Status.LOST);
        }
      }
    } else {
      now.forEach(event -> event.become(ClaimedEvent.Status.MERGED));
    }
    if (!group.removeIf(event -> event.status() != ClaimedEvent.Status.PENDING)) {
      throw new IllegalStateException(
          "the store says that claims for key "
              + key
              + " were lost, but names none of those it was given: "
              + written.result());
    }
    written
        .hookFailure()
        .ifPresent(
            error ->
                hookFailure =
                    Optional.of(
                        new KeyFailure(
                            key, now.stream().map(ClaimedEvent::id).toList(), 1, error)));
    return true;
  }

  /** Goes on without a contribution that the store refuses, if that is known to be the only one. */
  private boolean refuse(List<ClaimedEvent<V>> now, Throwable error) {
    Throwable cause = Async.unwrap(error);
    if (!singly || !(cause instanceof RejectedMergeException)) {
      throw new CompletionException(cause);
    }
    now.forEach(event -> event.become(ClaimedEvent.Status.REFUSED));
    group.removeAll(now);
    refusal = refusal.or(() -> Optional.of(cause));
    return true;
  }

  private KeyFailure failure(Throwable error) {
    List<String> missing =
        events.values().stream()
            .filter(
                event ->
                    event.status() == ClaimedEvent.Status.PENDING
                        || event.status() == ClaimedEvent.Status.REFUSED)
            .map(ClaimedEvent::id)
            .toList();
    return new KeyFailure(key, missing, attempts.get(), Async.unwrap(error));
  }
}
