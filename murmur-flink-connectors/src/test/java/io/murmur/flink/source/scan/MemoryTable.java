package io.murmur.flink.source.scan;

import io.murmur.flink.source.scan.ScanPlanner.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A table in this JVM whose rows have numbers as keys, scanned in ranges of a fixed width. It
 * counts the pages that are read and can be told to fail.
 */
record MemoryTable(String name, int width, int pageRows) implements ScanConnector {

  private static final Map<String, Shared> SHARED = new ConcurrentHashMap<>();

  /** What all tasks see. */
  static final class Shared {
    final NavigableMap<Integer, String> rows = new ConcurrentSkipListMap<>();
    final AtomicInteger rowsRead = new AtomicInteger();
    final AtomicInteger plans = new AtomicInteger();
    final AtomicInteger readers = new AtomicInteger();
    volatile Optional<RuntimeException> planError = Optional.empty();
    volatile Optional<RuntimeException> readError = Optional.empty();
    volatile Runnable afterPage = () -> {};
  }

  static MemoryTable create(int rows, int width, int pageRows) {
    MemoryTable table = new MemoryTable(UUID.randomUUID().toString(), width, pageRows);
    Shared shared = new Shared();
    for (int key = 0; key < rows; key++) {
      shared.rows.put(key, "row " + key);
    }
    SHARED.put(table.name, shared);
    return table;
  }

  Shared shared() {
    return SHARED.get(name);
  }

  @Override
  public boolean hasReadUnits() {
    return true;
  }

  @Override
  public String origin() {
    return "memory";
  }

  @Override
  public ScanPlanner openPlanner() {
    int end = shared().rows.lastKey() + 1;
    return new ScanPlanner() {
      @Override
      public Plan plan(Optional<String> after, int most) {
        shared().plans.incrementAndGet();
        shared().planError.ifPresent(MemoryTable::fail);
        int from = after.map(Integer::parseInt).orElse(0);
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < most && from < end; i++, from += width) {
          ranges.add(from + "-" + (from + width));
        }
        return new Plan(
            ranges, from < end ? Optional.of(Integer.toString(from)) : Optional.empty());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ScanReader openReader() {
    shared().readers.incrementAndGet();
    return new ScanReader() {
      @Override
      public ScanPage read(String range, Optional<String> after) {
        return page(range, after);
      }

      @Override
      public void close() {}
    };
  }

  private ScanPage page(String range, Optional<String> after) {
    shared().readError.ifPresent(MemoryTable::fail);
    String[] bounds = range.split("-");
    int from = after.map(key -> Integer.parseInt(key) + 1).orElse(Integer.parseInt(bounds[0]));
    List<ScanRow> rows = new ArrayList<>();
    shared().rows.subMap(from, Math.max(from, Integer.parseInt(bounds[1]))).entrySet().stream()
        .limit(pageRows)
        .forEach(
            row ->
                rows.add(
                    ScanRow.of(
                        row.getValue().getBytes(StandardCharsets.UTF_8),
                        Integer.toString(row.getKey()))));
    shared().rowsRead.addAndGet(rows.size());
    shared().afterPage.run();
    Optional<String> next =
        rows.size() < pageRows ? Optional.empty() : Optional.of(rows.get(rows.size() - 1).key());
    return new ScanPage(rows, next, Optional.of("read " + bounds[0]), rows.size() / 2.0);
  }

  private static void fail(RuntimeException error) {
    throw error;
  }
}
