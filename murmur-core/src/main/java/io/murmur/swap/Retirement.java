package io.murmur.swap;

import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import java.time.Duration;
import java.time.Instant;

/** Says whether a table may be deleted at a moment. */
final class Retirement {

  private final RunLedger ledger;
  private final Instant now;
  private final Duration grace;

  Retirement(RunLedger ledger, Instant now, Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException(
          "the grace time of a retirement must be 0 or more, was " + grace);
    }
    this.ledger = ledger;
    this.now = now;
    this.grace = grace;
  }

  /**
   * Does nothing if it may.
   *
   * @throws SwapRefusedException if not
   */
  void requirePossible(Alias alias, AliasTable table) {
    if (alias.current().equals(table.table())) {
      throw new SwapRefusedException(
          "'%s' is what alias '%s' is on: promote another table first; nothing was deleted"
              .formatted(table.table(), alias.name()));
    }
    if (table.state() == TableState.RETIRING || table.state() == TableState.RETIRED) {
      return;
    }
    Instant since = table.leftAt().orElse(table.createdAt());
    Instant possible = since.plus(grace);
    if (now.isBefore(possible)) {
      throw new SwapRefusedException(
          "'%s' was %s at %s: it can be retired from %s on (grace %s), until then a rollback finds it and slow readers may read it; nothing was deleted"
              .formatted(
                  table.table(),
                  table.leftAt().isPresent() ? "left by alias '" + alias.name() + "'" : "created",
                  since,
                  possible,
                  grace));
    }
    ledger.list().stream()
        .filter(run -> run.table().equals(table.table()) && run.status() == RunStatus.RUNNING)
        .findFirst()
        .ifPresent(
            run -> {
              throw new SwapRefusedException(
                  "run '%1$s' into '%2$s' is not over: let it complete; or stop its job, if there is one, and say so: murmur runs abandon %1$s; nothing was deleted"
                      .formatted(run.id(), table.table()));
            });
  }
}
