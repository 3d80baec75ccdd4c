package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.yaml.Nearest;
import io.murmur.jobs.cli.PipelineChoice.Chosen;
import io.murmur.jobs.cli.Ranking.Ranked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The keys with the greatest values. */
@Command(
    name = "top",
    description = {
      "Shows the keys with the greatest values.",
      "Reads the whole table, at one read unit for each 4 KB, and holds one value for each key."
    },
    footer = {
      "",
      "Example, the ten pages with the most visitors of the last week:",
      "  murmur top --by visitors --last 7d --prefix page: --pipeline page-views.yaml",
      "",
      "JSON: by, keys (how many there are), top of rank, key, value."
    })
final class TopCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private PipelineChoice choice;
  @Mixin private TimeRange time;
  @Mixin private Connection connection;

  @Option(
      names = "--by",
      paramLabel = "FIELD",
      description = "The field of a struct that decides; default: the first that is a number.")
  private Optional<String> by = Optional.empty();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "How many; default: ${DEFAULT-VALUE}.")
  private int limit = 10;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin with this.")
  private String prefix = "";

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit must be 1 at least, was " + limit);
    }
    Chosen chosen = choice.chosen();
    return connection.with(
        chosen.store(),
        client ->
            show(Reading.of(client, chosen.pipeline(), chosen.current(client)), Instant.now()));
  }

  private <V> int show(Reading<V> reading, Instant now) {
    Rows rows = Rows.of(reading);
    String part = by.orElseGet(() -> rows.parts().get(0));
    if (!rows.parts().contains(part)) {
      throw new IllegalArgumentException(
          "--by '%s' is no field of the value%s".formatted(part, Nearest.hint(part, rows.parts())));
    }
    Ranking<V> ranking = Ranking.of(reading, time.of(reading.pipeline().windowing(), now), prefix);
    List<Ranked<V>> top = ranking.top(value -> rows.number(value, part), limit);
    if (output.json()) {
      output.print(json(part, ranking.keys(), top));
    } else {
      output.print(text(rows, part, ranking.keys(), top));
    }
    return ExitCode.OK.number();
  }

  private static <V> ObjectNode json(String part, int keys, List<Ranked<V>> top) {
    ObjectNode answer = Output.object().put("by", part).put("keys", keys);
    ArrayNode array = answer.putArray("top");
    for (Ranked<V> entry : top) {
      array
          .addObject()
          .put("rank", entry.rank())
          .put("key", entry.entity())
          .set("value", Presented.json(entry.value()));
    }
    return answer;
  }

  private static <V> String text(Rows rows, String part, int keys, List<Ranked<V>> top) {
    if (top.isEmpty() && keys > 0) {
      return "none of %,d keys has a number as its %s to go by; murmur get and murmur export show them"
          .formatted(keys, part);
    }
    TextTable table = new TextTable(rows.headings("", "key"));
    for (Ranked<V> entry : top) {
      table.row(rows.cells(entry.value(), Integer.toString(entry.rank()), entry.entity()));
    }
    return "%s%n%d of %,d keys, by %s".formatted(table, top.size(), keys, part);
  }
}
