package io.murmur.flink.sink;

import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.metrics.MetricNames;
import io.murmur.monoid.Monoid;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Cache;
import io.murmur.state.MergeHook;
import io.murmur.state.OnMergeStore;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.configuration.MemorySize;

/**
 * Builds a {@link MergeSink}. Needed are the pipeline (or its name and monoid), a store, and one of
 * {@link #fenced}, {@link #claims} and {@link #atLeastOnce}; all else has a default.
 *
 * @param <V> the stored value
 */
public final class MergeSinkBuilder<V> {

  /** Merges at once for each subtask, unless set. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 256;

  /** Attempts of one merge before its commit fails, unless set. */
  public static final int DEFAULT_MAX_ATTEMPTS = 10;

  /** Longest first wait between two attempts, unless set. */
  public static final Duration DEFAULT_BACKOFF_BASE = Duration.ofMillis(50);

  /** Longest wait between two attempts, unless set. */
  public static final Duration DEFAULT_BACKOFF_MAX = Duration.ofSeconds(5);

  /** Memory for the deltas of one epoch in each subtask, unless set. */
  public static final MemorySize DEFAULT_BUFFER = MemorySize.ofMebiBytes(64);

  private String name;
  private Monoid<V> monoid;
  private Windowing windowing = Windowing.none();
  private boolean partitioned;
  private Supplier<Delivery> delivery;
  private StoreFactory<V> store;
  private Opener<Optional<Cache<V>>> cache = Optional::empty;
  private Opener<Optional<MergeHook<V>>> hook = Optional::empty;
  private RecorderFactory recorder = RecorderFactory.noop();
  private Opener<Optional<MergeDeadLetters>> deadLetters = Optional::empty;
  private Opener<Optional<CommitLog>> commitLog = Optional::empty;
  private Opener<Optional<CommitListener>> listener = Optional::empty;
  private boolean listened;
  private boolean startsOver;
  private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
  private double unitsPerSecond = Double.POSITIVE_INFINITY;
  private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
  private Duration backoffBase = DEFAULT_BACKOFF_BASE;
  private Duration backoffMax = DEFAULT_BACKOFF_MAX;
  private MemorySize buffer = DEFAULT_BUFFER;
  private String spillDirectory = "";

  MergeSinkBuilder() {}

  /** Takes the name, the monoid and the windows of a pipeline. */
  public MergeSinkBuilder<V> pipeline(Pipeline<?, V> pipeline) {
    return name(pipeline.name()).monoid(pipeline.monoid()).windowing(pipeline.windowing());
  }

  /** The name of the pipeline: in messages, metrics, and as the namespace of claims. */
  public MergeSinkBuilder<V> name(String pipelineName) {
    this.name = Objects.requireNonNull(pipelineName, "pipelineName");
    return this;
  }

  /** How values combine. */
  public MergeSinkBuilder<V> monoid(Monoid<V> combined) {
    this.monoid = Objects.requireNonNull(combined, "combined");
    return this;
  }

  /** What the buckets are; decides when items expire. Without it they never do. */
  public MergeSinkBuilder<V> windowing(Windowing buckets) {
    this.windowing = Objects.requireNonNull(buckets, "buckets");
    return this;
  }

  /**
   * Says that the stream was partitioned by {@link io.murmur.flink.coalesce.DeltaKey}, with only
   * forward edges since, so that the sink need not partition it again. The sink checks every delta,
   * since one that is on a wrong subtask could vanish behind a fence.
   */
  public MergeSinkBuilder<V> partitioned() {
    this.partitioned = true;
    return this;
  }

  /**
   * Every delta is applied exactly once, by a fence on each item.
   *
   * @param writer the stable name of the role that writes, for example {@code live}
   * @param generation higher than that of any other submission of this writer to this table, with
   *     or without state, and the same for all tasks and failovers of one submission: take it from
   *     the control table when the graph is built. In BATCH the run decides it: a rerun has the
   *     same. Two submissions with one generation lose the second one's deltas.
   */
  public MergeSinkBuilder<V> fenced(String writer, long generation) {
    Objects.requireNonNull(writer, "writer");
    this.delivery = () -> new Delivery.Fenced(writer, generation);
    return this;
  }

  /**
   * Every event is applied exactly once for each key, by claims of event ids in the same
   * transaction: across runs and jobs too, at the price of two write units for each merge and each
   * claim. The deltas must carry their claims.
   *
   * @param retention how long a claim is kept at least
   */
  public MergeSinkBuilder<V> claims(Duration retention) {
    Objects.requireNonNull(retention, "retention");
    // The clock of the one process that builds the graph.
    long submission = System.currentTimeMillis();
    this.delivery = () -> new Delivery.Claimed(retention, submission);
    return this;
  }

  /** No delta is lost, but one whose commit failed may be applied again. */
  public MergeSinkBuilder<V> atLeastOnce() {
    long submission = System.currentTimeMillis();
    this.delivery = () -> new Delivery.AtLeastOnce(submission);
    return this;
  }

