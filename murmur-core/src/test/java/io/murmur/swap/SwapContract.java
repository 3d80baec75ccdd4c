package io.murmur.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Documents;
import io.murmur.control.FingerprintMismatchException;
import io.murmur.control.Fingerprints;
import io.murmur.control.HandoffToken;
import io.murmur.control.RedrivenLetters;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a swap does, whatever the control table and the tables are made of. */
abstract class SwapContract {

  private static final String COUNT = "monoid=count;window=none";
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;
  private String live;
  private Swap swap;

  /** An empty control table. */
  abstract Documents documents();

  /** Where tables are created. */
  abstract PhysicalTables tables();

  /** Creates a table without values and gives its name. */
  abstract String newTable();

  @BeforeEach
  void aLiveTable() {
    live = newTable();
    new Fingerprints(documents()).require(live, COUNT);
    swap = new Swap(documents(), tables(), clock);
  }

  @Test
  void aNameWithoutAnAliasIsTheTableOfThatName() {
    assertThat(new Aliases(documents()).resolve(live)).isEqualTo(live);
    assertThat(new Aliases(documents()).find(live)).isEmpty();
    assertThat(swap.status(live).alias().current()).isEqualTo(live);
    assertThat(swap.statuses()).isEmpty();
  }

  @Test
  void everyRunHasAShadowOfItsOwnAndFindsItAgain() {
    Shadow first = swap.shadow(live, "january", COUNT);
    assertThat(first.name()).isEqualTo(live + "_v2");
    assertThat(first.table().state()).isEqualTo(TableState.READY);
    assertThat(tables().exists(first.name())).isTrue();
    assertThat(swap.shadow(live, "january", COUNT).table()).isEqualTo(first.table());
    assertThat(swap.shadow(live, "february", COUNT).name()).isEqualTo(live + "_v3");
    assertThat(new Aliases(documents()).resolve(live)).as("readers stay").isEqualTo(live);
    assertThat(new Fingerprints(documents()).find(first.name())).contains(COUNT);
    assertThatThrownBy(() -> swap.shadow(live, "january", "monoid=sum(long);window=none"))
        .isInstanceOf(FingerprintMismatchException.class);
  }

