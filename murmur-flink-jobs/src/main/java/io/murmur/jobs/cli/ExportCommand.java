package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.jobs.cli.PipelineChoice.Chosen;
import io.murmur.state.Key;
import io.murmur.state.Stored;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A table as lines of JSON. */
@Command(
    name = "export",
    description = {
      "Writes a table as lines of JSON, one for each key and bucket, in the table's own order.",
      "Reads the whole table, at one read unit for each 4 KB."
    },
    footer = {
      "",
      "Example:",
      "  murmur export --out page-views.jsonl --pipeline page-views.yaml",
      "",
      "Each line: key; with windows bucket, from, to; value; and expiresAtEpochSecond, if it"
          + " expires. JSON, with --out: file, lines."
    })
final class ExportCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private PipelineChoice choice;
  @Mixin private Connection connection;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; complete as soon as it is there. Default: the standard output.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Chosen chosen = choice.chosen();
    return connection.with(
        chosen.store(),
        client -> export(Reading.of(client, chosen.pipeline(), chosen.current(client))));
  }

  private <V> int export(Reading<V> reading) {
    if (out.isEmpty()) {
      write(reading, output.out());
      return ExitCode.OK.number();
    }
    Path file = out.get();
    long lines = toFile(reading, file);
    if (output.json()) {
      output.print(Output.object().put("file", file.toString()).put("lines", lines));
    } else {
      output.print("wrote %,d lines to %s".formatted(lines, file));
    }
    return ExitCode.OK.number();
  }

  /** Writes beside the file and moves it there when it is whole. */
  static <V> long toFile(Reading<V> reading, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      long lines;
      try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(part))) {
        lines = write(reading, writer);
        if (writer.checkError()) {
          throw new IOException("the disk may be full");
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the export to %s failed: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static <V> long write(Reading<V> reading, PrintWriter writer) {
    Rows rows = Rows.of(reading);
    long[] lines = {0};
    reading
        .scan()
        .all(
            (key, stored) -> {
              writer.print(Output.line(line(rows, key, stored)));
              writer.print('\n');
              lines[0]++;
            });
    writer.flush();
    return lines[0];
  }

  private static <V> ObjectNode line(Rows rows, Key key, Stored<V> stored) {
    ObjectNode line = Output.object().put("key", key.entity());
    rows.bucket(key, line);
    line.set("value", Presented.json(stored.value()));
    stored.expiresAtEpochSecond().ifPresent(at -> line.put("expiresAtEpochSecond", at));
    return line;
  }
}
