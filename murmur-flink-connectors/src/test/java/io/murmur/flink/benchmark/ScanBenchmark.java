package io.murmur.flink.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.murmur.flink.source.SourceRecord;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.TestStreamEnvironment;

/**
 * Reads full tables of real servers by a plain loop of their client and by a scan, in turns, and
 * prints the rows per second of both and their ratio, from a scan's first row to the end of its
 * job, and with the start of the job and the planning of its ranges. Then scans each once more and
 * collects the garbage at every eighth of it, to see whether what is alive grows. Fails if a
 * promise is missed.
 *
 * <p>Arguments: the file for the figures as JSON, how many rows (servers that hold them in this
 * process get far fewer), how many rounds.
 */
public final class ScanBenchmark {

  private static final double LEAST_RATIO = 0.8;
  private static final double MOST_GROWTH = 1.25;

  /** Rounds that only warm up. */
  private static final int WARM_UP = 1;

  private static final int PARALLELISM = 2;
  private static final int LOOKS = 8;

  private static final AtomicLong ROWS = new AtomicLong();
  private static final List<Long> ALIVE = Collections.synchronizedList(new ArrayList<>());
  private static volatile long lookEvery;
  private static volatile long first;

  private ScanBenchmark() {}

  /** Runs it. */
  @SuppressWarnings("try") // closing may be interrupted, and a server is only closed
  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    long rows = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Map<String, Object> figures = new LinkedHashMap<>();
    List<String> missed = new ArrayList<>();
    try (MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(new Configuration())
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .withRandomPorts()
                .build())) {
      cluster.start();
      TestStreamEnvironment.setAsContext(cluster, PARALLELISM);
      for (Maker maker :
          List.<Maker>of(
              () -> ScannedTable.postgres(rows),
              () -> ScannedTable.mariaDb(rows),
              () -> ScannedTable.mongoDb(rows / 80),
              () -> ScannedTable.dynamoDb(rows / 20))) {
        ScannedTable table = maker.make();
        try (AutoCloseable server = table.server()) {
          figures.put(table.name(), measure(out, table, rounds, missed));
        }
      }
    }
    Files.createDirectories(Path.of(args[0]).toAbsolutePath().getParent());
    new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[0]).toFile(), figures);
    if (!missed.isEmpty()) {
      throw new IllegalStateException("promised, and missed: " + missed);
    }
    System.exit(0);
  }

  /** Starts a server and fills a table. */
  private interface Maker {
    ScannedTable make() throws Exception;
  }

  private static Map<String, Object> measure(
      PrintStream out, ScannedTable table, int rounds, List<String> missed) throws Exception {
    List<Double> loops = new ArrayList<>();
    List<Double> scans = new ArrayList<>();
    List<Double> flowing = new ArrayList<>();
    for (int round = 1 - WARM_UP; round <= rounds; round++) {
      double loop = perSecond(table, table.loop());
      double scan = perSecond(table, () -> scan(table));
      double flow = table.rows() * 1e9 / (System.nanoTime() - first);
      out.printf(
          Locale.ROOT,
          "round %d %-8s loop %,9.0f rows/s, scan %,9.0f, from its first row on %,9.0f%n",
          round,
          table.name(),
          loop,
          scan,
          flow);
      if (round > 0) {
        loops.add(loop);
        scans.add(scan);
        flowing.add(flow);
      }
    }
    double ratio = median(flowing) / median(loops);
    lookEvery = table.rows() / LOOKS;
    ALIVE.clear();
    scan(table);
    lookEvery = 0;
    double growth = growth();
    out.printf(
        Locale.ROOT,
        "%-8s %,d rows: loop %,.0f rows/s, scan %,.0f, ratio %.2f, with the job's start %.2f; alive"
            + " %s MB%n",
        table.name(),
        table.rows(),
        median(loops),
        median(flowing),
        ratio,
        median(scans) / median(loops),
        ALIVE.stream().map(bytes -> bytes >> 20).toList());
    if (ratio < LEAST_RATIO) {
      missed.add("%s: %.2f of the loop's rate".formatted(table.name(), ratio));
    }
    if (growth > MOST_GROWTH) {
      missed.add("%s: what is alive grows by %.2f".formatted(table.name(), growth));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", table.rows());
    figures.put("loopRowsPerSecond", Math.round(median(loops)));
    figures.put("scanRowsPerSecond", Math.round(median(flowing)));
    figures.put("ratio", ratio);
    figures.put("ratioWithStart", median(scans) / median(loops));
    figures.put("aliveBytes", List.copyOf(ALIVE));
    figures.put("growth", growth);
    return figures;
  }

  private static double perSecond(ScannedTable table, ScannedTable.Loop read) throws Exception {
    long begin = System.nanoTime();
    long rows = read.read();
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (rows != table.rows()) {
      throw new IllegalStateException(
          "%s: read %d rows of %d".formatted(table.name(), rows, table.rows()));
    }
    return rows / seconds;
  }

  private static long scan(ScannedTable table) throws Exception {
    ROWS.set(0);
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(PARALLELISM);
    environment
        .fromSource(table.scan(), WatermarkStrategy.noWatermarks(), table.name())
        .filter(new Count())
        .sinkTo(new DiscardingSink<>());
    environment.execute();
    return ROWS.get();
  }

  /** Counts, and collects the garbage now and then when it is asked to. */
  private static final class Count implements FilterFunction<SourceRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(SourceRecord record) {
      long rows = ROWS.incrementAndGet();
      if (rows == 1) {
        first = System.nanoTime();
      }
      long every = lookEvery;
      if (every > 0 && rows % every == 0) {
        System.gc();
        ALIVE.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
      return record.length() == 0;
    }
  }

  /** The greatest of the second half over the greatest of the first. */
  private static double growth() {
    List<Long> alive = List.copyOf(ALIVE);
    int half = alive.size() / 2;
    return (double) Collections.max(alive.subList(half, alive.size()))
        / Collections.max(alive.subList(0, half));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
