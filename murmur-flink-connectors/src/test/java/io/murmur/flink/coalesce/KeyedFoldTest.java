package io.murmur.flink.coalesce;

import static io.murmur.flink.coalesce.LocalCombineTest.delta;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.testing.OperatorHarness;
import io.murmur.monoid.Monoids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class KeyedFoldTest {

  private static final Duration TICK = Duration.ofMinutes(10);

  private static final TypeInformation<Tuple2<String, Long>> KEY =
      Types.TUPLE(Types.STRING, Types.LONG);

  @Test
  void deltasOfAKeyAreHeldForATickAtMost() throws Exception {
    try (var harness = open(TICK)) {
      harness.clock(1_000_000);
      harness.process(delta("a", 3, 1));
      harness.process(delta("a", 3, 4));
      harness.process(delta("a", 4, 1));
      assertThat(harness.output()).isEmpty();
      harness.clock(1_000_000 + TICK.toMillis());
      assertThat(harness.output()).containsExactlyInAnyOrder(delta("a", 3, 5), delta("a", 4, 1));
    }
  }

  @Test
  void keysAreSpreadOverTheTick() throws Exception {
    try (var harness = open(TICK)) {
      harness.clock(1_000_000);
      for (int i = 0; i < 1_000; i++) {
        harness.process(delta("key-" + i, 0, 1));
      }
      harness.clock(1_000_000 + TICK.toMillis() / 2);
      assertThat(harness.output()).hasSizeBetween(300, 700);
      harness.clock(1_000_000 + TICK.toMillis());
      assertThat(harness.output()).hasSize(1_000);
    }
  }

  @Test
  void aTickThatIsLongerThanTheCheckpointIntervalLosesNothingAtARestore() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = open(TICK)) {
      before.clock(1_000_000);
      before.process(delta("a", 0, 1));
      checkpoint = before.checkpoint(1);
      before.process(delta("a", 0, 100)); // the source sends it again
    }
    try (var after = OperatorHarness.restored(fold(TICK), new DeltaKey<>(), KEY, checkpoint)) {
      after.clock(1_000_001);
      after.process(delta("a", 0, 100));
      after.clock(1_000_000 + TICK.toMillis());
      assertThat(after.output()).containsExactly(delta("a", 0, 101));
    }
  }

  @Test
  void heldDeltasMoveWithTheirKeysWhenTheJobIsRescaled() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = open(TICK)) {
      for (int i = 0; i < 100; i++) {
        before.process(delta("key-" + i, 0, 1));
      }
      checkpoint = before.checkpoint(1);
    }
    List<KeyedDelta<Long>> all = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      try (var after =
          OperatorHarness.rescaled(fold(TICK), new DeltaKey<>(), KEY, checkpoint, 3, index)) {
        after.end();
        all.addAll(after.output());
      }
    }
    assertThat(all).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void everythingGoesOnAtTheEndOfInputWithoutWaitingForTheTick() throws Exception {
    try (var harness = open(TICK)) {
      harness.process(delta("a", 0, 1));
      harness.process(delta("b", 0, 2));
      harness.end();
      assertThat(harness.output()).containsExactlyInAnyOrder(delta("a", 0, 1), delta("b", 0, 2));
    }
  }

  @Test
  void aTimerThatIsLeftInADrainedSavepointFindsNothing() throws Exception {
    OperatorSubtaskState savepoint;
    try (var before = open(TICK)) {
      before.clock(1_000_000);
      before.process(delta("a", 0, 1));
      before.end();
      savepoint = before.checkpoint(1);
    }
    try (var after = OperatorHarness.restored(fold(TICK), new DeltaKey<>(), KEY, savepoint)) {
      after.clock(1_000_000 + 2 * TICK.toMillis());
      assertThat(after.output()).isEmpty();
    }
  }

  @Test
  void deltasThatDoNotFitTogetherGoOnApart() throws Exception {
    try (var harness = open(TICK)) {
      harness.process(KeyedDelta.of("a", 0, Long.MAX_VALUE, 1));
      harness.process(delta("a", 0, 1));
      harness.end();
      assertThat(harness.output())
          .containsExactly(KeyedDelta.of("a", 0, Long.MAX_VALUE, 1), delta("a", 0, 1));
    }
  }

  @Test
  void aLastWatermarkThatComesBeforeTheLastElementLosesNothing() throws Exception {
    try (var harness = open(TICK)) {
      harness.process(delta("a", 0, 1));
      harness.lastWatermark();
      harness.process(delta("a", 0, 2));
      harness.process(delta("b", 0, 4));
      harness.end();
      assertThat(harness.output()).containsExactlyInAnyOrder(delta("a", 0, 3), delta("b", 0, 4));
    }
  }

  @Test
  void inBatchWhatDoesNotFitIsADeadLetterSinceAKeyGoesOnOnce() throws Exception {
    try (var harness = open(Duration.ZERO)) {
      harness.process(KeyedDelta.of("a", 2, Long.MAX_VALUE, 3));
      harness.process(KeyedDelta.of("a", 2, 9L, 4));
      harness.process(delta("b", 0, 1));
      harness.lastWatermark();
      harness.end();
      assertThat(harness.output())
          .containsExactlyInAnyOrder(KeyedDelta.of("a", 2, Long.MAX_VALUE, 3), delta("b", 0, 1));
      assertThat(harness.output(DeadLetter.OUTPUT))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(letter.toString())
                      .startsWith(
                          "pipeline 'p': the record at key a@2:0 does not count (MERGE): 4 events"
                              + " for this key: the sum of"));
      assertThat(harness.output(RunCounts.OUTPUT))
          .singleElement()
          .satisfies(
              counts -> {
                assertThat(counts.get(Counted.KEYS)).isEqualTo(2);
                assertThat(counts.get(Counted.DEAD_LETTERS)).isEqualTo(1);
                assertThat(counts.get(Counted.CONTRIBUTED)).isEqualTo(-4);
              });
    }
  }

  private static KeyedFold<Long> fold(Duration tick) {
    return new KeyedFold<>("p", Monoids.sumLong(), tick);
  }

  private static OperatorHarness<KeyedDelta<Long>, KeyedDelta<Long>> open(Duration tick)
      throws Exception {
    return OperatorHarness.keyed(fold(tick), new DeltaKey<>(), KEY);
  }
}
