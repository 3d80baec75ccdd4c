package io.murmur.processor;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What became of the work of one key.
 *
 * @param failure contributions that were not merged
 * @param hookFailure contributions that were merged, after which a hook failed
 * @param events what became of each event; empty without claims
 */
record KeyOutcome(
    Optional<KeyFailure> failure,
    Optional<KeyFailure> hookFailure,
    Collection<? extends ClaimedEvent<?>> events) {

  static KeyOutcome failed(KeyFailure failure) {
    return new KeyOutcome(Optional.of(failure), Optional.empty(), List.of());
  }

  /** Whether nothing was written because all of it had been before. */
  boolean duplicate() {
    return !events.isEmpty()
        && events.stream().allMatch(event -> event.status() == ClaimedEvent.Status.LOST);
  }
}
