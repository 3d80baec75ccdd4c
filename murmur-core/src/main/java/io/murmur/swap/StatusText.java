package io.murmur.swap;

import io.murmur.control.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The form of a status for people. */
final class StatusText {

  private StatusText() {}

  static String write(AliasStatus status) {
    Alias alias = status.alias();
    List<String> lines = new ArrayList<>();
    lines.add(
        "alias '%s' is on '%s'%s"
            .formatted(
                alias.name(),
                alias.current(),
                alias.previous().map(back -> ", a rollback goes to '" + back + "'").orElse("")));
    alias
        .lastMove()
        .ifPresent(
            move ->
                lines.add(
                    "  move %d: %s from '%s' to '%s' at %s%s"
                        .formatted(
                            alias.epoch(),
                            move.kind() == AliasMove.Kind.PROMOTE ? "promoted" : "rolled back",
                            move.from(),
                            move.to(),
                            move.at(),
                            move.overridden().isEmpty()
                                ? ""
                                : ", overriding "
                                    + move.overridden().stream()
                                        .map(PromoteCheck::word)
                                        .collect(Collectors.joining(", ")))));
    status.tables().forEach(table -> write(lines, alias, table));
    return String.join("\n", lines);
  }

  private static void write(List<String> lines, Alias alias, AliasStatus.OfTable known) {
    AliasTable table = known.table();
    lines.add(
        "  %s '%s' (%s)%s%s%s"
            .formatted(
                table.table().equals(alias.current()) ? "*" : "-",
                table.table(),
                table.state(),
                known.fingerprint().map(text -> " [" + text + "]").orElse(""),
                table.leftAt().map(at -> ", left at " + at).orElse(""),
                table.cut().isPresent() ? ", its cut is known" : ""));
    known.runs().forEach(run -> lines.add("      " + write(run)));
    known
        .positions()
        .forEach(
            position ->
                lines.add(
                    "      live writer '%s' noted %d parts of its source at %s"
                        .formatted(position.writer(), position.parts().size(), position.at())));
  }

  private static String write(Run run) {
    return "run '%s' of pipeline '%s' as '%s': %s%s%s"
        .formatted(
            run.id(),
            run.pipeline(),
            run.writer(),
            run.status(),
            run.endedAt().map(at -> " at " + at).orElse(" since " + run.startedAt()),
            run.error().map(why -> " (" + why + ")").orElse(""));
  }
}
