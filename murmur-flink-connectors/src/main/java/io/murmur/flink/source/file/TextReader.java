package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the records of a text, or of a part of one. A part has the records that begin in it; the
 * last one may end beyond it.
 *
 * <p>Each batch is one large read into a buffer of its own, framed in place. What is left of a
 * record at its end is moved to the buffer of the next batch before this one is handed over, so no
 * two threads ever share one. A buffer grows until the longest allowed record fits; of a longer one
 * only an excerpt is kept, while the rest goes by.
 */
final class TextReader implements BatchReader {

  /** How much is read at once. */
  static final int CHUNK_BYTES = 1 << 18;

  /** What is kept of a record that is too long. */
  static final int EXCERPT_BYTES = 1 << 10;

  private static final int LINE_END_BYTES = 2;

  /** The copies that the JDK makes of what it reads stay small, and need no fresh memory. */
  private static final int READ_BYTES = 1 << 16;

  private final FileInput input;
  private final FileContext file;
  private final Framer framer;
  private final ReadOptions options;
  private final RecordBatch.Pool pool;
  private final long end;

  private RecordBatch batch;

  /** The offset in the file of the buffer's first byte. */
  private long base;

  /** Where the frame begins that is not ended yet. */
  private int start;

  /** Up to where the framer has looked. */
  private int scanned;

  /** Up to where the buffer is filled. */
  private int limit;

  private boolean endOfInput;
  private boolean finished;

  /** Whether the bytes are still those of a record of the part before; they go by. */
  private boolean foreign;

  /** The record whose bytes go by, because it is too long. */
  private SourceRecord overlong;

  /**
   * Creates a reader of the records that begin in a part of the content.
   *
   * @param input at the first byte to read
   * @param midRecord whether the record that the first byte belongs to begins before it
   * @param end where the part ends
   * @param chunk how many bytes are read at once
   */
  TextReader(
      FileInput input,
      FileContext file,
      Framer framer,
      ReadOptions options,
      boolean midRecord,
      long end,
      int chunk) {
    this.input = input;
    this.framer = framer;
    this.options = options;
    this.file = file;
    this.pool = new RecordBatch.Pool(file, chunk);
    this.base = input.position();
    this.end = end;
    this.batch = pool.take(chunk);
    this.foreign = midRecord;
  }

  @Override
  public RecordBatch readBatch() throws IOException {
    if (finished) {
      return null;
    }
    while (batch.size() == 0 && !finished) {
      try {
        fill();
      } catch (UnreadableFileException e) {
        frame();
        breakOff(e);
        break;
      }
      frame();
      if (endOfInput && !finished) {
        endLastFrame();
      }
    }
    if (finished) {
      input.requireUnchanged();
    }
    return batch.size() == 0 && !batch.fails() ? null : handOver();
  }

  private RecordBatch handOver() {
    RecordBatch full = batch;
    int rest = limit - start;
    batch = pool.take(rest);
    System.arraycopy(full.buffer(), start, batch.buffer(), 0, rest);
    shiftTo(start);
    return full;
  }

  /** Makes an index the buffer's first, after its bytes have been moved there. */
  private void shiftTo(int index) {
    base += index;
    scanned -= index;
    limit -= index;
    start = 0;
  }

  private void fill() throws IOException {
    if (limit == batch.buffer().length) {
      makeRoom();
    }
    byte[] buffer = batch.buffer();
    // First up to the part's end, so that most parts read nothing of the next; then as much as
    // needed.
    long toEnd = end - base - limit;
    int wanted = toEnd > 0 ? (int) Math.min(CHUNK_BYTES, toEnd) : READ_BYTES;
    int until = (int) Math.min(buffer.length, (long) limit + wanted);
    while (limit < until) {
      int read = input.read(buffer, limit, Math.min(READ_BYTES, until - limit));
      if (read < 0) {
        endOfInput = true;
        return;
      }
      limit += read;
    }
  }

