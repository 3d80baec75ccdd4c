package io.murmur.flink.coalesce;

/**
 * Adds deltas to a {@link CombineTable} in groups. With more keys than the processor's cache holds,
 * most of the time of an addition is spent waiting for memory; the keys of a group wait together.
 *
 * <p>What it holds is part of what the table holds: {@link #flush} passes on both.
 *
 * <p>Not safe for concurrent use.
 */
final class Lookahead<V> {

  private final CombineTable<V> table;
  private final long[] buckets = new long[KeyRecords.SOUGHT_AT_ONCE];

  // New for each group: references to what is new are written faster into what is new, since the
  // garbage collector (G1) fences writes of them into what is old.
  private String[] entities = new String[KeyRecords.SOUGHT_AT_ONCE];
  private Object[] deltas = new Object[KeyRecords.SOUGHT_AT_ONCE];
  private int size;

  Lookahead(CombineTable<V> table) {
    this.table = table;
  }

  /** Takes a delta; it is in the table when enough others have come, or at the next flush. */
  void add(String entity, long bucket, V delta) {
    entities[size] = entity;
    buckets[size] = bucket;
    deltas[size] = delta;
    if (++size == KeyRecords.SOUGHT_AT_ONCE) {
      addAll();
    }
  }

  /** Adds what is held, then flushes the table. */
  void flush() {
    addAll();
    table.flush();
  }

  @SuppressWarnings("unchecked") // Only add puts something in.
  private void addAll() {
    int count = size;
    if (count == 0) {
      return;
    }
    size = 0;
    table.seek(entities, buckets, count);
    for (int i = 0; i < count; i++) {
      table.add(i, (V) deltas[i]);
    }
    entities = new String[KeyRecords.SOUGHT_AT_ONCE];
    deltas = new Object[KeyRecords.SOUGHT_AT_ONCE];
  }
}
