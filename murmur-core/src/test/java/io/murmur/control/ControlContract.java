package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Run.Submission;
import io.murmur.state.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every control table has to keep, whatever it is made of. */
abstract class ControlContract {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /** An empty control table. */
  abstract Documents documents();

  @Test
  void everyGenerationIsNewAlsoWhenManyAskAtOnce() throws Exception {
    Generations generations = new Generations(documents());
    Set<Long> given = new ConcurrentSkipListSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(threads.submit(() -> given.add(generations.next("views", "bootstrap"))));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    threads.shutdown();

    assertThat(given).hasSize(40).allMatch(g -> g >= 1);
    long highest = ((ConcurrentSkipListSet<Long>) given).last();
    assertThat(generations.next("views", "bootstrap")).isGreaterThan(highest);
    assertThat(generations.next("views", "live"))
        .as("another writer counts for itself")
        .isEqualTo(1);
    assertThat(generations.next("clicks", "bootstrap")).as("and another table").isEqualTo(1);
  }

  @Test
  void theFirstFingerprintTakesTheTableAndAnotherIsRefusedWithBothTexts() {
    Fingerprints fingerprints = new Fingerprints(documents());
    fingerprints.require("views", "monoid=count;window=PT1H");
    fingerprints.require("views", "monoid=count;window=PT1H");
    fingerprints.require("others", "monoid=count;window=none");

    assertThatThrownBy(() -> fingerprints.require("views", "monoid=count;window=none"))
        .isInstanceOf(FingerprintMismatchException.class)
        .hasMessage(
            "table 'views' holds values of [monoid=count;window=PT1H], but this pipeline writes"
                + " [monoid=count;window=none]: nothing was written; use a table of its own for"
                + " this pipeline, or replay history into a new one");
  }

  @Test
  void theNewestEpochOnlyGrows() {
    EpochLog log = EpochLog.ofWriter(documents(), "views", "bootstrap");
    assertThat(log.newest()).isEmpty();
    CommittedEpoch second = new CommittedEpoch(3, 2, new Stamp(3, 0, 3));
    log.begin(second, 3);
    log.begin(new CommittedEpoch(3, 1, new Stamp(3, 0, 2)), 3);
    assertThat(log.newest()).contains(second);

    CommittedEpoch resumed = new CommittedEpoch(3, 7, new Stamp(5, 7, 1));
    log.begin(resumed, 5);
    assertThat(log.newest()).contains(resumed);
    CommittedEpoch afresh = new CommittedEpoch(6, 0, new Stamp(6, 0, 1));
    log.begin(afresh, 6);
    log.begin(resumed, 6);
    assertThat(log.newest())
        .as("a later lineage is newer whatever its checkpoints")
        .contains(afresh);
    assertThat(EpochLog.ofRun(documents(), "views"))
        .extracting(EpochLog::newest)
        .isEqualTo(Optional.empty());
  }

  @Test
  void ofTwoSubmissionsThatGoOnFromOneCheckpointTheSecondToBeginIsToldSo() {
    EpochLog log = EpochLog.ofWriter(documents(), "hits", "bootstrap");
    CommittedEpoch inCheckpoint8 = new CommittedEpoch(3, 7, new Stamp(3, 0, 8));
    CommittedEpoch older = new CommittedEpoch(3, 8, new Stamp(3, 0, 9));
    CommittedEpoch newer = new CommittedEpoch(3, 8, new Stamp(4, 8, 1));
    log.begin(inCheckpoint8, 3);
    log.begin(inCheckpoint8, 4);
    log.begin(older, 3);
    assertThatThrownBy(() -> log.begin(newer, 4))
        .isInstanceOf(SupersededEpochException.class)
        .hasMessageContaining(
            "generation 4 goes on from checkpoint 8, but generation 3 still ran and has committed"
                + " beyond checkpoint 8");
    assertThat(log.newest()).contains(older);

    EpochLog other = EpochLog.ofWriter(documents(), "hits", "live");
    other.begin(inCheckpoint8, 3);
    other.begin(newer, 4);
    assertThatThrownBy(() -> other.begin(older, 3))
        .isInstanceOf(SupersededEpochException.class)
        .hasMessageContaining("generation 3 is superseded by generation 4");
    other.begin(inCheckpoint8, 4);
    assertThat(other.newest()).contains(newer);
  }

  @Test
  void aRunKeepsItsFirstTokenThroughAllItsSubmissionsAndEndsOnce() {
    RunLedger ledger = new RunLedger(documents());
    assertThat(ledger.find("r")).isEmpty();
    ledger.submit(submission("r", 4));
    HandoffToken first = ledger.keepToken("r", 4, new HandoffToken("lsn 10"));
    ledger.fail("r", 4, "the disk was full", NOW.plusSeconds(1));
    Run failed = ledger.find("r").orElseThrow();
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.error()).contains("the disk was full");

    Run again = ledger.submit(submission("r", 5));
    assertThat(again.submissions()).isEqualTo(2);
    assertThat(again.error()).isEmpty();
    assertThat(ledger.keepToken("r", 5, new HandoffToken("lsn 99"))).isEqualTo(first);
    Run completed = ledger.complete("r", 5, Map.of("read", 7L), NOW.plusSeconds(2));
    assertThat(completed.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(completed.token()).contains(first);
    assertThat(completed.counts()).containsExactly(Map.entry("read", 7L));
    assertThat(ledger.complete("r", 5, Map.of("read", 8L), NOW.plusSeconds(3)))
        .as("an answer that was lost is asked for again")
        .isEqualTo(completed);
    assertThat(ledger.find("r")).contains(completed);
    assertThatThrownBy(() -> ledger.submit(submission("r", 6)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run 'r' completed at");
  }

  @Test
  void anOlderSubmissionCannotChangeTheRunAnyMore() {
    RunLedger ledger = new RunLedger(documents());
    ledger.submit(submission("r", 4));
    ledger.submit(submission("r", 9));

    assertThatThrownBy(() -> ledger.complete("r", 4, Map.of(), NOW))
        .isInstanceOf(SupersededRunException.class)
        .hasMessageContaining("generation 4 is superseded by generation 9");
    assertThatThrownBy(() -> ledger.keepToken("r", 4, new HandoffToken("x")))
        .isInstanceOf(SupersededRunException.class);
    assertThatThrownBy(() -> ledger.fail("r", 4, "x", NOW))
        .isInstanceOf(SupersededRunException.class);
    assertThatThrownBy(() -> ledger.submit(submission("r", 3)))
        .isInstanceOf(SupersededRunException.class);
    assertThat(ledger.find("r").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void aSubmissionWhoseAnswerWasLostCountsOnce() {
    RunLedger ledger = new RunLedger(documents());
    Run once = ledger.submit(submission("r", 4));
    assertThat(ledger.submit(submission("r", 4))).isEqualTo(once);
  }

  @Test
  void allRunsAreListedInTheOrderOfTheirIds() {
    RunLedger ledger = new RunLedger(documents());
    Set<String> ids = new TreeSet<>(List.of("b", "a", "c-1"));
    ids.forEach(id -> ledger.submit(submission(id, 1)));
    assertThat(ledger.list()).extracting(Run::id).containsExactly("a", "b", "c-1");
  }

  private static Submission submission(String id, long generation) {
    return new Submission(
        id,
        "page-views",
        "views",
        "bootstrap",
        false,
        generation,
        Optional.of("file:///chk"),
        Optional.of("file:///old/chk-3"),
        NOW);
  }
}
