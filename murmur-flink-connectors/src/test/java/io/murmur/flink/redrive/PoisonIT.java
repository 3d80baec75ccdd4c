package io.murmur.flink.redrive;

import static io.murmur.flink.redrive.RedriveTester.ALL;
import static io.murmur.flink.redrive.RedriveTester.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.extract.DeadLetter.Stage;
import io.murmur.flink.redrive.Views.Break;
import io.murmur.flink.redrive.Views.Broken;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One record in a hundred is broken, in ten ways. {@code -Dpoison.records=1000000} for as many
 * records.
 */
class PoisonIT {

  private static final int RECORDS = Integer.getInteger("poison.records", 100_000);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path folder;

  @BeforeEach
  void nothingIsWrong() {
    Disturbance.none();
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void poisonIsSetAsideWholeAndCountsOnceAfterTheFix(RuntimeExecutionMode mode) throws Exception {
    Views views = Views.write(folder.resolve("log"), RECORDS);
    RedriveTester tester = new RedriveTester(folder, folder + "/letters", mode);

    BootstrapReport first = tester.bootstrap(0);
    assertThat(tester.contents()).isEqualTo(views.goodTotals());
    assertThat(first.count("read")).isEqualTo(RECORDS);
    assertThat(first.count("deadLetters")).isEqualTo(RECORDS / 100);
    assertComplete(tester, views);

    RedriveReport redriven = tester.redrive(ALL, 0);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(redriven.letters()).isEqualTo(RECORDS / 100);
    assertThat(redriven.report().orElseThrow().count("contributed")).isEqualTo(RECORDS / 100);

    Map<Key, StructValue> before = tester.contents();
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
    assertThat(tester.contents()).isEqualTo(before);
    DeadLetterList list = tester.list();
    assertThat(list.open()).isZero();
    assertThat(list.sent()).isEqualTo(RECORDS / 100);
    assertThat(list.groups()).isEmpty();
  }

  /** Every broken record is there once, at its place, with its bytes, under its stage. */
  private static void assertComplete(RedriveTester tester, Views views) throws Exception {
    List<FiledLetter> letters = new ArrayList<>();
    DeadLetterList list =
        DeadLetterList.read(tester.table.documents(), "history", letters::add, merge -> {});
    assertThat(letters).hasSameSizeAs(views.broken.entrySet());
    Map<Break, Set<Stage>> stages = new EnumMap<>(Break.class);
    for (FiledLetter filed : letters) {
      DeadLetter letter = filed.letter();
      Broken broken = views.broken.get(letter.record().place());
      assertThat(broken).as(letter.record().place()).isNotNull();
      assertThat(bytes(letter)).isEqualTo(broken.bytes().array());
      assertThat(filed.runId()).isEqualTo("history");
      stages.computeIfAbsent(broken.how(), how -> EnumSet.noneOf(Stage.class)).add(letter.stage());
      assertThat(letter.eventId().isPresent()).isEqualTo(letter.stage().compareTo(Stage.ID) > 0);
    }
    assertThat(letters.stream().map(filed -> filed.letter().record().place()).distinct())
        .hasSameSizeAs(letters);
    assertThat(stages)
        .hasSize(Break.values().length)
        .containsEntry(Break.NO_JSON, Set.of(Stage.DECODE))
        .containsEntry(Break.NOT_UTF_8, Set.of(Stage.DECODE))
        .containsEntry(Break.ODD_FLAG, Set.of(Stage.FILTER))
        .containsEntry(Break.NO_ID, Set.of(Stage.ID))
        .containsEntry(Break.NO_TIME, Set.of(Stage.TIME))
        .containsEntry(Break.NO_PAGE, Set.of(Stage.KEY))
        .containsEntry(Break.NO_AMOUNT, Set.of(Stage.LIFT));
    assertThat(list.open()).isEqualTo(letters.size());
    assertThat(list.groups().stream().mapToLong(DeadLetterList.Group::letters).sum())
        .isEqualTo(letters.size());
    assertThat(list.groups())
        .filteredOn(group -> group.stage() == Stage.FILTER)
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.letters()).isEqualTo(views.broken(Set.of(Break.ODD_FLAG)));
              assertThat(group.reason())
                  .isEqualTo(
                      "java.lang.IllegalArgumentException: bot is neither true nor false, but '…'");
            });
  }

  private static byte[] bytes(DeadLetter letter) {
    var record = letter.record();
    return Arrays.copyOfRange(record.buffer(), record.offset(), record.offset() + record.length());
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void whatFailsAgainIsALetterOfTheRedriveAndOnlyThatIsSentNext(RuntimeExecutionMode mode)
      throws Exception {
    Views views = Views.write(folder.resolve("log"), 20_000);
    RedriveTester tester = new RedriveTester(folder, folder + "/letters", mode);
    tester.bootstrap(0);

    RedriveReport nothingMended = tester.redrive(NONE, 0);
    assertThat(nothingMended.report().orElseThrow().count("deadLetters")).isEqualTo(200);
    assertThat(tester.contents()).isEqualTo(views.goodTotals());
    assertThat(tester.list().open()).isEqualTo(200);

    Set<Break> some = EnumSet.of(Break.NO_JSON, Break.NOT_UTF_8, Break.NO_TIME);
    RedriveReport second = tester.redrive(some, 0);
    assertThat(second.letters()).isEqualTo(200);
    assertThat(second.report().orElseThrow().count("contributed")).isEqualTo(views.broken(some));

    // The redrive's id stands for the run, too.
    RedriveReport third = tester.redrive(second.report().orElseThrow().runId(), ALL, 0);
    assertThat(third.runId()).isEqualTo("history");
    assertThat(third.letters()).isEqualTo(200 - views.broken(some));
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
    assertThat(tester.list().redrives()).hasSize(3);
  }

  @Test
  void letterFilesHoldEveryLetterOnceAlthoughTasksFail() throws Exception {
    Views views = Views.write(folder.resolve("log"), RECORDS);
    RedriveTester tester =
        new RedriveTester(folder, folder + "/letters", RuntimeExecutionMode.STREAMING);
    Disturbance.RECORDS.set(RECORDS / 2);
    Disturbance.MERGES.set(300);
    tester.bootstrap(2);
    assertThat(Disturbance.DEATHS).as("times that a task died").hasValue(2);
    assertThat(tester.contents()).isEqualTo(views.goodTotals());
    assertComplete(tester, views);
  }
}
