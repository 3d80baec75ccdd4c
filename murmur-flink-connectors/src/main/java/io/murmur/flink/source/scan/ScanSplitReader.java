package io.murmur.flink.source.scan;

import io.murmur.flink.source.scan.ScanElement.PageEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the ranges of one reader, one after the other, a page with each call. It goes ahead of what
 * is emitted and holds cursors of its own; what a checkpoint holds is what was emitted.
 */
@SuppressWarnings("try") // closing may be interrupted
final class ScanSplitReader implements SplitReader<ScanElement, ScanSplit> {

  private final ScanConnector connector;
  private final ReadLimit limit;
  private final ReadPace pace;
  private final LongSupplier clock;

  /** Where each range goes on, in the order in which they are read. */
  private final Map<String, ScanSplit> cursors = new LinkedHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wakeUp;
  private ScanReader reader;

  /**
   * Creates a reader.
   *
   * @param readers how many share the limit
   * @param clock in nanoseconds
   */
  ScanSplitReader(ScanConnector connector, ReadLimit limit, int readers, LongSupplier clock) {
    this.connector = connector;
    this.limit = limit;
    this.clock = clock;
    this.pace = new ReadPace(limit.share(readers), clock.getAsLong());
  }

  @Override
  public void handleSplitsChanges(SplitsChange<ScanSplit> change) {
    if (!(change instanceof SplitsAddition)) {
      throw new UnsupportedOperationException("a scan takes no range back: " + change);
    }
    change.splits().forEach(split -> cursors.put(split.splitId(), split));
  }

  @Override
  public RecordsWithSplitIds<ScanElement> fetch() throws IOException {
    RecordsBySplits.Builder<ScanElement> fetched = new RecordsBySplits.Builder<>();
    if (cursors.isEmpty() || !awaitTurn()) {
      return fetched.build();
    }
    ScanSplit split = cursors.values().iterator().next();
    ScanPage page = read(split);
    pace.took(limit.cost(page), clock.getAsLong());
    fetched.addAll(split.splitId(), elements(page));
    if (page.next().isPresent()) {
      cursors.put(
          split.splitId(),
          new ScanSplit(split.splitId(), split.range(), page.next(), split.position(), false));
    } else {
      cursors.remove(split.splitId());
      fetched.addFinishedSplit(split.splitId());
    }
    return fetched.build();
  }

  private ScanPage read(ScanSplit split) throws IOException {
    ScanPage page;
    try {
      if (reader == null) {
        reader = connector.openReader();
      }
      page = reader.read(split.range(), split.after());
    } catch (ScanException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("reading %s was interrupted".formatted(connector.origin()), e);
    } catch (Exception e) {
      throw new IOException(
          "%s cannot be read, in its %s: %s".formatted(connector.origin(), split, e.getMessage()),
          e);
    }
    if (page.next().isPresent() && page.next().equals(split.after())) {
      throw new ScanException(
          "%s does not go on, but gives the same rows again, in its %s: the order of its key is not the one that it compares by; choose another key, if it has one, and report this"
              .formatted(connector.origin(), split));
    }
    return page;
  }

  /** The rows, the last one together with what comes after it. */
  private static List<ScanElement> elements(ScanPage page) {
    List<ScanRow> rows = page.rows();
    if (rows.isEmpty()) {
      return List.of(new PageEnd(Optional.empty(), page.next(), page.position()));
    }
    int last = rows.size() - 1;
    List<ScanElement> elements = new ArrayList<>(rows.subList(0, last));
    elements.add(new PageEnd(Optional.of(rows.get(last)), page.next(), page.position()));
    return elements;
  }

  /** Waits until the limit allows the next page; false if something else is to be done first. */
  private boolean awaitTurn() throws IOException {
    lock.lock();
    try {
      long left = pace.waitNanos(clock.getAsLong());
      while (left > 0 && !wakeUp) {
        left = woken.awaitNanos(left);
      }
      boolean turn = !wakeUp || left <= 0;
      wakeUp = false;
      return turn;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("reading %s was interrupted".formatted(connector.origin()), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wakeUp() {
    lock.lock();
    try {
      wakeUp = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws Exception {
    if (reader != null) {
      reader.close();
    }
  }
}
