package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.MutableRecordAndPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;

/**
 * The records found in one stretch of a file: the bytes as they were read, and where the records
 * lie in them. The fetching thread fills it and hands it over whole; the task's thread then walks
 * through it with a single record, and gives it back to be filled again.
 */
final class RecordBatch implements BulkFormat.RecordIterator<SourceRecord> {

  /** Where a file is resumed of which nothing is left to read. */
  static final long FINISHED = Long.MAX_VALUE;

  /**
   * Each record takes three numbers: its place, where to resume after it, and where its bytes are.
   */
  private static final int STRIDE = 3;

  private final Pool pool;
  private final SourceRecord record;
  private final MutableRecordAndPosition<SourceRecord> next = new MutableRecordAndPosition<>();
  private final List<SourceRecord> unreadable = new ArrayList<>(0);

  private byte[] buffer;
  private long[] entries = new long[STRIDE * 1024];
  private int size;
  private int taken;
  private IOException failure;

  private RecordBatch(Pool pool, int capacity) {
    this.pool = pool;
    this.record = pool.file.newRecord();
    this.buffer = new byte[capacity];
  }

  /** The bytes that the records lie in, and room for more. */
  byte[] buffer() {
    return buffer;
  }

  /** Makes room, keeping the bytes. */
  void grow(int capacity) {
    buffer = Arrays.copyOf(buffer, capacity);
  }

  /** How many records there are. */
  int size() {
    return size;
  }

  /**
   * Adds a record.
   *
   * @param offset where its bytes begin in the buffer
   * @param length how many there are
   * @param position its place in the file
   * @param resume where the file is resumed after it
   */
  void add(int offset, int length, long position, long resume) {
    put(position, resume, (long) offset << Integer.SIZE | length);
  }

  /** Adds a record that cannot be read, and has its own buffer. */
  void addUnreadable(SourceRecord problem, long resume) {
    put(problem.position(), resume, ~unreadable.size());
    unreadable.add(problem);
  }

  private void put(long position, long resume, long where) {
    int at = size * STRIDE;
    if (at == entries.length) {
      entries = Arrays.copyOf(entries, 2 * at);
    }
    entries[at] = position;
    entries[at + 1] = resume;
    entries[at + 2] = where;
    size++;
  }

  /**
   * Gives the records numbers for places, and lets each be resumed by how many records of the file
   * come before it.
   *
   * @param first the number of the file's first record
   * @param index how many records of the file are in batches before this one
   * @param dropped how many of this one's first records go, since they were read before
   */
  void number(long first, long index, int dropped) {
    for (int i = dropped; i < size; i++) {
      int from = i * STRIDE;
      int to = (i - dropped) * STRIDE;
      long position = first + index + i;
      boolean last = entries[from + 1] == FINISHED;
      entries[to] = position;
      entries[to + 1] = last ? FINISHED : index + i + 1;
      entries[to + 2] = entries[from + 2];
      if (entries[to + 2] < 0) {
        unreadable.set(
            (int) ~entries[to + 2], at(position, unreadable.get((int) ~entries[to + 2])));
      }
    }
    size -= dropped;
  }

  private SourceRecord at(long position, SourceRecord problem) {
    SourceRecord moved = problem.copy();
    pool.file.set(moved, moved.buffer(), moved.offset(), moved.length(), position);
    problem.problem().ifPresent(moved::markUnreadable);
    return moved;
  }

  /** Lets the task fail after it has taken all records. */
  void failAtEnd(IOException error) {
    failure = error;
  }

  /** Whether it ends with an error. */
  boolean fails() {
    return failure != null;
  }

  @Override
  public RecordAndPosition<SourceRecord> next() {
    if (taken == size) {
      if (failure != null) {
        throw new UncheckedIOException(failure.getMessage(), failure);
      }
      return null;
    }
    int at = STRIDE * taken++;
    long where = entries[at + 2];
    if (where >= 0) {
      pool.file.set(record, buffer, (int) (where >>> Integer.SIZE), (int) where, entries[at]);
      next.set(record, entries[at + 1], 0);
    } else {
      next.set(unreadable.get((int) ~where), entries[at + 1], 0);
    }
    return next;
  }

  @Override
  public void releaseBatch() {
    size = 0;
    taken = 0;
    unreadable.clear();
    pool.give(this);
  }

  /**
   * The batches of one file that are not in use. It never waits: Flink's queue bounds how many are,
   * and a batch that has grown for a long record is left to the garbage collector.
   */
  static final class Pool {

    private static final int SPARES = 4;

    private final FileContext file;
    private final int capacity;
    private final ArrayBlockingQueue<RecordBatch> spares = new ArrayBlockingQueue<>(SPARES);

    /** A pool of the batches of a file, whose buffers have a capacity in bytes. */
    Pool(FileContext file, int capacity) {
      this.file = file;
      this.capacity = capacity;
    }

    /** An empty batch with a buffer of at least some size. */
    RecordBatch take(int atLeast) {
      RecordBatch spare = atLeast <= capacity ? spares.poll() : null;
      return spare == null ? new RecordBatch(this, Math.max(atLeast, capacity)) : spare;
    }

    private void give(RecordBatch batch) {
      if (batch.buffer.length == capacity && batch.failure == null) {
        spares.offer(batch);
      }
    }
  }
}