  /** Opens the store to merge into. */
  public MergeSinkBuilder<V> store(StoreFactory<V> factory) {
    this.store = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /** Opens a cache that is to follow the store. It may be away: the sink goes on. */
  public MergeSinkBuilder<V> cache(Opener<? extends Cache<V>> opener) {
    Objects.requireNonNull(opener, "opener");
    this.cache = () -> Optional.of(opener.open());
    return this;
  }

  /** Opens a hook that is called after every merge, at least once; its errors are logged. */
  public MergeSinkBuilder<V> afterMerge(Opener<? extends MergeHook<V>> opener) {
    Objects.requireNonNull(opener, "opener");
    this.hook = () -> Optional.of(opener.open());
    return this;
  }

  /** Makes the recorders that take counts and latencies besides Flink's own metrics. */
  public MergeSinkBuilder<V> metrics(RecorderFactory factory) {
    this.recorder = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /**
   * Opens the place for merges that can never succeed; the job then goes on without them. Without
   * such a place the first of them ends the job.
   */
  public MergeSinkBuilder<V> deadLetters(Opener<? extends MergeDeadLetters> opener) {
    Objects.requireNonNull(opener, "opener");
    this.deadLetters = () -> Optional.of(opener.open());
    return this;
  }

  /**
   * Opens the memory of committed epochs, by which a restore from a checkpoint that is too old is
   * refused. Used by {@link #fenced} sinks only.
   */
  public MergeSinkBuilder<V> commitLog(Opener<? extends CommitLog> opener) {
    Objects.requireNonNull(opener, "opener");
    this.commitLog = () -> Optional.of(opener.open());
    return this;
  }

  /** Opens who is told of every commit. */
  public MergeSinkBuilder<V> onCommit(Opener<? extends CommitListener> opener) {
    Objects.requireNonNull(opener, "opener");
    this.listener = () -> Optional.of(opener.open());
    this.listened = true;
    return this;
  }

  /**
   * Allows a start without state although the commit log says that this writer has committed:
   * events that are read again count again.
   */
  public MergeSinkBuilder<V> startOver(boolean allowed) {
    this.startsOver = allowed;
    return this;
  }

  /**
   * The most merges that one subtask has in flight. It begins with fewer, and takes fewer while the
   * store throttles.
   */
  public MergeSinkBuilder<V> maxInFlight(int merges) {
    this.maxInFlight = merges;
    return this;
  }

  /**
   * The most write units that all subtasks together use in a second. A merge counts as one for each
   * KB of its delta, at least one, and twice that plus two for each claim under {@link #claims}.
   */
  public MergeSinkBuilder<V> maxWriteUnitsPerSecond(double units) {
    this.unitsPerSecond = units;
    return this;
  }

  /** How often a merge is tried before its commit fails, which restarts the job. */
  public MergeSinkBuilder<V> maxAttempts(int attempts) {
    this.maxAttempts = attempts;
    return this;
  }

  /** The longest first wait between two attempts, which doubles up to the longest of all. */
  public MergeSinkBuilder<V> retryBackoff(Duration base, Duration max) {
    this.backoffBase = Objects.requireNonNull(base, "base");
    this.backoffMax = Objects.requireNonNull(max, "max");
    return this;
  }

  /** About how much memory one subtask uses for the deltas of an epoch before it spills them. */
  public MergeSinkBuilder<V> bufferMemory(MemorySize size) {
    this.buffer = Objects.requireNonNull(size, "size");
    return this;
  }

  /**
   * Where deltas go that do not fit into memory: a path of a Flink file system that all task
   * managers reach and that is as durable as the checkpoints. Unless set it is next to the
   * checkpoints ({@code execution.checkpointing.dir}); without either, memory has to do. In BATCH
   * the default is the local temporary directory.
   */
  public MergeSinkBuilder<V> spillDirectory(String uri) {
    this.spillDirectory = Objects.requireNonNull(uri, "uri");
    return this;
  }

  /**
   * Builds the sink.
   *
   * @throws IllegalArgumentException if anything is missing or out of bounds; names all of it
   */
  public MergeSink<V> build() {
    List<String> problems = new ArrayList<>();
    require(problems, name != null, "a pipeline or a name is needed");
    require(problems, monoid != null, "a pipeline or a monoid is needed");
    require(problems, store != null, "a store is needed");
    require(problems, maxInFlight > 0, "maxInFlight must be at least 1, was " + maxInFlight);
    require(problems, maxAttempts > 0, "maxAttempts must be at least 1, was " + maxAttempts);
    require(
        problems,
        unitsPerSecond > 0,
        "maxWriteUnitsPerSecond must be positive, was " + unitsPerSecond);
    require(
        problems,
        !backoffBase.isNegative() && backoffMax.compareTo(backoffBase) >= 0,
        "the backoff must not be negative nor its base above its maximum, was "
            + backoffBase
            + " to "
            + backoffMax);
    require(problems, buffer.getBytes() > 0, "bufferMemory must be positive");
    if (name != null) {
      collect(problems, () -> MetricNames.of(name));
    }
    Optional<Delivery> made = delivery == null ? Optional.empty() : collect(problems, delivery);
    require(
        problems, delivery != null, "one of fenced(), claims() and atLeastOnce() must be chosen");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the merge sink cannot be built:\n- " + String.join("\n- ", problems));
    }
    return new MergeSink<>(
        new MergeSinkConfig<>(
            name,
            monoid,
            windowing,
            made.orElseThrow(),
            partitioned,
            hooked(store, hook),
            cache,
            recorder,
            deadLetters,
            new MergeSinkConfig.History(commitLog, startsOver, listener, listened),
            new MergeSinkConfig.Load(
                maxInFlight, unitsPerSecond, maxAttempts, backoffBase, backoffMax),
            new MergeSinkConfig.Buffer(buffer.getBytes(), spillDirectory)));
  }

  // Static, so that what travels does not hold the builder.
  private static <V> StoreFactory<V> hooked(
      StoreFactory<V> store, Opener<Optional<MergeHook<V>>> hook) {
    return () -> {
      Optional<MergeHook<V>> opened = hook.open();
      return opened.isPresent() ? OnMergeStore.wrap(store.open(), opened.get()) : store.open();
    };
  }

  private static void require(List<String> problems, boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private static <T> Optional<T> collect(List<String> problems, Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }
}
