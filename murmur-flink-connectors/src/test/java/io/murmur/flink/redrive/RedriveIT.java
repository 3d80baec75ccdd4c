package io.murmur.flink.redrive;

import static io.murmur.flink.redrive.RedriveTester.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.Duplicates;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A redrive is exact wherever it, or the run before it, dies. */
class RedriveIT {

  private static final int RECORDS = 20_000;
  private static final int BROKEN = RECORDS / 100;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path folder;
  private Views views;

  @BeforeEach
  void nothingIsWrong() throws Exception {
    Disturbance.none();
    views = Views.write(folder.resolve("log"), RECORDS);
  }

  private RedriveTester tester(RuntimeExecutionMode mode) {
    return new RedriveTester(folder, folder + "/letters", mode);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aRedriveWhoseTasksFailIsExact(RuntimeExecutionMode mode) throws Exception {
    RedriveTester tester = tester(mode);
    tester.bootstrap(0);
    Disturbance.RECORDS.set(BROKEN / 2);
    Disturbance.MERGES.set(20);
    tester.redrive(ALL, 2);
    assertThat(Disturbance.DEATHS).hasValue(2);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aRedriveThatDiedBeforeItWroteAnythingGoesOnAsTheSameRun(RuntimeExecutionMode mode)
      throws Exception {
    RedriveTester tester = tester(mode);
    tester.bootstrap(0);
    Disturbance.RECORDS.set(BROKEN / 2);
    assertThatThrownBy(() -> tester.redrive(ALL, 0)).isInstanceOf(BootstrapFailedException.class);
    String died = tester.list().unfinishedRedrive().orElseThrow();
    assertThat(tester.redrive(ALL, 0).report().orElseThrow().runId()).isEqualTo(died);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.list().unfinishedRedrive()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aRedriveThatDiedWithinACommitGoesOnAndIsExact(RuntimeExecutionMode mode) throws Exception {
    RedriveTester tester = tester(mode);
    tester.bootstrap(0);
    Disturbance.MERGES.set(30);
    assertThatThrownBy(() -> tester.redrive(ALL, 0)).isInstanceOf(BootstrapFailedException.class);
    assertThat(tester.contents()).isNotEqualTo(views.goodTotals());
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
  }

  @Test
  void aRedriveThatDiedBeforeItWasNotedTookNothing() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    tester.bootstrap(0);
    tester.table.documents().dieAt("redrive/", 0);
    assertThatThrownBy(() -> tester.redrive(ALL, 0)).isInstanceOf(IllegalStateException.class);
    assertThat(tester.list().open()).isEqualTo(BROKEN);
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @Test
  void aRedriveThatDiedBeforeItsRunWasSubmittedIsBegunAgain() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    tester.bootstrap(0);
    tester.table.documents().dieAt("run/history-redrive-", 0);
    assertThatThrownBy(() -> tester.redrive(ALL, 0)).isInstanceOf(IllegalStateException.class);
    assertThat(tester.list().unfinishedRedrive()).isPresent();
    assertThat(tester.redrive(ALL, 0).letters()).isEqualTo(BROKEN);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
  }

  @Test
  void aRedriveThatDiedBeforeItsEndWasNotedChangesNothingMore() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.BATCH);
    tester.bootstrap(0);
    tester.table.documents().dieWhenItSays("run/history-redrive-", RunStatus.COMPLETED.name());
    assertThatThrownBy(() -> tester.redrive(ALL, 0)).isInstanceOf(BootstrapFailedException.class);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.list().unfinishedRedrive()).isPresent();
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    String redrive = tester.list().redrives().get(0);
    Run run = new RunLedger(tester.table.documents()).find(redrive).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.writer()).isEqualTo(Redrive.WRITER);
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void mergesThatFailedAreMergedOnceWhenTheyCan(RuntimeExecutionMode mode) throws Exception {
    RedriveTester tester = tester(mode);
    List<Key> rejected = new ArrayList<>(views.goodTotals().keySet()).subList(0, 2);
    Disturbance.REJECTED.addAll(rejected);
    tester.bootstrap(0);
    Map<Key, ?> without = tester.contents();
    assertThat(without).doesNotContainKeys(rejected.get(0), rejected.get(1));
    DeadLetterList list = tester.list();
    assertThat(list.openMerges()).isPositive();
    assertThat(list.mergeGroups())
        .singleElement()
        .extracting(DeadLetterList.MergeGroup::reason)
        .isEqualTo("the item would be larger than # KB");
    assertThat(list.mergeGroups().get(0).example().value()).contains("views");

    // The first is still too large.
    Disturbance.REJECTED.remove(rejected.get(1));
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).doesNotContainKey(rejected.get(0));
    assertThat(tester.list().openMerges()).isPositive();

    Disturbance.none();
    RedriveReport last = tester.redrive(ALL, 0);
    assertThat(last.letters()).isZero();
    assertThat(last.merges()).isPositive();
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void aMergeThatWasSetAsideStaysSoWhenItsCommitIsRepeated(RuntimeExecutionMode mode)
      throws Exception {
    RedriveTester tester = tester(mode);
    tester.parallelism = 1;
    Key key = new Key("/p0", Windowing.hours().bucketOf(1_767_225_600_000L));
    assertThat(views.goodTotals()).containsKey(key);
    Disturbance.REJECTED_ONCE.add(key);
    tester.bootstrap(1);
    assertThat(Disturbance.DEATHS).hasValue(1);
    assertThat(tester.list().openMerges()).isEqualTo(1);
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @Test
  void theLettersOfARunThatHasNotCompletedAreNotSent() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    Disturbance.RECORDS.set(RECORDS / 2);
    assertThatThrownBy(() -> tester.bootstrap(0)).isInstanceOf(BootstrapFailedException.class);
    assertThatThrownBy(() -> tester.redrive(ALL, 0))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageStartingWith("run 'history' has not completed, so its dead letters are not");
    tester.bootstrap(0);
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @Test
  void aRunThatGoesOnWithAMendedDefinitionCountsWhatItDidNotSetAsideBefore() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    Disturbance.MERGES.set(200);
    assertThatThrownBy(() -> tester.bootstrap(0)).isInstanceOf(BootstrapFailedException.class);
    tester.bootstrap(ALL, 0);
    tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @Test
  void anotherRunWaitsForARedriveThatHasNotCompleted() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    tester.bootstrap(0);
    tester.runId = "more";
    tester.bootstrap(0);
    Disturbance.RECORDS.set(BROKEN / 2);
    assertThatThrownBy(() -> tester.redrive("more", ALL, 0))
        .isInstanceOf(BootstrapFailedException.class);
    assertThatThrownBy(() -> tester.redrive("history", ALL, 0))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageMatching(
            "redrive 'more-redrive-.*' of run 'more' into table 'page_views' has not completed, and"
                + " there is one at a time: send the dead letters of run 'more' again, which goes"
                + " on with it, then these. Nothing was sent");
    assertThat(tester.redrive("more", ALL, 0).letters()).isEqualTo(BROKEN);
    assertThat(tester.redrive("history", ALL, 0).letters()).isEqualTo(BROKEN);
    assertThat(tester.contents()).isEqualTo(views.twice());
  }

  @Test
  void lettersOfClaimedEventsAreClaimedByTheIdsThatTheyHad() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    tester.duplicates = Duplicates.claimed(Duration.ofDays(1));
    Disturbance.REJECTED.add(views.goodTotals().keySet().iterator().next());
    tester.bootstrap(0);
    tester.redrive(ALL, 0);
    Disturbance.none();
    tester.redrive(ALL, 0);
    // The feed brings all of it again: whatever a redrive added is claimed by its event.
    tester.runId = "again";
    tester.bootstrap(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
  }

  @Test
  void whatIsUnknownIsSaid() throws Exception {
    RedriveTester tester = tester(RuntimeExecutionMode.STREAMING);
    assertThatThrownBy(() -> tester.redrive("nothing", ALL, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the control table knows no run 'nothing': list the runs to see their ids");
    assertThatThrownBy(() -> Redrive.of(Views.pipeline(ALL), Views.Decoder.of(ALL)).run(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            the redrive of pipeline 'views' cannot run:
            - a run is needed: say lettersOf(…)
            - a table is needed: say into(…)
            - a control table is needed: say control(…)\
            """);
  }
}
