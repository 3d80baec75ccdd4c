package io.murmur.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.metrics.RunCounts.Counted;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
class TallyTest {

  /** What reached the log; of one test at a time. */
  private static final List<Entry> LOG = new CopyOnWriteArrayList<>();

  private record Entry(long checkpoint, long read, OptionalLong endedAfter) {}

  @BeforeEach
  void emptyTheLog() {
    LOG.clear();
  }

  @Test
  void theTotalsOfACheckpointReachTheLogOnceItIsComplete() throws Exception {
    try (var tally = tally(1, false)) {
      tally.open();
      tally.processElement1(read(3));
      tally.snapshot(1, 0);
      tally.processElement1(read(4));
      tally.snapshot(2, 0);
      assertThat(LOG).isEmpty();
      tally.notifyOfCompletedCheckpoint(1);
      tally.notifyOfCompletedCheckpoint(2);
      assertThat(LOG)
          .containsExactly(
              new Entry(1, 3, OptionalLong.empty()), new Entry(2, 7, OptionalLong.empty()));
    }
  }

  @Test
  void theSourceIsAtItsEndWhenAllOfItsSubtasksAre() throws Exception {
    try (var tally = tally(1, false)) {
      tally.open();
      tally.processElement2(end(0, 2));
      tally.processElement2(end(0, 2));
      tally.snapshot(1, 0);
      tally.notifyOfCompletedCheckpoint(1);
      tally.processElement2(end(1, 2));
      tally.snapshot(2, 0);
      tally.notifyOfCompletedCheckpoint(2);
      assertThat(LOG).containsExactly(new Entry(2, 0, OptionalLong.of(0)));
    }
  }

  @Test
  void aTallyGoesOnFromACheckpointAlsoWithAnEndThatTheLogHasNotSeen() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var tally = tally(1, false)) {
      tally.open();
      tally.processElement1(read(3));
      tally.processElement2(end(0, 1));
      checkpoint = tally.snapshot(5, 0);
    }
    try (var again = tally(1, false)) {
      again.setRestoredCheckpointId(5);
      again.initializeState(checkpoint);
      again.open();
      again.snapshot(6, 0);
      again.notifyOfCompletedCheckpoint(6);
      assertThat(LOG).containsExactly(new Entry(6, 3, OptionalLong.of(0)));
    }
  }

  @Test
  void anEndIsOfTheSubmissionThatSawIt() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var tally = tally(1, false)) {
      tally.open();
      checkpoint = tally.snapshot(5, 0);
    }
    try (var resubmitted = tally(2, false)) {
      resubmitted.setRestoredCheckpointId(5);
      resubmitted.initializeState(checkpoint);
      resubmitted.open();
      resubmitted.processElement2(end(0, 1));
      checkpoint = resubmitted.snapshot(6, 0);
      resubmitted.notifyOfCompletedCheckpoint(6);
    }
    assertThat(LOG).containsExactly(new Entry(6, 0, OptionalLong.of(5)));
  }

  @Test
  void inBatchTheTotalsAreThereWhenTheInputEnds() throws Exception {
    try (var tally = tally(1, true)) {
      tally.open();
      tally.processElement1(read(3));
      tally.getOperator().finish();
      assertThat(LOG).containsExactly(new Entry(0, 3, OptionalLong.of(0)));
    }
  }

  private static StreamRecord<RunCounts> read(long count) {
    return new StreamRecord<>(
        RunCounts.of(what -> Map.of(Counted.READ, count).getOrDefault(what, 0L)));
  }

  private static StreamRecord<SourceEnd> end(int subtask, int subtasks) {
    return new StreamRecord<>(new SourceEnd(subtask, subtasks));
  }

  private static TwoInputStreamOperatorTestHarness<RunCounts, SourceEnd, RunCounts> tally(
      long generation, boolean batch) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new Tally("p", generation, batch, TallyTest::log));
  }

  private static CountsLog log() {
    return new CountsLog() {
      @Override
      public void counted(long checkpoint, RunCounts total, OptionalLong endedAfter) {
        LOG.add(new Entry(checkpoint, total.get(Counted.READ), endedAfter));
      }

      @Override
      public void close() {}
    };
  }
}
