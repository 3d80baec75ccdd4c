package io.murmur.processor;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.Monoid;
import io.murmur.state.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Contributions that wait for a flush, by key. A contribution to a key that is known allocates
 * nothing: the key is looked up with a probe, the delta goes into the key's accumulator, and the
 * event's id into one array for all keys, in which each entry points to the one before it of the
 * same key. After the flush everything is used again.
 *
 * <p>Under claims the deltas are kept one by one instead of being accumulated, since one may have
 * to be taken out.
 */
final class PendingBatch<V> {

  private static final int NONE = -1;
  private static final int FIRST_CAPACITY = 256;

  private final Monoid<V> monoid;
  private final boolean apart;
  private final Slot<V> probe = new Slot<>(this);
  private final Map<Slot<V>, Slot<V>> slots = new HashMap<>();
  private final List<Slot<V>> inOrder = new ArrayList<>();
  private final ArrayDeque<Slot<V>> unused = new ArrayDeque<>();
  private String[] ids = new String[FIRST_CAPACITY];
  private int[] previous = new int[FIRST_CAPACITY];
  private Object[] deltas;
  private int contributions;
  private long events;

  /** Creates an empty batch; {@code apart} if contributions must be kept apart. */
  PendingBatch(Monoid<V> monoid, boolean apart) {
    this.monoid = monoid;
    this.apart = apart;
    this.deltas = apart ? new Object[FIRST_CAPACITY] : new Object[0];
  }

  /**
   * Takes a contribution.
   *
   * @return whether it was taken; not if it cannot be combined with what its key holds
   */
  boolean put(String eventId, String entity, long bucket, V delta) {
    Slot<V> slot = slot(entity, bucket);
    if (!apart) {
      try {
        slot.accumulator.add(delta);
      } catch (ArithmeticException | IllegalArgumentException e) {
        return false;
      }
    }
    if (contributions == ids.length) {
      grow();
    }
    ids[contributions] = eventId;
    previous[contributions] = slot.last;
    if (slot.last == NONE) {
      inOrder.add(slot);
    }
    if (apart) {
      deltas[contributions] = delta;
    }
    slot.last = contributions++;
    return true;
  }

  /** Notes that all contributions of one more event were taken; the number of events so far. */
  long eventDone() {
    return ++events;
  }

  long events() {
    return events;
  }

  int contributions() {
    return contributions;
  }

  boolean isEmpty() {
    return contributions == 0;
  }

  /** The number of keys that hold contributions. */
  int keys() {
    return inOrder.size();
  }

  /** The work of all keys, in the order of their first contributions. */
  List<? extends KeyWork<V>> work() {
    return inOrder;
  }

  /** Empties the batch and keeps its parts for the next one. */
  void reset() {
    slots.clear();
    for (Slot<V> slot : inOrder) {
      slot.release();
      unused.push(slot);
    }
    inOrder.clear();
    Arrays.fill(ids, 0, contributions, null);
    if (apart) {
      Arrays.fill(deltas, 0, contributions, null);
    }
    contributions = 0;
    events = 0;
  }

  private Slot<V> slot(String entity, long bucket) {
    probe.entity = entity;
    probe.bucket = bucket;
    Slot<V> known = slots.get(probe);
    return known != null ? known : newSlot(entity, bucket);
  }

  private Slot<V> newSlot(String entity, long bucket) {
    Slot<V> slot = unused.poll();
    if (slot == null) {
      slot = new Slot<>(this);
      slot.accumulator = apart ? null : monoid.accumulator();
    }
    slot.entity = entity;
    slot.bucket = bucket;
    slots.put(slot, slot);
    return slot;
  }

  private void grow() {
    int capacity = Math.multiplyExact(ids.length, 2);
    ids = Arrays.copyOf(ids, capacity);
    previous = Arrays.copyOf(previous, capacity);
    if (apart) {
      deltas = Arrays.copyOf(deltas, capacity);
    }
  }

  /** One key with its contributions; equal to another if the keys are. */
  private static final class Slot<V> implements KeyWork<V> {
    private final PendingBatch<V> batch;
    private String entity;
    private long bucket;
    private Accumulator<V> accumulator;
    private int last = NONE;

    Slot(PendingBatch<V> batch) {
      this.batch = batch;
    }

    void release() {
      entity = null;
      last = NONE;
      if (accumulator != null) {
        accumulator.reset();
      }
    }

    @Override
    public Key key() {
      return new Key(entity, bucket);
    }

    @Override
    public V combined() {
      return accumulator.value();
    }

    @Override
    public List<String> eventIds() {
      List<String> own = new ArrayList<>();
      for (int i = last; i != NONE; i = batch.previous[i]) {
        own.add(batch.ids[i]);
      }
      Collections.reverse(own);
      return own;
    }

    @Override
    public List<EventDelta<V>> contributions() {
      List<EventDelta<V>> own = new ArrayList<>();
      for (int i = last; i != NONE; i = batch.previous[i]) {
        @SuppressWarnings("unchecked")
        V delta = (V) batch.deltas[i];
        own.add(new EventDelta<>(batch.ids[i], delta));
      }
      Collections.reverse(own);
      return own;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Slot<?> that && bucket == that.bucket && entity.equals(that.entity);
    }

    @Override
    public int hashCode() {
      return 31 * entity.hashCode() + Long.hashCode(bucket);
    }
  }
}
