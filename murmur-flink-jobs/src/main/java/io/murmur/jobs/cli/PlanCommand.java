package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.Definitions;
import io.murmur.flink.definition.Plan;
import io.murmur.flink.definition.Prices;
import io.murmur.flink.definition.SampleFailedException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a definition would do, and what that would cost. */
@Command(
    name = "plan",
    description = "Says what a definition would do, and what a million events would cost.",
    footer = {
      "",
      "Example, where 4,800 keys change between two checkpoints of 1 M events:",
      "  murmur plan page-views.yaml --keys-per-checkpoint 4800 \\",
      "    --events-per-checkpoint 1000000",
      "",
      "JSON, where texts are for people and what is not said is left out: job of reads, holds,"
          + " fields,"
          + " mode, database, controlTable, missingTables, checkpoints, deadLetters; and pipelines"
          + " of name, facts (table, writtenBy, eventId, eventTime, filter, keys, stores, keptFor,"
          + " dedup, claimsTable, cache, heldFor) and, with a sample, perMillionEvents of writes,"
          + " writeUnits, dollars, atMost, assumptions."
    })
final class PlanCommand implements Callable<Integer> {

  private static final Pattern SPACE_AND_LETTER = Pattern.compile(" (.)");

  @Mixin private Output output;
  @Mixin private SampleOptions options;

  @Option(
      names = "--price",
      paramLabel = "DOLLARS",
      description = "What a million write units cost; default: ${DEFAULT-VALUE}.")
  private double price = Prices.DEFAULT_DOLLARS_PER_MILLION_UNITS;

  @Option(
      names = "--keys-per-checkpoint",
      paramLabel = "N",
      description = "How many keys and buckets change between two checkpoints.")
  private long keys;

  @Option(
      names = "--events-per-checkpoint",
      paramLabel = "N",
      description = "How many events are read between two checkpoints.")
  private long events;

  @Override
  public Integer call() throws SampleFailedException {
    Prices prices = new Prices(price, keys, events);
    boolean wanted = options.wanted();
    Definitions job = options.definition();
    Plan plan =
        wanted
            ? Plan.of(job, options.tried(job), prices).reading(options.extent(job))
            : Plan.of(job);
    if (output.json()) {
      output.print(json(plan));
    } else {
      output.print(plan.text());
    }
    return ExitCode.OK.number();
  }

  /** What people read as {@code control table} is {@code controlTable} in JSON. */
  private static void put(Map<String, String> texts, ObjectNode node) {
    texts.forEach(
        (name, text) ->
            node.put(
                SPACE_AND_LETTER
                    .matcher(name)
                    .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT)),
                text));
  }

  private static ObjectNode json(Plan plan) {
    ObjectNode answer = Output.object();
    put(plan.job(), answer.putObject("job"));
    ArrayNode pipelines = answer.putArray("pipelines");
    for (Plan.OfPipeline pipeline : plan.pipelines()) {
      ObjectNode node = pipelines.addObject().put("name", pipeline.name());
      put(pipeline.facts(), node.putObject("facts"));
      pipeline
          .estimate()
          .ifPresent(
              estimate -> {
                ObjectNode cost =
                    node.putObject("perMillionEvents")
                        .put("writes", estimate.writesPerMillion())
                        .put("writeUnits", estimate.unitsPerMillion())
                        .put("dollars", estimate.dollarsPerMillion())
                        .put("atMost", estimate.atMost());
                ArrayNode assumptions = cost.putArray("assumptions");
                estimate.assumptions().forEach(assumptions::add);
              });
    }
    return answer;
  }
}
