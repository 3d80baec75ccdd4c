package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.Fingerprints;
import io.murmur.control.RedrivenLetters;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the reasons against a promote. Reads only. */
final class PromoteChecks {

  /** What runs count records and merges under that did not get into the table. */
  private static final Set<String> DEAD_LETTERS = Set.of("deadLetters", "mergeDeadLetters");

  private final RunLedger ledger;
  private final Fingerprints fingerprints;
  private final LivePositions positions;
  private final RedrivenLetters redriven;

  PromoteChecks(Documents documents) {
    this.ledger = new RunLedger(documents);
    this.fingerprints = new Fingerprints(documents);
    this.positions = new LivePositions(documents);
    this.redriven = new RedrivenLetters(documents);
  }

  /** Each check that fails, with the reason; those that are overridden, too. */
  Map<PromoteCheck, String> failures(Promotion promotion, String live) {
    String table = promotion.table();
    List<LivePosition> writers = positions.of(table);
    Set<String> unbounded = writers.stream().map(LivePosition::writer).collect(Collectors.toSet());
    List<Run> runs =
        ledger.list().stream()
            .filter(run -> run.table().equals(table) && !unbounded.contains(run.writer()))
            .toList();
    Map<PromoteCheck, String> failures = new EnumMap<>(PromoteCheck.class);
    incomplete(table, runs).ifPresent(why -> failures.put(PromoteCheck.RUN_COMPLETE, why));
    long letters = openLetters(runs);
    if (letters > promotion.deadLetterLimit()) {
      failures.put(
          PromoteCheck.DEAD_LETTERS,
          "the runs into '%s' have %d dead letters that were not sent again, at most %d are allowed: mend and re-drive them, or raise the limit"
              .formatted(table, letters, promotion.deadLetterLimit()));
    }
    differing(table, live).ifPresent(why -> failures.put(PromoteCheck.FINGERPRINT, why));
    behind(table, writers, live).ifPresent(why -> failures.put(PromoteCheck.LIVE_POSITION, why));
    return failures;
  }

  private static Optional<String> incomplete(String table, List<Run> runs) {
    if (runs.isEmpty()) {
      return Optional.of("no run has ever written to '" + table + "': fill it first");
    }
    List<String> open =
        runs.stream()
            .filter(run -> run.status() != RunStatus.COMPLETED)
            .map(PromoteChecks::standing)
            .toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("%s: start it again and let it complete".formatted(String.join("; ", open)));
  }

  private static String standing(Run run) {
    return run.status() == RunStatus.FAILED
        ? "run '%s' has failed (%s)".formatted(run.id(), run.error().orElse("no reason noted"))
        : "run '%s' is not complete".formatted(run.id());
  }

  /** A redrive settles what it takes, once it has completed; what fails again is its own. */
  private long openLetters(List<Run> runs) {
    Map<String, Long> taken = redriven.all();
    return runs.stream()
        .mapToLong(
            run ->
                deadLetters(run)
                    - (run.status() == RunStatus.COMPLETED ? taken.getOrDefault(run.id(), 0L) : 0))
        .sum();
  }

  private static long deadLetters(Run run) {
    return run.counts().entrySet().stream()
        .filter(count -> DEAD_LETTERS.contains(count.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private Optional<String> differing(String table, String live) {
    Optional<String> here = fingerprints.find(table);
    Optional<String> there = fingerprints.find(live);
    if (here.isPresent() && here.equals(there)) {
      return Optional.empty();
    }
    return Optional.of(
        "'%s' holds values of [%s], '%s' of [%s]: readers would take one for the other"
            .formatted(
                table, here.orElse("nobody knows what"), live, there.orElse("nobody knows what")));
  }

  private Optional<String> behind(String table, List<LivePosition> writers, String live) {
    Optional<LivePosition> here = writers.stream().reduce(LivePosition::orLater);
    for (LivePosition old : positions.of(live)) {
      if (here.isEmpty()) {
        return Optional.of(
            "'%s' has the live writer '%s' and '%s' has none: start one there from the cut, or readers stop at the cut"
                .formatted(live, old.writer(), table));
      }
      List<LivePosition.Lag> lags = here.get().behind(old);
      if (!lags.isEmpty()) {
        return Optional.of(
            "the live writer of '%s' has not passed that of '%s' (%s%s): wait until it has caught up"
                .formatted(
                    table,
                    live,
                    lags.get(0),
                    lags.size() == 1 ? "" : ", and " + (lags.size() - 1) + " more parts"));
      }
    }
    return Optional.empty();
  }
}
