package io.murmur.jobs.cli;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.jobs.Moments;
import io.murmur.jobs.cli.PipelineChoice.Chosen;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.swap.WriterTable;
import io.murmur.swap.diff.Diff;
import io.murmur.swap.diff.DiffOptions;
import io.murmur.swap.diff.DiffReport;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** What differs between a shadow and the table that readers see. */
@Command(
    name = "diff",
    description =
        "Compares a shadow with the table that readers see, over buckets that have ended: every key"
            + " of both. Sketches are equal within their bounds.",
    footer = {
      "",
      "Example:",
      "  murmur diff page_views_v2 --pipeline page-views.yaml",
      "",
      "JSON: format, live, shadow, closedBefore, compared, equal, withinBounds, different,"
          + " onlyLive, onlyShadow, otherExpiry, open, and worst of entity, bucket, kind, size,"
          + " what, live, shadow."
    })
final class DiffCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private PipelineChoice choice;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "SHADOW", description = "The table to compare, by its own name.")
  private String shadow;

  @Option(
      names = "--control-table",
      paramLabel = "TABLE",
      description = "Says which table readers see; default: the definition's.")
  private Optional<String> control = Optional.empty();

  @Option(
      names = "--closed-before",
      paramLabel = "TIME",
      description = "Compares buckets that ended by then; default: now.")
  private Optional<String> closedBefore = Optional.empty();

  @Option(
      names = "--segments",
      paramLabel = "N",
      description = "In how many parts each table is scanned; default: ${DEFAULT-VALUE}.")
  private int segments = DiffOptions.DEFAULT_SEGMENTS;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description = "How many of the worst differences are shown; default: ${DEFAULT-VALUE}.")
  private int worst = DiffOptions.DEFAULT_WORST;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description = "By how much sums of doubles may differ; default: ${DEFAULT-VALUE}.")
  private double tolerance = DiffOptions.DEFAULT_TOLERANCE;

  @Override
  public Integer call() {
    Chosen chosen = choice.chosen();
    String documents =
        control
            .or(() -> chosen.store().map(store -> store.controlTable()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException("--pipeline-class needs --control-table as well"));
    Instant until =
        closedBefore.map(text -> Moments.parse("--closed-before", text)).orElseGet(Instant::now);
    DiffOptions options =
        DiffOptions.of(chosen.pipeline().windowing(), until)
            .inSegments(segments)
            .keeping(worst)
            .tolerating(tolerance);
    DiffReport report =
        connection.with(
            chosen.store(),
            client ->
                diff(
                    client,
                    chosen.pipeline(),
                    current(client, documents, chosen.table()),
                    options));
    if (output.json()) {
      output.print(Output.parse(report.toJson()));
    } else {
      output.print(report.toText());
    }
    return ExitCode.OK.number();
  }

  private static String current(DynamoDbAsyncClient client, String control, String alias) {
    try (DynamoDbDocuments documents = new DynamoDbDocuments(client, control)) {
      return WriterTable.of(documents, alias);
    }
  }

  private <V> DiffReport diff(
      DynamoDbAsyncClient client, Pipeline<?, V> pipeline, String live, DiffOptions options) {
    if (live.equals(shadow)) {
      throw new IllegalArgumentException(
          "'%s' is the table that readers see: name the one to compare it with".formatted(shadow));
    }
    try {
      return Diff.run(
          live,
          DynamoDbStore.builder(client, live, pipeline.monoid()).build(),
          shadow,
          DynamoDbStore.builder(client, shadow, pipeline.monoid()).build(),
          options);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the comparison was interrupted", e);
    }
  }
}
