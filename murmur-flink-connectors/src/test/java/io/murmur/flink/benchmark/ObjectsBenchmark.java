package io.murmur.flink.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.definition.ArchiveSettings;
import io.murmur.flink.definition.Unwrap;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileLayout;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Pipeline;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;

/**
 * Runs the whole job over the same bytes in many small objects of an archive and in few large ones,
 * in turns, and prints the rates and their ratio. To be run in a JVM with the heap that a job
 * manager may take: it holds two tasks besides.
 *
 * <p>Arguments: a folder for the archives, the file for the figures as JSON, how many small objects
 * of 1 KB (a thousandth as many large ones of 1 MB have the same events), how many rounds.
 */
public final class ObjectsBenchmark {

  private static final int PARALLELISM = 2;
  private static final int SMALL_PER_HOUR = 100;
  private static final int SMALL_BYTES = 1_000;
  private static final int SMALL_PER_LARGE = 1_000;

  private static final Pipeline<String, Long> VIEWS =
      Pipeline.named("views")
          .of(String.class)
          .key(page -> page)
          .aggregate(Aggregations.count())
          .build();

  private ObjectsBenchmark() {}

  /** Runs it. */
  @SuppressWarnings("try") // closing the cluster may be interrupted
  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Path folder = Path.of(args[0]).toAbsolutePath();
    int objects = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    byte[] object = object();
    int events = objects * (object.length / event(0).length);
    write(folder.resolve("small"), object, 1, objects, SMALL_PER_HOUR);
    write(folder.resolve("large"), object, SMALL_PER_LARGE, objects / SMALL_PER_LARGE, 1);
    List<Double> small = new ArrayList<>();
    List<Double> large = new ArrayList<>();
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
      for (int round = 0; round <= rounds; round++) {
        double many = perSecond(folder.resolve("small"), folder, events);
        double few = perSecond(folder.resolve("large"), folder, events);
        out.printf(
            Locale.ROOT,
            "round %d: %,d objects of 1 KB %,9.0f events/s, %,d of 1 MB %,9.0f events/s%n",
            round,
            objects,
            many,
            objects / SMALL_PER_LARGE,
            few);
        // The first only warms up.
        if (round > 0) {
          small.add(many);
          large.add(few);
        }
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("objects", objects);
    figures.put("events", events);
    figures.put("heapBytes", Runtime.getRuntime().maxMemory());
    figures.put("smallEventsPerSecond", Math.round(median(small)));
    figures.put("largeEventsPerSecond", Math.round(median(large)));
    figures.put("ratio", median(small) / median(large));
    Files.createDirectories(Path.of(args[1]).toAbsolutePath().getParent());
    new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[1]).toFile(), figures);
    out.printf(
        Locale.ROOT,
        "%,d objects of 1 KB with a heap of %,d MB: %,.0f events/s, %,.0f objects/s; over the rate"
            + " of objects of 1 MB: %.2f%n",
        objects,
        Runtime.getRuntime().maxMemory() >> 20,
        median(small),
        median(small) * objects / events,
        median(small) / median(large));
  }

  /** Hours of an archive, from the first of a year on. */
  private static void write(Path folder, byte[] object, int times, int objects, int perHour)
      throws IOException {
    Path done = folder.resolveSibling(folder.getFileName() + "-" + objects);
    if (Files.exists(done)) {
      return;
    }
    DateTimeFormatter hours = DateTimeFormatter.ofPattern("uuuu/MM/dd/HH");
    LocalDateTime first = LocalDateTime.of(2026, 1, 1, 0, 0);
    for (int i = 0; i < objects; i++) {
      Path hour = folder.resolve(hours.format(first.plusHours(i / perHour)));
      Files.createDirectories(hour);
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(hour.resolve("views-" + i)))) {
        for (int time = 0; time < times; time++) {
          out.write(object);
        }
      }
    }
    Files.createFile(done);
  }

  private static byte[] object() {
    int events = SMALL_BYTES / event(0).length;
    byte[] object = new byte[events * event(0).length];
    for (int i = 0; i < events; i++) {
      byte[] event = event(i);
      System.arraycopy(event, 0, object, i * event.length, event.length);
    }
    return object;
  }

  private static byte[] event(int number) {
    return "{\"id\":\"e%06d\",\"user\":\"user-%06d\",\"page\":\"/articles/%05d\",\"ts\":1760000000000}\n"
        .formatted(number, number, number)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static double perSecond(Path archive, Path folder, int events) throws Exception {
    CountingStore.reset();
    InMemoryDocuments control = new InMemoryDocuments();
    CONTROL = control;
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(PARALLELISM);
    ArchiveSettings source =
        new ArchiveSettings(
            List.of(archive.toString()),
            FileLayout.FIREHOSE,
            Optional.empty(),
            Duration.ofHours(1),
            FileFormat.DETECT,
            Optional.empty(),
            Optional.empty(),
            false,
            Unwrap.NONE,
            EventTimes.ALL);
    long begin = System.nanoTime();
    Bootstrap.of(VIEWS)
        .from(source.source(), source.describe(), Lines::page)
        .into("views", () -> new CountingStore(false, Duration.ZERO))
        .control(() -> CONTROL)
        .run(environment);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (CountingStore.sum() != events) {
      throw new IllegalStateException(
          "counted %d events of %d".formatted(CountingStore.sum(), events));
    }
    return events / seconds;
  }

  /** Of the job that runs; the tasks find it here, since they are in this JVM. */
  private static volatile InMemoryDocuments CONTROL = new InMemoryDocuments();

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
