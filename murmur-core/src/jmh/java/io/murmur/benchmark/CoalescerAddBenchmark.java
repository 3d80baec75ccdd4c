package io.murmur.benchmark;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.CoalesceConfig;
import io.murmur.processor.Coalescer;
import io.murmur.processor.Processor;
import io.murmur.processor.ProcessorConfig;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A count added to a key that is known, over 8,192 keys. Without flushes, which depend on the store:
 * there is room for all that is added in 31 iterations, and only then one makes room again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoalescerAddBenchmark {

  private static final int KEYS = 1 << 13;
  private static final int ADDS = 1 << 18;
  private static final int ROOM = 1 << 23;

  /** In seconds: 0 never looks at the clock, the other does for each event and never flushes. */
  @Param({"0", "3600"})
  private long tickSeconds;

  private final String[] entities = new String[KEYS];
  private final String[] eventIds = new String[KEYS];
  private Coalescer<Long> coalescer;
  private int added;

  /** Lets the arrays grow to their size, as they have in a coalescer that runs for a while. */
  @Setup(Level.Trial)
  public void grow() {
    for (int i = 0; i < KEYS; i++) {
      entities[i] = "entity-" + i;
      eventIds[i] = "event-" + i;
    }
    Pipeline<String, Long> counter =
        Pipeline.<String>named("benchmark")
            .key(event -> event)
            .aggregate(Monoids.count(), (event, context) -> 1L)
            .build();
    CoalesceConfig config =
        CoalesceConfig.defaults()
            .withMaxContributions(ROOM + 1)
            .withFlushTick(Duration.ofSeconds(tickSeconds));
    coalescer =
        Processor.of(counter, new AcceptingStore())
            .withConfig(ProcessorConfig.defaults().withCoalesce(config))
            .coalescer();
    for (int batch = 0; batch < 2; batch++) {
      while (added < ROOM) {
        add();
      }
      flush();
    }
  }

  /** Makes room if there is none, and each key known again. */
  @Setup(Level.Iteration)
  public void makeRoom() {
    if (added + ADDS > ROOM) {
      flush();
    }
  }

  private void flush() {
    coalescer.flush().join();
    added = 0;
    add();
  }

  /** Adds a quarter of a million events. */
  @Benchmark
  @OperationsPerInvocation(ADDS)
  public int add() {
    for (int i = 0; i < ADDS; i++) {
      coalescer.add(eventIds[i & (KEYS - 1)], entities[i & (KEYS - 1)], 1L).join();
    }
    added += ADDS;
    return coalescer.pendingKeys();
  }

  /** Takes everything at once and keeps nothing. */
  private static final class AcceptingStore implements Store<Long> {
    private static final MergeResult<Long> APPLIED = new MergeResult.Applied<>(Optional.empty());

    @Override
    public Monoid<Long> monoid() {
      return Monoids.count();
    }

    @Override
    public CompletionStage<Optional<Stored<Long>>> get(Key key, Consistency consistency) {
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<List<Optional<Stored<Long>>>> getMany(
        List<Key> keys, Consistency consistency) {
      return CompletableFuture.completedStage(
          keys.stream().map(key -> Optional.<Stored<Long>>empty()).toList());
    }

    @Override
    public CompletionStage<MergeResult<Long>> merge(Merge<Long> merge) {
      return CompletableFuture.completedStage(APPLIED);
    }

    @Override
    public void close() {}
  }
}
