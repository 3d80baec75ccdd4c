package io.murmur.jobs;

import io.murmur.flink.bootstrap.BootstrapReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What whoever waits for a run sees of it: its report as a table, and in a file as JSON. */
public final class RunConsole {

  private final PrintWriter out;
  private final Optional<Path> file;

  /**
   * Creates a console.
   *
   * @param out where people look
   * @param file where the report is written to as JSON, too
   */
  public RunConsole(PrintWriter out, Optional<Path> file) {
    this.out = out;
    this.file = file;
  }

  /** Shows how the runs of a job ended; in the file, several are an array. */
  public void ended(List<BootstrapReport> reports) {
    reports.forEach(report -> out.println(ReportText.of(report)));
    out.flush();
    file.ifPresent(path -> write(path, json(reports)));
  }

  private static String json(List<BootstrapReport> reports) {
    return reports.size() == 1
        ? ReportText.json(reports.get(0))
        : reports.stream().map(ReportText::json).collect(Collectors.joining(",\n", "[", "]"));
  }

  private static void write(Path path, String json) {
    try {
      if (path.toAbsolutePath().getParent() != null) {
        Files.createDirectories(path.toAbsolutePath().getParent());
      }
      Files.writeString(path, json + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the run ended well, but its report cannot be written to %s: %s"
              .formatted(path, e.getMessage()),
          e);
    }
  }
}
