package io.murmur.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps counts and latencies in memory, one small entry for each name: for tests, and for drivers
 * that print a summary when they are done. A name that was never recorded counts as zero.
 */
public final class InMemoryRecorder implements Recorder {

  private final ConcurrentHashMap<String, LongAdder> events = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Errors> errors = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Times> latencies = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, LongAdder> batchEvents = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Times> batches = new ConcurrentHashMap<>();

  @Override
  public void recordEvent(String name) {
    adder(events, name).increment();
  }

  @Override
  public void recordEvents(String name, long count) {
    if (count > 0) {
      adder(events, name).add(count);
    }
  }

  @Override
  public void recordError(String name, Throwable error) {
    Errors seen = errors.computeIfAbsent(name, n -> new Errors());
    seen.latest = error;
    seen.count.increment();
  }

  @Override
  public void recordLatency(String operation, Duration latency) {
    latencies.computeIfAbsent(operation, o -> new Times()).add(latency);
  }

  @Override
  public void recordBatch(String name, long size, Duration duration) {
    adder(batchEvents, name).add(size);
    batches.computeIfAbsent(name, n -> new Times()).add(duration);
  }

  /** How many events were counted under a name. */
  public long events(String name) {
    return sum(events, name);
  }

  /** All names under which events were counted, with their counts, in order. */
  public Map<String, Long> events() {
    Map<String, Long> all = new TreeMap<>();
    events.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }

  /** How many errors were counted under a name. */
  public long errors(String name) {
    Errors seen = errors.get(name);
    return seen == null ? 0 : seen.count.sum();
  }

  /** The latest error under a name. */
  public Optional<Throwable> lastError(String name) {
    return Optional.ofNullable(errors.get(name)).map(seen -> seen.latest);
  }

  /** The latencies of an operation. */
  public Latency latency(String operation) {
    return latency(latencies, operation);
  }

  /** The durations of the batches under a name. */
  public Latency batches(String name) {
    return latency(batches, name);
  }

  /** How many events were in the batches under a name. */
  public long batchEvents(String name) {
    return sum(batchEvents, name);
  }

  private static LongAdder adder(ConcurrentHashMap<String, LongAdder> counts, String name) {
    LongAdder known = counts.get(name);
    return known != null ? known : counts.computeIfAbsent(name, n -> new LongAdder());
  }

  private static long sum(Map<String, LongAdder> counts, String name) {
    LongAdder count = counts.get(name);
    return count == null ? 0 : count.sum();
  }

  private static Latency latency(Map<String, Times> times, String name) {
    Times taken = times.get(name);
    return taken == null ? Latency.NONE : taken.read();
  }

  private static final class Errors {
    private final LongAdder count = new LongAdder();
    private volatile Throwable latest;
  }

  private static final class Times {
    private final LongAdder count = new LongAdder();
    private final LongAdder totalNanos = new LongAdder();
    private final LongAccumulator maxNanos = new LongAccumulator(Long::max, 0);

    void add(Duration time) {
      long nanos = time.toNanos();
      totalNanos.add(nanos);
      maxNanos.accumulate(nanos);
      count.increment();
    }

    Latency read() {
      return new Latency(
          count.sum(), Duration.ofNanos(totalNanos.sum()), Duration.ofNanos(maxNanos.get()));
    }
  }
}
