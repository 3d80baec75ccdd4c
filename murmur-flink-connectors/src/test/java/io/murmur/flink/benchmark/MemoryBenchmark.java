package io.murmur.flink.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Guard;
import io.murmur.state.Merge;
import io.murmur.state.MergeHook;
import io.murmur.state.MergeResult;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Counts events over more keys than memory holds, at the job's defaults except for frequent
 * checkpoints, and prints what is alive on the heap as each epoch is committed, after a full
 * collection. Fails if that grows. To be run in a JVM with the heap of a task manager: it holds two
 * tasks and the job manager besides.
 *
 * <p>Arguments: a folder for checkpoints, the file for the figures as JSON, how many events, over
 * how many keys.
 */
public final class MemoryBenchmark {

  private static final int PARALLELISM = 2;
  private static final long STAMPS_PER_EPOCH = 1000;

  /** Epochs are looked at when they have been read to different extents. */
  private static final double MOST_GROWTH = 1.25;

  private static final InMemoryDocuments CONTROL = new InMemoryDocuments();
  private static final AtomicLong LAST_EPOCH = new AtomicLong();
  private static final List<Epoch> EPOCHS = new ArrayList<>();
  private static final ExecutorService COLLECTOR = Executors.newSingleThreadExecutor();

  /** What was alive when the first merge of an epoch had been made. */
  private record Epoch(long number, long merges, long liveBytes) {}

  private MemoryBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    long events = Long.parseLong(args[2]);
    long keys = Long.parseLong(args[3]);
    long begin = System.nanoTime();
    run(Path.of(args[0]).toAbsolutePath(), events, keys);
    COLLECTOR.submit(() -> {}).get();
    COLLECTOR.shutdown();
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (CountingStore.sum() != events) {
      throw new IllegalStateException(
          "counted %d events of %d".formatted(CountingStore.sum(), events));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("events", events);
    figures.put("keys", keys);
    figures.put("heapBytes", Runtime.getRuntime().maxMemory());
    figures.put("seconds", seconds);
    figures.put("merges", CountingStore.requests());
    figures.put("epochs", EPOCHS);
    figures.put("growth", growth());
    Files.createDirectories(Path.of(args[1]).toAbsolutePath().getParent());
    new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[1]).toFile(), figures);
    out.printf(
        Locale.ROOT,
        "%,d events over %,d keys with a heap of %,d MB: %.1f s, %,d merges in %d epochs%n",
        events,
        keys,
        Runtime.getRuntime().maxMemory() >> 20,
        seconds,
        CountingStore.requests(),
        EPOCHS.size());
    out.println("alive on the heap as each epoch is committed, after a full collection:");
    for (Epoch epoch : EPOCHS) {
      out.printf(
          Locale.ROOT,
          "epoch %3d, after %,11d merges: %4d MB%n",
          epoch.number(),
          epoch.merges(),
          epoch.liveBytes() >> 20);
    }
    out.printf(Locale.ROOT, "median of the second half over that of the first: %.2f%n", growth());
    if (growth() > MOST_GROWTH) {
      throw new IllegalStateException(
          "what is alive grows from epoch to epoch: by more than " + MOST_GROWTH);
    }
  }

  private static void run(Path folder, long events, long keys) throws Exception {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    Pipeline<String, Long> pipeline =
        Pipeline.named("many")
            .of(String.class)
            .key(text -> text)
            .aggregate(Aggregations.count())
            .build();
    DataGeneratorSource<SourceRecord> source =
        new DataGeneratorSource<>(
            index -> record(index, keys), events, SourceRecordTypeInfo.INSTANCE);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(PARALLELISM);
    Bootstrap.of(pipeline)
        .from(source, "numbers", RecordDecoders.text())
        .into("many", () -> new CountingStore(false, Duration.ZERO))
        .control(() -> CONTROL)
        .afterMerge(Collections::new)
        .run(environment);
  }

  /** Every key comes as often as any other, and its next event far from the one before. */
  private static SourceRecord record(long index, long keys) {
    long key = Math.floorMod((index * 0x9E3779B97F4A7C15L) >>> 1, keys);
    byte[] text = ("visitor-" + key).getBytes(StandardCharsets.US_ASCII);
    return new SourceRecord(text, 0, text.length, "numbers", index, Map.of());
  }

  private static double growth() {
    int half = EPOCHS.size() / 2;
    return (double) median(EPOCHS.subList(half, EPOCHS.size())) / median(EPOCHS.subList(0, half));
  }

  /** How far an epoch has been read when it is looked at differs; most are alike. */
  private static long median(List<Epoch> epochs) {
    return epochs.stream()
        .mapToLong(Epoch::liveBytes)
        .sorted()
        .skip(epochs.size() / 2)
        .findFirst()
        .orElse(1);
  }

  /** Has the garbage collected at the first merge of each epoch. */
  private static final class Collections implements MergeHook<Long> {

    @Override
    public CompletionStage<?> afterMerge(Merge<Long> merge, MergeResult<Long> result) {
      long epoch = ((Guard.Fence) merge.guard()).stamp().sequence() / STAMPS_PER_EPOCH;
      long last = LAST_EPOCH.get();
      if (epoch > last && LAST_EPOCH.compareAndSet(last, epoch)) {
        long merges = CountingStore.requests();
        COLLECTOR.execute(() -> collect(epoch, merges));
      }
      return CompletableFuture.completedFuture(null);
    }

    private static void collect(long epoch, long merges) {
      System.gc();
      EPOCHS.add(
          new Epoch(
              epoch, merges, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()));
    }
  }
}
