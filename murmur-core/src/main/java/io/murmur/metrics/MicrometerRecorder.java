package io.murmur.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes what is recorded on to a Micrometer registry. Micrometer is an optional dependency: this
 * class is only usable where it is on the class path.
 *
 * <p>A name {@code p:kind} becomes the tags {@code pipeline=p} and {@code kind=kind}; a name
 * without a colon has the kind {@code event}. Meters:
 *
 * <ul>
 *   <li>{@code murmur.events}: counter, by pipeline and kind
 *   <li>{@code murmur.errors}: counter, by pipeline, kind and the error's class
 *   <li>{@code murmur.operations}: timer, by pipeline and kind
 *   <li>{@code murmur.batches}: timer of batches, by pipeline and kind
 *   <li>{@code murmur.batch.events}: summary of the batches' sizes, by pipeline and kind
 * </ul>
 */
public final class MicrometerRecorder implements Recorder {

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Counter> events = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ErrorName, Counter> errors = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Timer> operations = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Batches> batches = new ConcurrentHashMap<>();

  /** Creates a recorder that reports to a registry. */
  public MicrometerRecorder(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void recordEvent(String name) {
    counter(name).increment();
  }

  @Override
  public void recordEvents(String name, long count) {
    if (count > 0) {
      counter(name).increment((double) count);
    }
  }

  @Override
  public void recordError(String name, Throwable error) {
    errors
        .computeIfAbsent(
            new ErrorName(name, error.getClass().getName()),
            n -> registry.counter("murmur.errors", tags(n.name()).and("exception", n.type())))
        .increment();
  }

  @Override
  public void recordLatency(String operation, Duration latency) {
    operations
        .computeIfAbsent(operation, o -> registry.timer("murmur.operations", tags(o)))
        .record(latency);
  }

  @Override
  public void recordBatch(String name, long size, Duration duration) {
    Batches known =
        batches.computeIfAbsent(
            name,
            n ->
                new Batches(
                    registry.timer("murmur.batches", tags(n)),
                    registry.summary("murmur.batch.events", tags(n))));
    known.times().record(duration);
    known.sizes().record((double) size);
  }

  private Counter counter(String name) {
    Counter known = events.get(name);
    return known != null
        ? known
        : events.computeIfAbsent(name, n -> registry.counter("murmur.events", tags(n)));
  }

  private static Tags tags(String name) {
    int colon = name.indexOf(MetricNames.SEPARATOR);
    return colon < 0
        ? Tags.of("pipeline", name, "kind", "event")
        : Tags.of("pipeline", name.substring(0, colon), "kind", name.substring(colon + 1));
  }

  private record ErrorName(String name, String type) {}

  private record Batches(Timer times, DistributionSummary sizes) {}
}
