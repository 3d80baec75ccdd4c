package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.Stamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterLimitTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "007, 7",
    "999999999999999, 999999999999999",
    "5%, 5%",
    "0.50%, 0.5%",
    "99.999999%, 99.999999%",
    "0.000001%, 0.000001%"
  })
  void aLimitIsANumberOrAShare(String text, String meaning) {
    assertThat(DeadLetterLimit.parse(text)).hasToString(meaning);
    assertThat(DeadLetterLimit.parse(meaning)).isEqualTo(DeadLetterLimit.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "many",
        "-1",
        "1.5",
        "1,000",
        "1e3",
        "100%",
        "150%",
        "-5%",
        "5 %",
        "%",
        ".5%",
        "5%5",
        "1000000000000000",
        "0.0000001%",
        "٣"
      })
  void whatIsNeitherIsNamed(String text) {
    assertThatThrownBy(() -> DeadLetterLimit.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be a number such as 1000, or a share of all records such as 0.5%, not '"
                + text
                + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "0.0%", "00.000000%"})
  void noShareIsZero(String text) {
    assertThatThrownBy(() -> DeadLetterLimit.parse(text))
        .hasMessage("0 percent allows none: say 0");
  }

  @Test
  void whatAProgramSaysHasTheSameBounds() {
    assertThat(DeadLetterLimit.of(7)).isEqualTo(DeadLetterLimit.parse("7"));
    assertThat(DeadLetterLimit.percent(0.5)).isEqualTo(DeadLetterLimit.parse("0.5%"));
    assertThatThrownBy(() -> DeadLetterLimit.of(-1))
        .hasMessage("a run has no fewer than 0 dead letters, and may not have -1");
    assertThatThrownBy(() -> DeadLetterLimit.percent(100))
        .hasMessage("a share of dead letters is above 0 and below 100 percent, not 100");
  }

  @Test
  void aNumberIsPassedByOneMoreOfRecordsAndMergesTogether() {
    DeadLetterLimit limit = DeadLetterLimit.of(2);
    assertThat(limit.passedBy(progress(10, 2, 0, false))).isFalse();
    assertThat(limit.passedBy(progress(10, 0, 2, true))).isFalse();
    assertThat(limit.passedBy(progress(10, 2, 1, false))).isTrue();
    assertThat(DeadLetterLimit.of(0).passedBy(RunProgress.NONE)).isFalse();
    assertThat(DeadLetterLimit.of(0).passedBy(progress(10, 1, 0, false))).isTrue();
  }

  @Test
  void aShareIsJudgedFromAThousandRecordsOnAndAtTheEnd() {
    DeadLetterLimit limit = DeadLetterLimit.parse("0.3%");
    assertThat(limit.passedBy(progress(999, 999, 0, false))).as("too early to say").isFalse();
    assertThat(limit.passedBy(progress(999, 3, 0, true))).as("all there is").isTrue();
    assertThat(limit.passedBy(progress(1_000, 3, 0, false))).as("as many as may be").isFalse();
    assertThat(limit.passedBy(progress(1_000, 3, 1, false))).isTrue();
    assertThat(limit.passedBy(progress(1_000_000_000_000L, 3_000_000_000L, 0, true))).isFalse();
    assertThat(limit.passedBy(progress(1_000_000_000_000L, 3_000_000_001L, 0, true))).isTrue();
    assertThat(limit.passedBy(progress(0, 0, 0, true))).as("of nothing").isFalse();
  }

  @Test
  void aRunThatFailsByItsProgressIsNotCompletedAndGoesOnUnderAnotherLimit() {
    Documents documents = new InMemoryDocuments();
    RunLedger strict =
        new RunLedger(
            documents,
            progress ->
                DeadLetterLimit.of(1).passedBy(progress)
                    ? Optional.of("too many")
                    : Optional.empty());
    strict.submit(submission(4, Optional.empty()));
    strict.recordMerges("r", 4, mark(4), Map.of("mergeDeadLetters", 1L), NOW);
    assertThat(strict.find("r").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    Map<String, Long> counts = Map.of("read", 9L, "deadLetters", 1L);
    Run failed = strict.recordCounts("r", 4, 8, counts, OptionalLong.of(0), NOW);

    assertThat(failed.progress().complete()).as("all is in the table").isTrue();
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.error()).contains("too many");
    assertThat(failed.endedAt()).contains(NOW);
    assertThat(failed.counts()).containsEntry("deadLetters", 1L);

    RunLedger lenient = new RunLedger(documents);
    lenient.submit(submission(5, Optional.of("s3://b/chk-8")));
    Run completed = lenient.recordCounts("r", 5, 9, counts, OptionalLong.of(0), NOW);
    assertThat(completed.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(completed.error()).isEmpty();
    assertThat(strict.recordCounts("r", 5, 9, counts, OptionalLong.of(0), NOW))
        .as("what is completed stays so")
        .isEqualTo(completed);
  }

  private static RunProgress progress(long read, long records, long merges, boolean ended) {
    return RunProgress.NONE
        .counted(
            1,
            Map.of("read", read, "deadLetters", records),
            ended ? OptionalLong.of(0) : OptionalLong.empty())
        .merged(mark(4), Map.of("mergeDeadLetters", merges));
  }

  private static WriterMark mark(long generation) {
    return new WriterMark(new Stamp(generation, 0, 1), 7, 0, 1, true);
  }

  private static Run.Submission submission(long generation, Optional<String> from) {
    return new Run.Submission(
        "r", "p", "t", "w", false, generation, Optional.of("s3://b/c" + generation), from, NOW);
  }
}
