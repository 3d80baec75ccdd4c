package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Run.Submission;
import io.murmur.control.StartDecision.Facts;
import io.murmur.state.Stamp;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartDecisionTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Run RUNNING =
      Run.first(
          new Submission(
              "r",
              "p",
              "views",
              "bootstrap",
              false,
              3,
              Optional.of("s3://b/chk"),
              Optional.empty(),
              NOW));
  private static final Optional<CommittedEpoch> WROTE =
      Optional.of(new CommittedEpoch(3, 4, new Stamp(3, 0, 5)));

  @Test
  void aRunThatNeverBeganBegins() {
    assertThat(decide(Optional.empty(), Optional.empty(), Optional.empty(), false, false))
        .isEqualTo(new StartDecision.Begin());
  }

  @Test
  void aRunThatCompletedIsLeftAlone() {
    Run done = RUNNING.ended(RunStatus.COMPLETED, RunProgress.NONE, NOW, Optional.empty());
    assertThat(decide(Optional.of(done), WROTE, Optional.of("s3://b/chk/chk-4"), true, true))
        .isEqualTo(new StartDecision.AlreadyCompleted(done));
  }

  @Test
  void aRunThatDiedGoesOnFromItsCheckpoint() {
    assertThat(decide(Optional.of(RUNNING), WROTE, Optional.of("s3://b/chk/chk-4"), true, true))
        .isEqualTo(new StartDecision.Resume("s3://b/chk/chk-4"));
  }

  @Test
  void aRunThatDiedBeforeItWroteBeginsAgain() {
    assertThat(decide(Optional.of(RUNNING), Optional.empty(), Optional.empty(), false, false))
        .isEqualTo(new StartDecision.Begin());
  }

  @Test
  void aRunThatWroteAndLeftNoCheckpointIsRefusedWithTheWaysOut() {
    assertThat(decide(Optional.of(RUNNING), WROTE, Optional.empty(), false, false))
        .isInstanceOfSatisfying(
            StartDecision.Refuse.class,
            refuse ->
                assertThat(refuse.reason())
                    .startsWith(
                        "run 'r' has written to table 'views' (up to generation 3, epoch 5) and no"
                            + " checkpoint of it is left in s3://b/chk, so beginning again would"
                            + " count events twice. Nothing was written now. Ways out:")
                    .contains(
                        "-s PATH",
                        "empty table of its own",
                        "dedup by claims",
                        "--accept-double-counting"));
  }

  @Test
  void beginningAgainIsAllowedWhereItChangesNoTotalOrTheUserAcceptsIt() {
    assertThat(decide(Optional.of(RUNNING), WROTE, Optional.empty(), true, false))
        .isEqualTo(new StartDecision.Begin());
    assertThat(decide(Optional.of(RUNNING), WROTE, Optional.empty(), false, true))
        .isEqualTo(new StartDecision.Begin());
  }

  @Test
  void aDerivedIdIsTheSameForTheSameJobAndNoOther() {
    assertThat(RunIds.derive("p", "s3://a/**", "views"))
        .isEqualTo(RunIds.derive("p", "s3://a/**", "views"))
        .isNotEqualTo(RunIds.derive("p", "s3://b/**", "views"))
        .isNotEqualTo(RunIds.derive("p", "s3://a/**v", "iews"))
        .startsWith("p-");
    assertThat(RunIds.check(RunIds.derive("p", "s", "t"))).isNotEmpty();
  }

  private static StartDecision decide(
      Optional<Run> run,
      Optional<CommittedEpoch> committed,
      Optional<String> checkpoint,
      boolean repeatable,
      boolean accept) {
    return StartDecision.decide(new Facts("r", run, committed, checkpoint, repeatable, accept));
  }
}
