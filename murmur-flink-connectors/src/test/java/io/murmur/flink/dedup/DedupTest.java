package io.murmur.flink.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.testing.OperatorHarness;
import io.murmur.monoid.Monoids;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class DedupTest {

  private static final Duration RETENTION = Duration.ofHours(1);
  private static final KeySelector<LiftedEvent<Long>, String> ID = LiftedEvent::id;

  @Test
  void ofSeveralEventsWithOneIdTheFirstGoesOn() throws Exception {
    try (var harness = open()) {
      harness.process(event("e1", "a"));
      harness.process(event("e2", "a"));
      harness.process(event("e1", "b"));
      assertThat(harness.output()).containsExactly(event("e1", "a"), event("e2", "a"));
      harness.end();
      assertThat(harness.output(RunCounts.OUTPUT))
          .containsExactly(
              RunCounts.of(
                  what -> what == Counted.DUPLICATES ? 1 : what == Counted.CONTRIBUTED ? -1 : 0));
    }
  }

  @Test
  void idsAreRememberedAcrossARestore() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = open()) {
      before.process(event("e1", "a"));
      checkpoint = before.checkpoint(1);
    }
    try (var after = OperatorHarness.restored(dedup(), ID, Types.STRING, checkpoint)) {
      after.process(event("e1", "a"));
      after.process(event("e2", "a"));
      assertThat(after.output()).containsExactly(event("e2", "a"));
    }
  }

  @Test
  void idsAreForgottenAfterTheirRetentionWhichDuplicatesDoNotProlong() throws Exception {
    try (var harness = open()) {
      harness.clock(0);
      harness.process(event("e1", "a"));
      harness.clock(RETENTION.toMillis() - 1);
      harness.process(event("e1", "a"));
      assertThat(harness.output()).hasSize(1);
      harness.clock(RETENTION.toMillis() + 1);
      harness.process(event("e1", "a"));
      assertThat(harness.output()).hasSize(2);
    }
  }

  @Test
  void eventsWithoutIdCannotBeCompared() {
    assertThatThrownBy(() -> Dedup.idOf(event(LiftedEvent.NO_ID, "a")))
        .hasMessage(
            "duplicates are to be found by event id, but events come without: let Extract carry"
                + " the ids");
  }

  @Test
  void aRetentionThatIsNoneIsRefused() {
    DataStream<LiftedEvent<Long>> events =
        StreamExecutionEnvironment.getExecutionEnvironment()
            .fromData(List.of(event("e1", "a")), LiftedEvent.typeInfo(Monoids.count()));
    assertThatThrownBy(
            () -> Dedup.of(events, "p", Monoids.count(), Duration.ZERO, RecorderFactory.noop()))
        .hasMessage("event ids must be remembered for a millisecond at least, not PT0S");
  }

  private static LiftedEvent<Long> event(String id, String entity) {
    LiftedEvent<Long> event = new LiftedEvent<>();
    event.start(id, 0, 1L);
    event.addEntity(entity);
    return event;
  }

  private static Dedup<Long> dedup() {
    return new Dedup<>("p", RETENTION, RecorderFactory.noop());
  }

  private static OperatorHarness<LiftedEvent<Long>, LiftedEvent<Long>> open() throws Exception {
    return OperatorHarness.keyed(dedup(), ID, Types.STRING);
  }
}
