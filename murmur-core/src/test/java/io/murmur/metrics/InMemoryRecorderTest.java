package io.murmur.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryRecorderTest {

  private final InMemoryRecorder recorder = new InMemoryRecorder();

  @Test
  void eventsAreCountedByName() {
    recorder.recordEvent("views");
    recorder.recordEvent("views:retry");
    recorder.recordEvents("views", 9);
    recorder.recordEvents("views", 0);
    recorder.recordEvents("clicks", -1);
    assertThat(recorder.events())
        .containsExactly(Map.entry("views", 10L), Map.entry("views:retry", 1L));
    assertThat(recorder.events("views")).isEqualTo(10);
    assertThat(recorder.events("clicks")).isZero();
  }

  @Test
  void errorsAreCountedAndTheLatestKept() {
    recorder.recordError("views", new IllegalStateException("first"));
    recorder.recordError("views", new IllegalStateException("second"));
    assertThat(recorder.errors("views")).isEqualTo(2);
    assertThat(recorder.lastError("views"))
        .hasValueSatisfying(e -> assertThat(e).hasMessage("second"));
    assertThat(recorder.errors("clicks")).isZero();
    assertThat(recorder.lastError("clicks")).isEmpty();
  }

  @Test
  void latenciesAreSummedUp() {
    recorder.recordLatency("views:store_get", Duration.ofMillis(2));
    recorder.recordLatency("views:store_get", Duration.ofMillis(4));
    var latency = recorder.latency("views:store_get");
    assertThat(latency).isEqualTo(new Latency(2, Duration.ofMillis(6), Duration.ofMillis(4)));
    assertThat(latency.mean()).isEqualTo(Duration.ofMillis(3));
    assertThat(recorder.latency("views:store_merge")).isEqualTo(Latency.NONE);
    assertThat(Latency.NONE.mean()).isZero();
  }

  @Test
  void batchesAreSummedUp() {
    recorder.recordBatch("views", 100, Duration.ofMillis(2));
    recorder.recordBatch("views", 50, Duration.ofMillis(1));
    assertThat(recorder.batchEvents("views")).isEqualTo(150);
    assertThat(recorder.batches("views").count()).isEqualTo(2);
    assertThat(recorder.batchEvents("clicks")).isZero();
  }

  @Test
  void manyThreadsLoseNoCount() {
    IntStream.range(0, 10_000).parallel().forEach(i -> recorder.recordEvent("views"));
    assertThat(recorder.events("views")).isEqualTo(10_000);
  }
}