  @Test
  void aShadowWhoseCreationDiedIsGoneOnWith() {
    PhysicalTables dying =
        new ForwardingTables(tables()) {
          @Override
          public List<String> createLike(String original, String shadow) {
            super.createLike(original, shadow);
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> new Swap(documents(), dying, clock).shadow(live, "january", COUNT))
        .hasMessage("killed");
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, live + "_v2")))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("is CREATING and cannot be read: start its run 'january' again");
    assertThat(swap.shadow(live, "january", COUNT).name()).isEqualTo(live + "_v2");
  }

  @Test
  void aTableOfAnAliasIsNoAliasItself() {
    String shadow = swap.shadow(live, "january", COUNT).name();
    assertThatThrownBy(() -> swap.shadow(shadow, "february", COUNT))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessage(
            "'%s' is a table of alias '%s' and cannot be an alias itself: name '%s'"
                .formatted(shadow, live, live));
  }

  @Test
  void aShadowGetsNoNameThatSomebodyHas() {
    tables().createLike(live, live + "_v2");
    Aliases aliases = new Aliases(documents());
    String named = live + "_v3";
    aliases.write(aliases.read(named, START), Alias.unmoved(named, START));
    assertThat(swap.shadow(live, "january", COUNT).name()).isEqualTo(live + "_v4");
  }

  @Test
  void aTableOfTwoAliasesIsNotRetired() {
    String shadow = filled("january");
    Aliases aliases = new Aliases(documents());
    aliases.write(aliases.read(shadow, START), Alias.unmoved(shadow, START));
    assertThatThrownBy(() -> swap.retire(live, shadow, Duration.ZERO))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessage(
            "'%1$s' is a table of alias '%1$s', too: nothing was deleted".formatted(shadow));
    assertThat(tables().exists(shadow)).isTrue();
  }

  @Test
  void deadLettersThatARedriveTookDoNotCountAndThoseThatFailedAgainDo() {
    String shadow = swap.shadow(live, "january", COUNT).name();
    run("january", shadow, Optional.of(Map.of("deadLetters", 5L, "mergeDeadLetters", 2L)));
    Promotion strict = Promotion.of(live, shadow);
    assertThatThrownBy(() -> swap.promote(strict)).hasMessageContaining("have 7 dead letters");
    new RedrivenLetters(documents()).note("january-redrive-1", 6);
    run("january-redrive-1", shadow, Optional.empty());
    assertThatThrownBy(() -> swap.promote(strict)).hasMessageContaining("have 7 dead letters");
    new RunLedger(documents()).complete("january-redrive-1", 1, Map.of("deadLetters", 2L), START);
    assertThatThrownBy(() -> swap.promote(strict)).hasMessageContaining("have 3 dead letters");
    assertThat(swap.promote(strict.allowingDeadLetters(3)).current()).isEqualTo(shadow);
  }

  @Test
  void theFirstCutHolds() {
    String shadow = swap.shadow(live, "january", COUNT).name();
    swap.recordCut(live, shadow, new HandoffToken("offset 10"));
    assertThat(swap.recordCut(live, shadow, new HandoffToken("offset 99")))
        .isEqualTo(new HandoffToken("offset 10"));
    assertThatThrownBy(() -> swap.recordCut(live, "other", new HandoffToken("x")))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("'other' is no table of alias");
  }

  @Test
  void aPromoteMovesTheAliasAndARollbackMovesItBack() {
    String shadow = filled("january");
    Alias promoted = swap.promote(Promotion.of(live, shadow));
    assertThat(promoted.current()).isEqualTo(shadow);
    assertThat(promoted.previous()).contains(live);
    assertThat(promoted.epoch()).isEqualTo(1);
    assertThat(new Aliases(documents()).resolve(live)).isEqualTo(shadow);
    assertThat(swap.promote(Promotion.of(live, shadow)))
        .as("it is there already")
        .isEqualTo(promoted);

    assertThat(swap.rollback(live).current()).isEqualTo(live);
    Alias again = swap.rollback(live);
    assertThat(again.current()).isEqualTo(shadow);
    assertThat(again.epoch()).isEqualTo(3);
    assertThat(new Aliases(documents()).find(live)).contains(again);
  }

  @Test
  void withoutAMoveThereIsNothingToGoBackTo() {
    assertThatThrownBy(() -> swap.rollback(live))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("there is no table to go back to");
  }

  @Test
  void aPromoteNamesAllChecksThatFailAndEachCanBeOverridden() {
    String shadow = swap.shadow(live, "january", "monoid=hll(lgK=12);window=none").name();
    run("january", shadow, Optional.of(Map.of("deadLetters", 3L)));
    run("second", shadow, Optional.empty());
    LivePositions positions = new LivePositions(documents());
    positions.note(LivePosition.of(live, "live", Map.of("views-0", 10L, "views-1", 7L), START));
    positions.note(LivePosition.of(shadow, "live2", Map.of("views-0", 10L, "views-1", 5L), START));

    Promotion strict = Promotion.of(live, shadow);
    assertThatThrownBy(() -> swap.promote(strict))
        .isInstanceOfSatisfying(
            PromoteRefusedException.class,
            e -> assertThat(e.failures()).containsOnlyKeys(PromoteCheck.values()))
        .hasMessage(
            """
            alias '%1$s' was not moved to '%2$s':
              - run-complete: run 'second' is not complete: start it again and let it complete
              - dead-letters: the runs into '%2$s' have 3 dead letters that were not sent again, at most 0 are allowed: mend and re-drive them, or raise the limit
              - fingerprint: '%2$s' holds values of [monoid=hll(lgK=12);window=none], '%1$s' of [monoid=count;window=none]: readers would take one for the other
              - live-position: the live writer of '%2$s' has not passed that of '%1$s' (views-1 is at 5 of 7): wait until it has caught up
            mend these, or override them by name\
            """
                .formatted(live, shadow));
    for (PromoteCheck check : PromoteCheck.values()) {
      Set<PromoteCheck> others = new java.util.TreeSet<>(List.of(PromoteCheck.values()));
      others.remove(check);
      assertThatThrownBy(() -> swap.promote(strict.overriding(others.toArray(PromoteCheck[]::new))))
          .as("without %s", check)
          .isInstanceOf(PromoteRefusedException.class);
    }
    assertThat(new Aliases(documents()).resolve(live)).isEqualTo(live);

    positions.note(LivePosition.of(shadow, "live2", Map.of("views-1", 8L), START));
    Alias promoted =
        swap.promote(
            strict
                .allowingDeadLetters(3)
                .overriding(PromoteCheck.RUN_COMPLETE, PromoteCheck.FINGERPRINT));
    assertThat(promoted.lastMove().orElseThrow().overridden())
        .containsExactly(PromoteCheck.RUN_COMPLETE, PromoteCheck.FINGERPRINT);
    assertThat(new Aliases(documents()).find(live)).contains(promoted);
  }

  @Test
  void aTableThatNobodyFilledOrThatHasNoLiveWriterIsNotPromoted() {
    String shadow = swap.shadow(live, "january", COUNT).name();
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, shadow)))
        .hasMessageContaining("no run has ever written to '" + shadow + "'");
    run("january", shadow, Optional.of(Map.of()));
    new LivePositions(documents()).note(LivePosition.of(live, "live", Map.of("v-0", 1L), START));
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, shadow)))
        .isInstanceOfSatisfying(
            PromoteRefusedException.class,
            e -> assertThat(e.failures()).containsOnlyKeys(PromoteCheck.LIVE_POSITION))
        .hasMessageContaining("start one there from the cut");
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, "other")))
        .hasMessageContaining("'other' is no table of alias");
  }

  @Test
  void ofManyPromotesAtOnceOneWinsAndTheOthersAreTold() throws Exception {
    int racers = 6;
    List<String> shadows = new ArrayList<>();
    for (int i = 0; i < racers; i++) {
      shadows.add(filled("run-" + i));
    }
    CyclicBarrier allHaveRead = new CyclicBarrier(racers);
    List<Callable<Alias>> promotes = new ArrayList<>();
    for (String shadow : shadows) {
      Documents racing =
          new ForwardingDocuments(documents()) {
            private boolean waited;

            @Override
            public boolean put(String kind, String id, String text, long expectedVersion) {
              if (!waited) {
                waited = true;
                meet(allHaveRead);
              }
              return super.put(kind, id, text, expectedVersion);
            }
          };
      Swap mine = new Swap(racing, tables(), clock);
      promotes.add(() -> mine.promote(Promotion.of(live, shadow)));
    }
    List<Alias> won = new ArrayList<>();
    List<String> told = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      for (Future<Alias> promote : threads.invokeAll(promotes)) {
        try {
          won.add(promote.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(AliasMovedException.class);
          told.add(e.getCause().getMessage());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(won).hasSize(1);
    String winner = won.get(0).current();
    assertThat(new Aliases(documents()).resolve(live)).isEqualTo(winner);
    assertThat(won.get(0).epoch()).isEqualTo(1);
    assertThat(told)
        .hasSize(racers - 1)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("promoted from '%s' to '%s'".formatted(live, winner))
                    .contains("(move 1)"));
  }

  @Test
  void aPromoteIsNotDisturbedByAShadowThatIsAddedMeanwhile() {
    String shadow = filled("january");
    Documents adding =
        new ForwardingDocuments(documents()) {
          private boolean added;

          @Override
          public boolean put(String kind, String id, String text, long expectedVersion) {
            if (!added) {
              added = true;
              swap.shadow(live, "february", COUNT);
            }
            return super.put(kind, id, text, expectedVersion);
          }
        };
    Alias promoted = new Swap(adding, tables(), clock).promote(Promotion.of(live, shadow));
    assertThat(promoted.current()).isEqualTo(shadow);
    assertThat(promoted.madeFor("february")).isPresent();
  }

  @Test
  void aPromoteWhoseAnswerWasLostIsMadeOnce() {
    String shadow = filled("january");
    Documents losing =
        new ForwardingDocuments(documents()) {
          @Override
          public boolean put(String kind, String id, String text, long expectedVersion) {
            super.put(kind, id, text, expectedVersion);
            return false;
          }
        };
    Alias promoted = new Swap(losing, tables(), clock).promote(Promotion.of(live, shadow));
    assertThat(promoted.current()).isEqualTo(shadow);
    assertThat(promoted.epoch()).isEqualTo(1);
    assertThat(new Aliases(documents()).find(live)).contains(promoted);
  }

  @Test
  void aTableIsRetiredOnlyAfterItsAliasHasLeftItForTheGraceTime() {
    String shadow = filled("january");
    Duration day = Duration.ofDays(1);
    swap.promote(Promotion.of(live, shadow));
    assertThatThrownBy(() -> swap.retire(live, shadow, Duration.ZERO))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("is what alias '" + live + "' is on");
    now.set(START.plus(day).minusMillis(1));
    assertThatThrownBy(() -> swap.retire(live, live, day))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("it can be retired from 2026-01-03T03:04:05Z on (grace PT24H)");
    assertThat(tables().exists(live)).isTrue();

    now.set(START.plus(day));
    Alias after = swap.retire(live, live, day);
    assertThat(tables().exists(live)).isFalse();
    assertThat(after.current()).isEqualTo(shadow);
    assertThat(after.require(live).state()).isEqualTo(TableState.RETIRED);
    assertThatThrownBy(() -> swap.rollback(live)).hasMessageContaining("no table to go back to");
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, live)))
        .hasMessageContaining("is RETIRED and cannot be read");
    assertThat(swap.retire(live, live, day)).as("again").isEqualTo(after);
    assertThatThrownBy(() -> swap.retire(live, "other", day))
        .hasMessageContaining("'other' is no table of alias");
  }

  @Test
  void aRetiredNameIsNeverGivenAgainNorDeletedTwice() {
    String shadow = filled("january");
    assertThat(swap.retire(live, shadow, Duration.ZERO).require(shadow).state())
        .isEqualTo(TableState.RETIRED);
    assertThat(swap.shadow(live, "february", COUNT).name()).isEqualTo(live + "_v3");
    assertThatThrownBy(() -> swap.shadow(live, "january", COUNT))
        .hasMessageContaining("was retired: give the new run an id of its own");
    tables().createLike(live, shadow);
    swap.retire(live, shadow, Duration.ZERO);
    assertThat(tables().exists(shadow)).as("somebody else's by now").isTrue();
  }

  @Test
  void aShadowThatIsBeingFilledIsNotRetired() {
    String shadow = swap.shadow(live, "january", COUNT).name();
    run("january", shadow, Optional.empty());
    assertThatThrownBy(() -> swap.retire(live, shadow, Duration.ZERO))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("run 'january' into '" + shadow + "' is not over")
        .hasMessageContaining("murmur runs abandon january");
    new RunLedger(documents()).abandon("january", START);
    assertThat(swap.retire(live, shadow, Duration.ZERO).require(shadow).state())
        .isEqualTo(TableState.RETIRED);
  }

  @Test
  void aRetirementThatDiedIsGoneOnWithAndNobodyPromotesToItsTable() {
    String shadow = filled("january");
    PhysicalTables dying =
        new ForwardingTables(tables()) {
          @Override
          public void drop(String table) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(
            () -> new Swap(documents(), dying, clock).retire(live, shadow, Duration.ZERO))
        .hasMessage("killed");
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, shadow)))
        .hasMessageContaining("is RETIRING and cannot be read");
    swap.retire(live, shadow, Duration.ofDays(9));
    assertThat(tables().exists(shadow)).isFalse();
  }

  @Test
  void nobodyIsSentToATableThatSomeoneDeletedByHand() {
    String shadow = filled("january");
    tables().drop(shadow);
    assertThatThrownBy(() -> swap.promote(Promotion.of(live, shadow)))
        .isInstanceOf(SwapRefusedException.class)
        .hasMessageContaining("does not exist any more");
  }

  @Test
  void theStatusTellsTheAliasItsTablesAndTheirRuns() {
    String shadow = filled("january");
    new LivePositions(documents()).note(LivePosition.of(shadow, "live", Map.of("v-0", 4L), START));
    swap.recordCut(live, shadow, new HandoffToken("secret"));
    swap.promote(Promotion.of(live, shadow));
    AliasStatus status = swap.status(live);
    assertThat(swap.statuses()).contains(status);
    assertThat(status.toText())
        .isEqualTo(
            """
            alias '%1$s' is on '%2$s', a rollback goes to '%1$s'
              move 1: promoted from '%1$s' to '%2$s' at 2026-01-02T03:04:05Z
              - '%1$s' (READY) [monoid=count;window=none], left at 2026-01-02T03:04:05Z
              * '%2$s' (READY) [monoid=count;window=none], its cut is known
                  run 'january' of pipeline 'views' as 'replay': COMPLETED at 2026-01-02T03:04:05Z
                  live writer 'live' noted 1 parts of its source at 2026-01-02T03:04:05Z\
            """
                .formatted(live, shadow));
    assertThat(status.toJson())
        .startsWith("{\"format\":1,\"alias\":\"%s\",\"current\":\"%s\"".formatted(live, shadow))
        .contains("\"runs\":[{\"id\":\"january\"", "\"parts\":{\"v-0\":4}", "\"cut\":true")
        .doesNotContain("secret");
  }

  @Test
  void aWriterKeepsTheTableThatItsRunBeganOn() {
    run("live-1", live, Optional.empty());
    String shadow = filled("january");
    swap.promote(Promotion.of(live, shadow));
    assertThat(WriterTable.ofRun(documents(), live, "live-1")).isEqualTo(live);
    assertThat(WriterTable.ofRun(documents(), live, "live-2")).isEqualTo(shadow);
    assertThat(WriterTable.of(documents(), live)).isEqualTo(shadow);
  }

  /** A shadow with a complete run. */
  private String filled(String runId) {
    String shadow = swap.shadow(live, runId, COUNT).name();
    run(runId, shadow, Optional.of(Map.of("deadLetters", 0L)));
    return shadow;
  }

  private void run(String id, String table, Optional<Map<String, Long>> counts) {
    RunLedger ledger = new RunLedger(documents());
    ledger.submit(
        new Submission(
            id, "views", table, "replay", true, 1, Optional.empty(), Optional.empty(), START));
    counts.ifPresent(all -> ledger.complete(id, 1, all, START));
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
