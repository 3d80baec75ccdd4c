package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.Fingerprints;
import io.murmur.control.HandoffToken;
import io.murmur.control.RunLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The steps of a rebuild: {@link #shadow}, fill, compare, {@link #promote}, if need be {@link
 * #rollback}, at last {@link #retire}.
 *
 * <p>Every step may be repeated after it died half-way: what was done is found and gone on from.
 * Each change of an alias is one conditional write. Safe for concurrent use by any number of
 * processes; calls block.
 */
public final class Swap {

  /**
   * The shortest time between the moment that an alias leaves a table and its deletion, unless
   * another is given. Readers need {@link AliasResolver#DEFAULT_MAX_AGE} and {@link
   * AliasResolver#DEFAULT_PATIENCE} to be sure to have left it; a rollback is possible until then.
   */
  public static final Duration DEFAULT_GRACE = Duration.ofDays(1);

  private final Documents documents;
  private final PhysicalTables tables;
  private final InstantSource clock;
  private final Aliases aliases;

  /** Works on a control table and tables, with the system's clock. */
  public Swap(Documents documents, PhysicalTables tables) {
    this(documents, tables, InstantSource.system());
  }

  /** Works on a control table and tables, with a clock of the caller's. */
  public Swap(Documents documents, PhysicalTables tables, InstantSource clock) {
    this.documents = Objects.requireNonNull(documents, "documents");
    this.tables = Objects.requireNonNull(tables, "tables");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.aliases = new Aliases(documents);
  }

  /**
   * The shadow table of a run: created like the one that the alias is on, as {@code
   * <alias>_v<number>} with the first number whose name nobody has, or the one that was created for
   * this run before.
   *
   * @param alias the name that readers use
   * @param runId the run that is going to fill it; must not be derived from the table's name
   * @param fingerprint what the run's values mean, {@code pipeline.fingerprint()}
   * @throws SwapRefusedException if the run's shadow was retired, or the name is that of another
   *     alias's table
   * @throws io.murmur.state.StoreException if the table cannot be created
   * @throws io.murmur.control.FingerprintMismatchException if the run's shadow has values that mean
   *     something else
   */
  public Shadow shadow(String alias, String runId, String fingerprint) {
    List<Alias> others = others(alias);
    requireNotOf(
        others, alias, "is a table of alias '%2$s' and cannot be an alias itself: name '%2$s'");
    Alias with =
        aliases.update(
            alias,
            clock,
            before ->
                before.madeFor(runId).isPresent()
                    ? before
                    : before.with(
                        runId,
                        clock.instant(),
                        name -> ownerOf(others, name).isPresent() || tables.exists(name)));
    AliasTable mine = with.madeFor(runId).orElseThrow();
    List<String> notLikeLive = List.of();
    if (mine.state() == TableState.RETIRING || mine.state() == TableState.RETIRED) {
      throw new SwapRefusedException(
          "'%s', the table of run '%s', was retired: give the new run an id of its own"
              .formatted(mine.table(), runId));
    }
    if (mine.state() == TableState.CREATING) {
      requireNotOf(others, mine.table(), "is a table of alias '%2$s', too: nothing was created");
      notLikeLive = tables.createLike(with.current(), mine.table());
      String created = mine.table();
      mine =
          aliases
              .update(alias, clock, before -> before.with(created, Swap::created))
              .require(created);
    }
    new Fingerprints(documents).require(mine.table(), fingerprint);
    return new Shadow(alias, mine, notLikeLive);
  }

  /**
   * Notes where the shadow's own live writer takes over from the run that fills it, unless that is
   * known already.
   *
   * @return the cut that holds
   */
  public HandoffToken recordCut(String alias, String table, HandoffToken cut) {
    return aliases
        .update(
            alias,
            clock,
            before -> {
              before.require(table);
              return before.with(table, t -> t.cutAt(cut));
            })
        .require(table)
        .cut()
        .orElseThrow();
  }

  /**
   * Moves an alias to one of its tables. An alias that is there already is left alone.
   *
   * @throws PromoteRefusedException if checks fail that are not overridden; names all of them
   * @throws AliasMovedException if someone else moved the alias while this was being decided
   * @throws SwapRefusedException if the table cannot be promoted at all
   */
  public Alias promote(Promotion promotion) {
    Aliases.Read read = aliases.read(promotion.alias(), clock.instant());
    AliasTable target = read.alias().require(promotion.table());
    if (read.alias().current().equals(target.table())) {
      return read.alias();
    }
    requireReadable(read.alias(), target);
    var failures = new PromoteChecks(documents).failures(promotion, read.alias().current());
    if (!promotion.overridden().containsAll(failures.keySet())) {
      throw new PromoteRefusedException(promotion, failures);
    }
    return move(read, AliasMove.Kind.PROMOTE, target.table(), failures.keySet());
  }

  /**
   * Moves an alias back to the table that it was on before its last move. Doing so twice is where
   * one began.
   *
   * @throws AliasMovedException if someone else moved the alias at the same time
   * @throws SwapRefusedException if there is nothing to go back to
   */
  public Alias rollback(String alias) {
    Aliases.Read read = aliases.read(alias, clock.instant());
    String back =
        read.alias()
            .previous()
            .orElseThrow(
                () ->
                    new SwapRefusedException(
                        "alias '%s' is on '%s' and there is no table to go back to: it was never moved, or the table was retired; promote another one"
                            .formatted(alias, read.alias().current())));
    requireReadable(read.alias(), read.alias().require(back));
    return move(read, AliasMove.Kind.ROLLBACK, back, Set.of());
  }

  /** What there is to know of an alias. */
  public AliasStatus status(String alias) {
    Alias found = aliases.read(alias, clock.instant()).alias();
    return AliasStatus.of(found, documents);
  }

  /** What there is to know of all names that were ever given a shadow, in their order. */
  public List<AliasStatus> statuses() {
    return aliases.list().stream().map(alias -> AliasStatus.of(alias, documents)).toList();
  }

  /**
   * Deletes a table that the alias left at least a grace time ago, or a shadow that was never
   * promoted and is as old as that. Its name is never given again.
   *
   * @throws SwapRefusedException if the alias is on the table, or left it too recently, or a run
   *     into it is not over; says when it can be; or if it is a table of another alias, too
   * @throws io.murmur.state.StoreException if the creation of the table was not seen to its end and
   *     there is one that is not empty, so somebody else's; or if it cannot be deleted
   */
  public Alias retire(String alias, String table, Duration grace) {
    Instant now = clock.instant();
    Retirement retirement = new Retirement(new RunLedger(documents), now, grace);
    requireNotOf(others(alias), table, "is a table of alias '%2$s', too: nothing was deleted");
    Alias known = aliases.read(alias, now).alias();
    retirement.requirePossible(known, known.require(table));
    if (known.require(table).state() == TableState.CREATING && tables.exists(table)) {
      // It is empty, or somebody else's, which this refuses.
      List<String> unused = tables.createLike(known.current(), table);
    }
    Alias marked =
        aliases.update(
            alias,
            clock,
            before -> {
              retirement.requirePossible(before, before.require(table));
              Alias after = before.with(table, Swap::retiring);
              return after.previous().filter(table::equals).isPresent()
                  ? after.withoutPrevious()
                  : after;
            });
    if (marked.require(table).state() == TableState.RETIRED) {
      // Whatever has this name now is not ours.
      return marked;
    }
    tables.drop(table);
    return aliases.update(
        alias, clock, before -> before.with(table, t -> t.in(TableState.RETIRED)));
  }

  private static AliasTable retiring(AliasTable table) {
    return table.state() == TableState.RETIRED ? table : table.in(TableState.RETIRING);
  }

  private static AliasTable created(AliasTable table) {
    return table.state() == TableState.CREATING ? table.in(TableState.READY) : table;
  }

  private Alias move(
      Aliases.Read first, AliasMove.Kind kind, String to, Set<PromoteCheck> overridden) {
    String id = UUID.randomUUID().toString();
    long epoch = first.alias().epoch();
    Aliases.Read read = first;
    while (true) {
      Alias now = read.alias();
      if (now.lastMove().filter(move -> move.id().equals(id)).isPresent()) {
        // An earlier try was applied and its answer lost.
        return now;
      }
      if (now.epoch() != epoch) {
        throw new AliasMovedException(now, to);
      }
      requireReadable(now, now.require(to));
      Alias moved =
          now.moved(new AliasMove(id, kind, now.current(), to, clock.instant(), overridden));
      if (aliases.write(read, moved)) {
        return moved;
      }
      read = aliases.read(now.name(), clock.instant());
    }
  }

  private void requireReadable(Alias alias, AliasTable table) {
    if (table.state() != TableState.READY) {
      throw new SwapRefusedException(
          "'%s' of alias '%s' is %s and cannot be read%s; nothing was changed"
              .formatted(
                  table.table(),
                  alias.name(),
                  table.state(),
                  table.state() == TableState.CREATING
                      ? ": start its run '%s' again, which goes on creating it"
                          .formatted(table.runId().orElse("?"))
                      : ""));
    }
    if (!tables.exists(table.table())) {
      throw new SwapRefusedException(
          "'%s' of alias '%s' does not exist any more: someone deleted it without retiring it; nothing was changed, readers stay on '%s'"
              .formatted(table.table(), alias.name(), alias.current()));
    }
  }

  private List<Alias> others(String name) {
    return aliases.list().stream().filter(alias -> !alias.name().equals(name)).toList();
  }

  /** Which of the aliases has a table of a name. */
  private static Optional<String> ownerOf(List<Alias> some, String table) {
    return some.stream()
        .filter(alias -> alias.find(table).isPresent())
        .map(Alias::name)
        .findFirst();
  }

  private static void requireNotOf(List<Alias> others, String table, String otherwise) {
    ownerOf(others, table)
        .ifPresent(
            owner -> {
              throw new SwapRefusedException(("'%1$s' " + otherwise).formatted(table, owner));
            });
  }
}
