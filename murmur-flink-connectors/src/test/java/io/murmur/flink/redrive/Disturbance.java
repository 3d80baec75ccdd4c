package io.murmur.flink.redrive;

import io.murmur.state.Key;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What goes wrong in the tasks of this JVM. */
final class Disturbance {

  /** How many records are still decoded before a task dies; negative for never. */
  static final AtomicLong RECORDS = new AtomicLong(-1);

  /** How many merges are still applied before one is forbidden; negative for never. */
  static final AtomicLong MERGES = new AtomicLong(-1);

  /** How often a task was made to die. */
  static final AtomicInteger DEATHS = new AtomicInteger();

  /** The keys whose merges are rejected. */
  static final Set<Key> REJECTED = ConcurrentHashMap.newKeySet();

  /** The keys whose merges are rejected once; the merge after that is forbidden. */
  static final Set<Key> REJECTED_ONCE = ConcurrentHashMap.newKeySet();

  private Disturbance() {}

  static void none() {
    RECORDS.set(-1);
    MERGES.set(-1);
    DEATHS.set(0);
    REJECTED.clear();
    REJECTED_ONCE.clear();
  }

  static void beforeRecord() {
    if (RECORDS.get() >= 0 && RECORDS.getAndDecrement() == 0) {
      DEATHS.incrementAndGet();
      throw new LinkageError("the task dies");
    }
  }

  static boolean forbidsMerge() {
    if (MERGES.get() >= 0 && MERGES.getAndDecrement() == 0) {
      DEATHS.incrementAndGet();
      return true;
    }
    return false;
  }

  static boolean rejects(Key key) {
    if (REJECTED_ONCE.remove(key)) {
      MERGES.set(0);
      return true;
    }
    return REJECTED.contains(key);
  }
}
