package io.murmur.flink.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.murmur.flink.source.RecordDecoder;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;

/**
 * Runs one variant each time it is told to, in a process of its own: what one variant teaches the
 * compiler is no help and no harm to another.
 */
final class Worker {

  /** Begins the line of a result. */
  static final String RESULT = "RESULT ";

  private static final Duration LONG = Duration.ofMinutes(10);

  private final Variant variant;
  private final Path folder;
  private final long events;
  private final Jobs jobs;

  private Worker(Variant variant, Path folder, long events) {
    this.variant = variant;
    this.folder = folder;
    this.events = events;
    this.jobs = new Jobs(folder);
  }

  /** Takes the variant, the folder of the events and their number. */
  @SuppressWarnings("try") // The compiler would have no close() in a try that can be interrupted.
  public static void main(String[] args) throws Exception {
    Variant variant = Variant.valueOf(args[0]);
    Worker worker = new Worker(variant, Path.of(args[1]), Long.parseLong(args[2]));
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_PORT, "0");
    try (MiniCluster cluster =
            new MiniCluster(
                new MiniClusterConfiguration.Builder()
                    .setConfiguration(settings)
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(2)
                    .withRandomPorts()
                    .build());
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      cluster.start();
      TestStreamEnvironment.setAsContext(cluster, 2);
      while (commands.readLine() != null) {
        out.println(RESULT + worker.measure().toText());
      }
    }
  }

  private Measured measure() throws Exception {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    CountingStore.reset();
    long cpu = process.getProcessCpuTime();
    long begin = System.nanoTime();
    Measured watched = run();
    return new Measured(
        watched.events(),
        System.nanoTime() - begin,
        process.getProcessCpuTime() - cpu,
        CountingStore.requests(),
        CountingStore.distinct(),
        watched.readNanos(),
        watched.rateInCommits(),
        watched.rateOutside(),
        watched.silenceNanos());
  }

  private Measured run() throws Exception {
    Path many = Lines.many(folder);
    int parallelism = variant.parallelism;
    return switch (variant) {
      case PLAIN_LOOP -> {
        Map<String, Long> views = Jobs.plainLoop(many);
        yield counted(views.values().stream().mapToLong(Long::longValue).sum());
      }
      case FLINK_TEXT -> {
        jobs.flinkText(many, parallelism, Jobs::parse);
        yield counted(events);
      }
      case WRITE_PER_EVENT -> {
        jobs.flinkText(many, parallelism, Jobs::write);
        yield counted(CountingStore.sum());
      }
      case JOB_STREAMING ->
          // The checkpoint interval of the job's defaults.
          murmur(many, RuntimeExecutionMode.STREAMING, Duration.ZERO, false);
      case JOB_BATCH -> murmur(many, RuntimeExecutionMode.BATCH, Duration.ZERO, false);
      case WRITES_STREAMING ->
          murmur(many, RuntimeExecutionMode.STREAMING, Duration.ofSeconds(1), true);
      case WRITES_BATCH -> murmur(many, RuntimeExecutionMode.BATCH, Duration.ZERO, true);
      case ONE_FILE_ALONE, ONE_FILE_TOGETHER ->
          murmur(Lines.one(folder), RuntimeExecutionMode.STREAMING, LONG, false);
      case QUICK_COMMITS -> watched(Duration.ZERO);
      case SLOW_COMMITS -> watched(Duration.ofSeconds(2));
    };
  }

  private Measured murmur(
      Path lines, RuntimeExecutionMode mode, Duration checkpoints, boolean remembering)
      throws Exception {
    jobs.murmur(
        lines, mode, variant.parallelism, checkpoints, Lines::page, remembering, Duration.ZERO);
    return counted(CountingStore.sum());
  }

  private Measured watched(Duration commit) throws Exception {
    RecordDecoder<String> decoder = Watch::page;
    try (Watch watch = Watch.start()) {
      jobs.murmur(
          Lines.repeated(folder),
          RuntimeExecutionMode.STREAMING,
          variant.parallelism,
          Duration.ofSeconds(3),
          decoder,
          false,
          commit);
      requireAll(CountingStore.sum(), events * Lines.REPEATS);
      return new Measured(
          CountingStore.sum(),
          0,
          0,
          0,
          0,
          watch.readNanos(),
          watch.rate(true),
          watch.rate(false),
          watch.silenceNanos());
    }
  }

  private Measured counted(long count) {
    requireAll(count, events);
    return new Measured(count, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private void requireAll(long count, long expected) {
    if (count != expected) {
      throw new IllegalStateException(
          "%s counted %d events of %d".formatted(variant, count, expected));
    }
  }
}
