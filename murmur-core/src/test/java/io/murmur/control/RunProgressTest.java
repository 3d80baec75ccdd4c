package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.Stamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void allIsInTheTableWhenTheSourceEndedAndEachWriterMergedItsEnd() {
    RunProgress progress = RunProgress.NONE.merged(mark(4, 7, 0, 2, true), Map.of());
    assertThat(progress.complete()).isFalse();
    progress = progress.counted(8, Map.of("read", 5L), OptionalLong.of(0));
    assertThat(progress.complete()).as("one of two writers").isFalse();
    assertThat(progress.merged(mark(4, 7, 1, 2, false), Map.of()).complete()).isFalse();
    assertThat(progress.merged(mark(4, 7, 1, 2, true), Map.of()).complete()).isTrue();
  }

  @Test
  void anEpochThatIsCommittedAgainIsCountedOnce() {
    RunProgress once = RunProgress.NONE.merged(mark(4, 7, 0, 2, false), Map.of("merges", 3L));
    assertThat(once.merged(mark(4, 7, 0, 2, false), Map.of("merges", 3L))).isEqualTo(once);
    assertThat(once.merged(mark(3, 9, 0, 2, false), Map.of("merges", 3L)))
        .as("nor is an older one")
        .isEqualTo(once);
    assertThat(once.merged(mark(5, 8, 0, 2, false), Map.of("merges", 4L)).merges())
        .containsEntry("merges", 7L);
    assertThat(once.merged(mark(4, 7, 1, 2, false), Map.of("merges", 4L)).merges())
        .as("another writer's epoch is another")
        .containsEntry("merges", 7L);
  }

  @Test
  void theEndOfADrainedSavepointIsNotTheEndOfTheRunThatGoesOn() {
    RunProgress drained =
        RunProgress.NONE
            .counted(9, Map.of("read", 5L), OptionalLong.empty())
            .merged(mark(4, 8, 0, 1, true), Map.of())
            .resumed();
    RunProgress ended = drained.counted(2, Map.of("read", 6L), OptionalLong.of(9));
    assertThat(ended.complete()).as("its own end is not merged yet").isFalse();
    assertThat(ended.merged(mark(5, 9, 0, 1, true), Map.of()).complete()).isTrue();
  }

  @Test
  void countsOfAnEarlierCheckpointDoNotReplaceThoseOfALaterOne() {
    RunProgress later = RunProgress.NONE.counted(5, Map.of("read", 9L), OptionalLong.of(0));
    assertThat(later.counted(4, Map.of("read", 8L), OptionalLong.empty())).isEqualTo(later);
    assertThat(later.resumed().counted(4, Map.of("read", 8L), OptionalLong.empty()).counts())
        .as("unless a submission went on from there")
        .containsEntry("read", 8L);
  }

  @Test
  void writersOfAnotherParallelismDoNotCountForThoseThatAreMissing() {
    RunProgress three =
        RunProgress.NONE
            .counted(8, Map.of(), OptionalLong.of(0))
            .merged(mark(4, 7, 0, 3, true), Map.of())
            .merged(mark(4, 7, 1, 3, true), Map.of());
    RunProgress two = three.merged(mark(5, 8, 0, 2, true), Map.of());
    assertThat(two.complete()).isFalse();
    assertThat(two.merged(mark(5, 8, 1, 2, true), Map.of()).complete()).isTrue();
  }

  @Test
  void theLedgerCompletesTheRunWithTheLastOfBothAndKeepsItCompleted() {
    RunLedger ledger = new RunLedger(new InMemoryDocuments());
    ledger.submit(submission(Optional.empty(), 4));
    ledger.recordMerges("r", 4, mark(4, 7, 0, 1, true), Map.of("merges", 2L), NOW);
    ledger.fail("r", 4, "the client lost the cluster", NOW);
    Run run = ledger.recordCounts("r", 4, 8, Map.of("read", 5L), OptionalLong.of(0), NOW);

    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.error()).isEmpty();
    assertThat(run.counts()).containsExactly(Map.entry("merges", 2L), Map.entry("read", 5L));
    assertThat(ledger.recordMerges("r", 4, mark(5, 8, 0, 1, true), Map.of("merges", 9L), NOW))
        .isEqualTo(run);
    assertThat(ledger.fail("r", 4, "too late", NOW)).isEqualTo(run);
    assertThat(ledger.find("r")).as("as it is written").contains(run);
  }

  @Test
  void aSubmissionThatBeginsAtTheBeginningCountsFromZero() {
    RunLedger ledger = new RunLedger(new InMemoryDocuments());
    ledger.submit(submission(Optional.empty(), 4));
    ledger.recordCounts("r", 4, 8, Map.of("read", 5L), OptionalLong.empty(), NOW);
    assertThat(ledger.submit(submission(Optional.of("s3://b/chk-8"), 5)).counts())
        .containsEntry("read", 5L);
    assertThat(ledger.submit(submission(Optional.empty(), 6)).counts()).isEmpty();
  }

  @Test
  void aRunOfTheFirstFormatIsStillRead() {
    Run run =
        RunFormat.read(
            "{\"format\":1,\"id\":\"r\",\"pipeline\":\"p\",\"table\":\"t\",\"writer\":\"w\",\"batch\":false,\"status\":\"COMPLETED\",\"generation\":3,\"submissions\":2,\"startedAt\":\"2026-01-02T03:04:05Z\",\"checkpoints\":\"s3://b/c\",\"token\":\"lsn"
                + " 1\",\"endedAt\":\"2026-01-02T03:05:05Z\",\"counts\":{\"read\":7}}");
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.counts()).containsExactly(Map.entry("read", 7L));
    assertThat(run.submittedAt()).isEqualTo(run.startedAt());
    assertThat(RunFormat.read(RunFormat.write(run))).isEqualTo(run);
  }

  @Test
  void aReportIsOneVersionedLineOfJson() {
    RunLedger ledger = new RunLedger(new InMemoryDocuments());
    ledger.submit(submission(Optional.empty(), 4));
    ledger.keepToken("r", 4, new HandoffToken("lsn 1"));
    Run run = ledger.complete("r", 4, Map.of("read", 7L, "filtered", 2L), NOW.plusSeconds(3));
    assertThat(RunReport.of(run, NOW.plusSeconds(99)).toJson())
        .isEqualTo(
            "{\"version\":1,\"runId\":\"r\",\"pipeline\":\"p\",\"table\":\"t\",\"writer\":\"w\",\"mode\":\"streaming\",\"status\":\"completed\",\"submissions\":1,\"counts\":{\"filtered\":2,\"read\":7},\"startedAt\":\"2026-01-02T03:04:05Z\",\"submittedAt\":\"2026-01-02T03:04:05Z\",\"endedAt\":\"2026-01-02T03:04:08Z\",\"durationMillis\":3000,\"token\":\"lsn"
                + " 1\"}");
  }

  private static WriterMark mark(
      long generation, long after, int subtask, int subtasks, boolean last) {
    return new WriterMark(new Stamp(generation, 0, 1), after, subtask, subtasks, last);
  }

  private static Run.Submission submission(Optional<String> from, long generation) {
    return new Run.Submission(
        "r", "p", "t", "w", false, generation, Optional.of("s3://b/c" + generation), from, NOW);
  }
}
