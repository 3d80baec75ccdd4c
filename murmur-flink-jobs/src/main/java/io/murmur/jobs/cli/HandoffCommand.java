package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.HandoffToken;
import io.murmur.control.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a live feed takes over from a run. */
@Command(
    name = "handoff",
    description = "Shows or exports where a live feed takes over from a run.",
    footer = {
      "",
      "Examples:",
      "  murmur handoff show first-import --control-table murmur_control",
      "  murmur handoff export first-import --out token.txt \\",
      "    --control-table murmur_control"
    })
final class HandoffCommand {

  @Command(
      name = "show",
      description = "Whether a run has a token, and whether its history is complete.",
      footer = {
        "",
        "Example:",
        "  murmur handoff show first-import --control-table murmur_control",
        "",
        "JSON: run, table, status, and token, which is null if there is none."
      })
  int show(
      @Mixin Output output,
      @Mixin ControlTable control,
      @Parameters(paramLabel = "RUN", description = "The run's id.") String id) {
    Run run = control.run(id);
    String status = run.status().name().toLowerCase(Locale.ROOT);
    if (output.json()) {
      ObjectNode node =
          Output.object()
              .put("run", id)
              .put("table", run.table())
              .put("status", status)
              .put("token", run.token().map(HandoffToken::value).orElse(null));
      output.print(node);
    } else {
      output.print(
          "run %s (%s) into table %s: %s"
              .formatted(
                  id, status, run.table(), run.token().map(HandoffText::full).orElse("no token")));
    }
    return ExitCode.OK.number();
  }

  @Command(
      name = "export",
      description = "The token's text, to be given to the live feed.",
      footer = {
        "",
        "Example:",
        "  murmur handoff export first-import --out token.txt \\",
        "    --control-table murmur_control",
        "",
        "JSON: run, token; with --out run, file."
      })
  int export(
      @Mixin Output output,
      @Mixin ControlTable control,
      @Parameters(paramLabel = "RUN", description = "The run's id.") String id,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where to; default: the standard output.")
          Optional<Path> out) {
    String token =
        control
            .run(id)
            .token()
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "run '%s' has no handoff token: none was captured before it began"
                            .formatted(id)))
            .value();
    if (out.isEmpty()) {
      if (output.json()) {
        output.print(Output.object().put("run", id).put("token", token));
      } else {
        output.print(token);
      }
      return ExitCode.OK.number();
    }
    write(out.get(), token);
    if (output.json()) {
      output.print(Output.object().put("run", id).put("file", out.get().toString()));
    } else {
      output.print("wrote the token of run %s to %s".formatted(id, out.get()));
    }
    return ExitCode.OK.number();
  }

  private static void write(Path file, String token) {
    try {
      Files.writeString(file, token);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the token could not be written to %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