  /** There is no complete record in the buffer: what it begins with goes, or it grows. */
  private void makeRoom() {
    byte[] buffer = batch.buffer();
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      shiftTo(start);
    } else {
      long enough = (long) options.maxRecordBytes() + CHUNK_BYTES;
      batch.grow((int) Math.min(2L * buffer.length, Math.max(enough, buffer.length + 1L)));
    }
  }

  private void frame() {
    byte[] buffer = batch.buffer();
    while (true) {
      if (!goesBy() && base + start >= end) {
        finished = true;
        return;
      }
      int next = framer.next(buffer, scanned, limit);
      if (next < 0) {
        scanned = limit;
        letGoBy();
        return;
      }
      scanned = next;
      if (goesBy()) {
        endGoingBy(base + next);
      } else {
        addFrame(next);
      }
      start = next;
    }
  }

  private boolean goesBy() {
    return foreign || overlong != null;
  }

  /** The record does not end in the buffer: its bytes are dropped if it is not one to keep. */
  private void letGoBy() {
    if (!goesBy() && limit - start > (long) options.maxRecordBytes() + LINE_END_BYTES) {
      overlong =
          file.unreadable(excerpt(start, limit), base + start, tooLong(options.maxRecordBytes()));
    }
    if (goesBy()) {
      start = limit;
    }
    // A record of the part before that reaches beyond this part leaves no place for another.
    finished = foreign && base + limit >= end;
  }

  private void endGoingBy(long resume) {
    if (overlong != null) {
      batch.addUnreadable(overlong, resume);
    }
    overlong = null;
    foreign = false;
  }

  private void addFrame(int next) {
    byte[] buffer = batch.buffer();
    int from = start;
    if (base + from == 0 && Magic.isUtf8Mark(buffer, from, next)) {
      from += 3;
    }
    int contentEnd = framer.contentEnd(buffer, from, next);
    switch (framer.kind(buffer, from, contentEnd)) {
      case BLANK -> {}
      case RECORD -> {
        if (contentEnd - from > options.maxRecordBytes()) {
          addUnreadable(from, contentEnd, next, tooLong(options.maxRecordBytes()));
        } else {
          batch.add(from, contentEnd - from, base + from, base + next);
        }
      }
      case GARBAGE -> addUnreadable(from, contentEnd, next, framer.complaint());
    }
  }

  private void addUnreadable(int from, int contentEnd, int next, String reason) {
    batch.addUnreadable(
        file.unreadable(excerpt(from, contentEnd), base + from, reason), base + next);
  }

  private byte[] excerpt(int from, int to) {
    return Arrays.copyOfRange(batch.buffer(), from, Math.min(to, from + EXCERPT_BYTES));
  }

  /** What is wrong with a record that is longer than allowed. */
  static String tooLong(int maxRecordBytes) {
    return "the record is longer than the %d bytes that are allowed; the first %d are kept"
        .formatted(maxRecordBytes, EXCERPT_BYTES);
  }

  private void endLastFrame() {
    finished = true;
    framer.endOfInput();
    if (goesBy()) {
      endGoingBy(base + limit);
    } else if (limit > start) {
      addFrame(limit);
    }
    start = limit;
  }

  /** The content is damaged after what has been framed: what is left of a record is no record. */
  private void breakOff(UnreadableFileException damage) {
    if (finished) {
      return;
    }
    finished = true;
    if (options.onUnreadable() == OnUnreadableFile.FAIL) {
      batch.failAtEnd(new IOException(damage.getMessage() + OnUnreadableFile.WAY_OUT, damage));
    } else {
      SourceRecord rest = overlong;
      if (rest == null) {
        rest = file.unreadable(excerpt(start, limit), base + start, damage.getMessage());
      }
      rest.markUnreadable(damage.getMessage());
      batch.addUnreadable(rest, RecordBatch.FINISHED);
    }
    start = limit;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
