package io.murmur.flink.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.testing.OperatorHarness;
import io.murmur.monoid.Codec;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Structure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class LocalCombineTest {

  @Test
  void eventsGoOnAsOneDeltaForEachKeyBeforeTheBarrier() throws Exception {
    try (var harness = open(CombineOptions.defaults())) {
      harness.process(event(0, "a", "b"));
      harness.process(event(0, "a"));
      harness.process(event(7, "a"));
      assertThat(harness.output()).isEmpty();

      harness.checkpoint(1);
      assertThat(harness.output())
          .containsExactlyInAnyOrder(delta("a", 0, 2), delta("b", 0, 1), delta("a", 7, 1));

      harness.checkpoint(2);
      assertThat(harness.output()).as("nothing goes twice").hasSize(3);
    }
  }

  @Test
  void whatIsHeldGoesOnAtTheEndOfInput() throws Exception {
    try (var harness = open(CombineOptions.defaults())) {
      harness.process(event(0, "a"));
      harness.end();
      assertThat(harness.output()).containsExactly(delta("a", 0, 1));
    }
  }

  @Test
  void whatIsHeldGoesOnAtEveryTick() throws Exception {
    try (var harness = open(CombineOptions.defaults().withFlushTick(Duration.ofSeconds(1)))) {
      harness.process(event(0, "a"));
      harness.clock(999);
      assertThat(harness.output()).isEmpty();
      harness.clock(1000);
      assertThat(harness.output()).containsExactly(delta("a", 0, 1));
      harness.process(event(0, "a"));
      harness.clock(2000);
      assertThat(harness.output()).hasSize(2);
    }
  }

  @Test
  void withoutATickNothingGoesOnByTheClock() throws Exception {
    try (var harness = open(CombineOptions.defaults())) {
      harness.process(event(0, "a"));
      harness.clock(Long.MAX_VALUE - 1);
      assertThat(harness.output()).isEmpty();
    }
  }

  @Test
  void eventsInOrderAreNotFolded() throws Exception {
    var events = new LiftedEvent<String>();
    events.start(LiftedEvent.NO_ID, 0, "x");
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    var stream = environment.fromData(List.of(events), LiftedEvent.typeInfo(new Concatenation()));
    assertThatThrownBy(
            () -> LocalCombine.of(stream, new Concatenation(), CombineOptions.defaults()))
        .hasMessage(
            "concatenation() does not commute, so its events cannot be folded before they are in"
                + " order");
  }

  static LiftedEvent<Long> event(long bucket, String... entities) {
    LiftedEvent<Long> event = new LiftedEvent<>();
    event.start(LiftedEvent.NO_ID, bucket, 1L);
    for (String entity : entities) {
      event.addEntity(entity);
    }
    return event;
  }

  static KeyedDelta<Long> delta(String entity, long bucket, long count) {
    return KeyedDelta.of(entity, bucket, count, count);
  }

  private static OperatorHarness<LiftedEvent<Long>, KeyedDelta<Long>> open(CombineOptions options)
      throws Exception {
    return OperatorHarness.of(new LocalCombine<>(Monoids.count(), options));
  }

  /** A monoid whose order matters. */
  record Concatenation() implements Monoid<String> {
    @Override
    public String identity() {
      return "";
    }

    @Override
    public String combine(String left, String right) {
      return left + right;
    }

    @Override
    public boolean commutative() {
      return false;
    }

    @Override
    public Structure structure() {
      return new Structure.Opaque("concatenation", new TreeMap<>());
    }

    @Override
    public Codec<String> codec() {
      return new Utf8();
    }

    private record Utf8() implements Codec<String> {
      @Override
      public byte[] encode(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
  }
}
