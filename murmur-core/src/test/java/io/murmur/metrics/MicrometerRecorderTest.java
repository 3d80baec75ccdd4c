package io.murmur.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerRecorderTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Recorder recorder = new MicrometerRecorder(registry);

  @Test
  void aNameBecomesPipelineAndKind() {
    recorder.recordEvent("views");
    recorder.recordEvents("views", 2);
    recorder.recordEvent("views:dedup_skip");
    assertThat(counter("murmur.events", "event")).isEqualTo(3);
    assertThat(counter("murmur.events", "dedup_skip")).isEqualTo(1);
  }

  @Test
  void errorsAreCountedByTheirClass() {
    recorder.recordError("views:store_get", new IllegalStateException());
    recorder.recordError("views:store_get", new IllegalStateException());
    recorder.recordError("views:store_get", new ArithmeticException());
    assertThat(
            registry
                .get("murmur.errors")
                .tags("pipeline", "views", "kind", "store_get")
                .tag("exception", "java.lang.IllegalStateException")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void latenciesBecomeTimers() {
    recorder.recordLatency("views:store_get", Duration.ofMillis(5));
    var timer =
        registry.get("murmur.operations").tags("pipeline", "views", "kind", "store_get").timer();
    assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
  }

  @Test
  void batchesBecomeATimerAndASummaryOfTheirSizes() {
    recorder.recordBatch("views", 100, Duration.ofMillis(5));
    recorder.recordBatch("views", 50, Duration.ofMillis(5));
    assertThat(registry.get("murmur.batches").tag("pipeline", "views").timer().count())
        .isEqualTo(2);
    assertThat(registry.get("murmur.batch.events").tag("pipeline", "views").summary().totalAmount())
        .isEqualTo(150);
  }

  private double counter(String meter, String kind) {
    return registry.get(meter).tags("pipeline", "views", "kind", kind).counter().count();
  }
}
