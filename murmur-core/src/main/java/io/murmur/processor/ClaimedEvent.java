package io.murmur.processor;

/** What became of one event's contribution to one key, under claims. */
final class ClaimedEvent<V> {

  /** How far it got. */
  enum Status {
    /** Not written. */
    PENDING,
    /** Written now. */
    MERGED,
    /** Had been written before. */
    LOST,
    /** Refused by the store, which took others of its group. */
    REFUSED
  }

  private final String id;
  private final V delta;
  private int deliveries = 1;
  private Status status = Status.PENDING;

  ClaimedEvent(EventDelta<V> contribution) {
    this.id = contribution.eventId();
    this.delta = contribution.delta();
  }

  String id() {
    return id;
  }

  V delta() {
    return delta;
  }

  /** How often the event came for this key within one flush. */
  int deliveries() {
    return deliveries;
  }

  void deliveredAgain() {
    deliveries++;
  }

  Status status() {
    return status;
  }

  void become(Status next) {
    status = next;
  }
}
