package io.murmur.flink.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is collected here has gone through checkpoints: the iterator gives a row when the checkpoint
 * that has it is complete, and never one that was taken back.
 */
class ScanSourceIT {

  private static final Map<String, Map<String, String>> KEPT = new ConcurrentHashMap<>();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @Test
  void everyRowIsReadOnceAndItsPlaceIsItsKey() throws Exception {
    MemoryTable table = MemoryTable.create(10_000, 700, 64);
    assertThat(scan(table, ScanSource.of(table), 4, 0))
        .containsExactlyInAnyOrderElementsOf(rows(10_000));
  }

  @Test
  void everyRowIsReadOnceAlthoughTasksFail() throws Exception {
    MemoryTable table = MemoryTable.create(20_000, 3_000, 64);
    table.shared().afterPage = () -> Faults.of(table).letCheckpointsPass();
    assertThat(scan(table, ScanSource.of(table), 3, 5))
        .containsExactlyInAnyOrderElementsOf(rows(20_000));
    assertThat(Faults.of(table).failed).hasValue(5);
  }

  @Test
  void rowsThatComeAndGoDisturbNoOther() throws Exception {
    MemoryTable table = MemoryTable.create(20_000, 3_000, 64);
    AtomicInteger pages = new AtomicInteger();
    table.shared().afterPage =
        () -> {
          // Rows before, at and after wherever the readers are.
          for (int key = pages.incrementAndGet() % 7; key < 20_000; key += 1_400) {
            table.shared().rows.remove(key * 3 - key * 3 % 10);
          }
          table.shared().rows.put(20_000 + pages.get() % 1_000, "new");
          Faults.of(table).letCheckpointsPass();
        };
    List<String> read = scan(table, ScanSource.of(table), 3, 3);
    assertThat(read).doesNotHaveDuplicates();
    List<String> untouched = rows(20_000).stream().filter(row -> !row.endsWith("0")).toList();
    assertThat(read).containsAll(untouched);
  }

  @Test
  void moreRangesThanAreEverHeldAreAllRead() throws Exception {
    MemoryTable table = MemoryTable.create(3_000, 1, 2);
    assertThat(scan(table, ScanSource.of(table), 4, 0))
        .containsExactlyInAnyOrderElementsOf(rows(3_000));
    assertThat(table.shared().plans.get()).isGreaterThan(3);
    // Connections stay open from range to range.
    assertThat(table.shared().readers.get()).isBetween(1, 4);
  }

  @Test
  void thePositionsOfAllRangesAreKeptBeforeTheScanEnds() throws Exception {
    MemoryTable table = MemoryTable.create(1_000, 100, 30);
    String name = table.name();
    scan(table, ScanSource.of(table).rangePositions(new Keep(name)), 3, 2);
    Map<String, String> kept = KEPT.get(name);
    assertThat(kept)
        .hasSize(10)
        .containsEntry("0-100", "read 0")
        .containsEntry("900-1000", "read 900");
  }

  @Test
  void anErrorThatNoRestartCuresEndsTheJobAtOnce() {
    MemoryTable table = MemoryTable.create(10, 5, 5);
    table.shared().readError = Optional.of(new ScanException("no permission to read"));
    assertThatThrownBy(() -> scan(table, ScanSource.of(table), 2, 1_000))
        .hasStackTraceContaining("no permission to read");
    assertThat(table.shared().rowsRead).hasValue(0);
  }

  @Test
  void anErrorOfThePlannerThatNoRestartCuresEndsTheJobAtOnce() {
    MemoryTable table = MemoryTable.create(10, 5, 5);
    table.shared().planError = Optional.of(new ScanException("no such table"));
    assertThatThrownBy(() -> scan(table, ScanSource.of(table), 2, 1_000))
        .hasStackTraceContaining("no such table");
  }

  @Test
  void withALimitAllRowsAreStillRead() throws Exception {
    MemoryTable table = MemoryTable.create(1_000, 250, 50);
    assertThat(scan(table, ScanSource.of(table).readUnitsPerSecond(5_000), 2, 0))
        .containsExactlyInAnyOrderElementsOf(rows(1_000));
  }

  private static List<String> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(key -> "memory:%d=row %d".formatted(key, key))
        .toList();
  }

  @SuppressWarnings("try") // closing the iterator may be interrupted
  private static List<String> scan(
      MemoryTable table, ScanSource source, int parallelism, int failures) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(parallelism);
    Faults.of(table).left.set(failures);
    DataStream<String> texts =
        environment
            .fromSource(source, WatermarkStrategy.noWatermarks(), "scan")
            .map(new FailAfterCheckpoints(table))
            .returns(Types.STRING);
    List<String> all = new ArrayList<>();
    try (CloseableIterator<String> rows = texts.executeAndCollect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }

  /** How often the job has failed, and is to. */
  static final class Faults {
    private static final Map<String, Faults> ALL = new ConcurrentHashMap<>();
    private static final int PAGES_PER_CHECKPOINT = 5;

    final AtomicInteger left = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    private int checkpoints;
    private int pages;

    static Faults of(MemoryTable table) {
      return ALL.computeIfAbsent(table.name(), name -> new Faults());
    }

    /** Lets readers not get to the end before the job has failed as often as it is to. */
    synchronized void letCheckpointsPass() {
      int seen = checkpoints;
      if (++pages % PAGES_PER_CHECKPOINT == 0 && left.get() > 0 && seen == checkpoints) {
        try {
          // Ends by itself when the job of this reader is gone.
          long until = System.nanoTime() + 500_000_000;
          for (long rest = 500_000_000;
              seen == checkpoints && rest > 0;
              rest = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    synchronized void checkpointed() {
      checkpoints++;
      notifyAll();
    }
  }

  /** Fails at the first row after a checkpoint, some times. */
  private static final class FailAfterCheckpoints
      implements MapFunction<SourceRecord, String>, CheckpointListener {
    private static final long serialVersionUID = 1L;

    private final MemoryTable table;
    private transient boolean armed;

    FailAfterCheckpoints(MemoryTable table) {
      this.table = table;
    }

    @Override
    public String map(SourceRecord record) {
      Faults faults = Faults.of(table);
      if (armed && faults.left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        faults.failed.incrementAndGet();
        throw new IllegalStateException("told to fail");
      }
      armed = false;
      return record.place() + "=" + record.text();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      armed = true;
      Faults.of(table).checkpointed();
    }
  }

  /** Keeps positions where the test sees them. */
  private record Keep(String name) implements RangePositions {
    @Override
    public void keep(SortedMap<String, String> positions) {
      KEPT.put(name, positions);
    }
  }
}
