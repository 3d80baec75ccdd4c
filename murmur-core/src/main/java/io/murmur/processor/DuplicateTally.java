package io.murmur.processor;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the deliveries in a flush that changed nothing. An event may have several keys and come
 * several times: of its deliveries the first one that was merged anywhere counts, or failed and
 * will come again, and all others are duplicates.
 */
final class DuplicateTally {

  private final Map<String, Event> events = new HashMap<>();

  void add(KeyOutcome outcome) {
    for (ClaimedEvent<?> event : outcome.events()) {
      Event seen = events.computeIfAbsent(event.id(), id -> new Event());
      seen.deliveries = Math.max(seen.deliveries, event.deliveries());
      seen.needed |= event.status() != ClaimedEvent.Status.LOST;
    }
  }

  long duplicates() {
    return events.values().stream()
        .mapToLong(event -> event.needed ? event.deliveries - 1 : event.deliveries)
        .sum();
  }

  private static final class Event {
    private long deliveries;
    private boolean needed;
  }
}
