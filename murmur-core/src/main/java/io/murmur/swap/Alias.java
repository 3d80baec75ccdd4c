package io.murmur.swap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A name that readers and jobs use, and the table that it stands for.
 *
 * @param name the name; also that of the table it began with
 * @param current the table that is read now
 * @param previous the table that was read before the last move: where a rollback goes
 * @param epoch how often it was moved
 * @param lastMove the latest move
 * @param tables all tables that it ever had, by number
 */
public record Alias(
    String name,
    String current,
    Optional<String> previous,
    long epoch,
    Optional<AliasMove> lastMove,
    List<AliasTable> tables) {

  /** What DynamoDB takes as the name of a table. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

  /** Rejects nulls, names that no table can have, and tables that do not fit together. */
  public Alias {
    Objects.requireNonNull(previous, "previous");
    Objects.requireNonNull(lastMove, "lastMove");
    tables = List.copyOf(tables);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be the name of a table: 3 to 255 of a-z, A-Z, 0-9, _, - and .");
    }
    if (find(tables, current).isEmpty()
        || (previous.isPresent() && find(tables, previous.get()).isEmpty())) {
      throw new IllegalArgumentException(
          "alias '%s' is on '%s' (before: %s), but has only %s"
              .formatted(name, current, previous, tables.stream().map(AliasTable::table).toList()));
    }
  }

  /** What a name stands for that has no alias yet: the table of that name. */
  static Alias unmoved(String name, Instant now) {
    AliasTable first =
        new AliasTable(
            name, 1, TableState.READY, Optional.empty(), Optional.empty(), now, Optional.empty());
    return new Alias(name, name, Optional.empty(), 0, Optional.empty(), List.of(first));
  }

  /** The table of a name, if the alias ever had it. */
  public Optional<AliasTable> find(String table) {
    return find(tables, table);
  }

  /** The table that was made for a run, if there is one. */
  public Optional<AliasTable> madeFor(String runId) {
    return tables.stream().filter(t -> t.runId().equals(Optional.of(runId))).findAny();
  }

  /**
   * The table of a name.
   *
   * @throws SwapRefusedException if the alias never had it; names those that it has
   */
  AliasTable require(String table) {
    return find(table)
        .orElseThrow(
            () ->
                new SwapRefusedException(
                    "'%s' is no table of alias '%s', which has %s; name one of these"
                        .formatted(table, name, tables.stream().map(AliasTable::table).toList())));
  }

  /**
   * This alias with one table more, for a run.
   *
   * @param taken says of a name that it is somebody else's
   */
  Alias with(String runId, Instant now, Predicate<String> taken) {
    int number = tables.stream().mapToInt(AliasTable::number).max().orElse(0) + 1;
    while (taken.test(name + "_v" + number)) {
      number++;
    }
    List<AliasTable> more = new ArrayList<>(tables);
    more.add(
        new AliasTable(
            name + "_v" + number,
            number,
            TableState.CREATING,
            Optional.of(runId),
            Optional.empty(),
            now,
            Optional.empty()));
    return new Alias(name, current, previous, epoch, lastMove, more);
  }

  /** This alias with one of its tables changed. */
  Alias with(String table, UnaryOperator<AliasTable> change) {
    return new Alias(
        name,
        current,
        previous,
        epoch,
        lastMove,
        tables.stream().map(t -> t.table().equals(table) ? change.apply(t) : t).toList());
  }

  /** This alias after a move. */
  Alias moved(AliasMove move) {
    return new Alias(
            name, move.to(), Optional.of(move.from()), epoch + 1, Optional.of(move), tables)
        .with(move.from(), t -> t.left(Optional.of(move.at())))
        .with(move.to(), t -> t.left(Optional.empty()));
  }

  /** This alias without a way back. */
  Alias withoutPrevious() {
    return new Alias(name, current, Optional.empty(), epoch, lastMove, tables);
  }

  private static Optional<AliasTable> find(List<AliasTable> tables, String table) {
    return tables.stream().filter(t -> t.table().equals(table)).findAny();
  }
}
