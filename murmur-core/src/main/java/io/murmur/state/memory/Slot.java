package io.murmur.state.memory;

import io.murmur.monoid.Monoid;
import io.murmur.state.Guard;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Stamp;
import io.murmur.state.Stored;
import io.murmur.state.SupersededException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is kept for one key: the item with its fences, and the claims. A merge either changes
 * all of it that it has to, or throws and changes nothing.
 */
final class Slot<V> {

  private Optional<Stored<V>> stored = Optional.empty();
  private final Map<String, Stamp> fences = new HashMap<>();

  /** When each claim may go, in seconds since the epoch. */
  private final Map<Claim, Long> claims = new HashMap<>();

  private record Claim(String namespace, String eventId) {}

  /** The item unless it has expired. */
  synchronized Optional<Stored<V>> readAt(long now) {
    return stored.filter(
        item ->
            item.expiresAtEpochSecond().isEmpty() || item.expiresAtEpochSecond().getAsLong() > now);
  }

  synchronized MergeResult<V> merge(Merge<V> merge, Monoid<V> monoid, long now) {
    if (merge.guard() instanceof Guard.Fence fence) {
      Stamp found = fences.get(fence.writer());
      if (found != null && found.generation() > fence.stamp().generation()) {
        throw new SupersededException(merge.key(), fence.writer(), fence.stamp(), found);
      }
      if (found != null && found.compareTo(fence.stamp()) >= 0) {
        return new MergeResult.AlreadyApplied<>(stored);
      }
      Stored<V> next = combined(merge, monoid);
      fences.put(fence.writer(), fence.stamp());
      return applied(next);
    }
    if (merge.guard() instanceof Guard.Claims guard) {
      claims.values().removeIf(until -> until <= now);
      Set<String> lost =
          guard.eventIds().stream()
              .filter(id -> claims.containsKey(new Claim(guard.namespace(), id)))
              .collect(Collectors.toSet());
      if (!lost.isEmpty()) {
        return new MergeResult.ClaimsLost<>(lost);
      }
      Stored<V> next = combined(merge, monoid);
      long until = Math.addExact(now, Math.max(1, guard.retention().toSeconds()));
      guard.eventIds().forEach(id -> claims.put(new Claim(guard.namespace(), id), until));
      return applied(next);
    }
    return applied(combined(merge, monoid));
  }

  private MergeResult<V> applied(Stored<V> next) {
    stored = Optional.of(next);
    return new MergeResult.Applied<>(stored);
  }

  private Stored<V> combined(Merge<V> merge, Monoid<V> monoid) {
    V before = stored.map(Stored::value).orElseGet(monoid::identity);
    try {
      V after = monoid.combine(before, merge.delta());
      long version = stored.map(Stored::version).orElse(0L) + 1;
      return new Stored<>(after, version, merge.expiresAtEpochSecond());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new RejectedMergeException(
          merge.key(),
          "merge into key %s rejected, its value is unchanged: %s"
              .formatted(merge.key(), e.getMessage()),
          e);
    }
  }
}
