package io.murmur.jobs;

import io.murmur.flink.bootstrap.BootstrapReport;
import java.util.Locale;

/** A report as lines of text. */
final class ReportText {

  private static final int LEAST_NAME = 12;

  private ReportText() {}

  static String of(BootstrapReport report) {
    StringBuilder text = new StringBuilder();
    text.append("run ").append(report.runId());
    text.append(
        report.alreadyCompleted()
            ? " had completed before: nothing was read or written\n"
            : " completed\n");
    int width = report.counts().keySet().stream().mapToInt(String::length).max().orElse(0);
    String row = "  %-" + Math.max(width, LEAST_NAME) + "s %15s%n";
    report
        .counts()
        .forEach(
            (name, count) ->
                text.append(
                    String.format(
                        Locale.ROOT, row, name, String.format(Locale.ROOT, "%,d", count))));
    if (!report.alreadyCompleted()) {
      double seconds = report.duration().toMillis() / 1000.0;
      text.append(
          String.format(
              Locale.ROOT, row, "duration", String.format(Locale.ROOT, "%.1f s", seconds)));
    }
    report
        .token()
        .ifPresent(token -> text.append("  handoff token: ").append(token.value()).append('\n'));
    return text.toString().stripTrailing();
  }

  /** The report as one JSON object. */
  static String json(BootstrapReport report) {
    return report.run().toJson();
  }
}
