package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.RunLedger;
import io.murmur.state.dynamodb.DynamoDbErrors;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Makes tables, or says what is wrong with them. */
@Command(
    name = "tables",
    description = "Creates or checks the tables of a pipeline.",
    footer = {
      "",
      "Examples:",
      "  murmur tables create --table page_views --control-table murmur_control",
      "  murmur tables check --table page_views --control-table murmur_control"
    })
final class TablesCommand {

  private static final String FIELDS = "JSON: of each table, table, kind, ok, problem.";

  /** Which tables. */
  static final class Names {
    @Option(names = "--table", paramLabel = "TABLE", description = "A state table.")
    private Optional<String> state = Optional.empty();

    @Option(
        names = "--dedup-table",
        paramLabel = "TABLE",
        description = "A table of claimed event ids.")
    private Optional<String> dedup = Optional.empty();

    @Option(
        names = "--control-table",
        paramLabel = "TABLE",
        description = "A table of runs, generations and fingerprints.")
    private Optional<String> control = Optional.empty();

    private void requireAny() {
      if (state.isEmpty() && dedup.isEmpty() && control.isEmpty()) {
        throw new IllegalArgumentException(
            "name a table: --table, --dedup-table or --control-table");
      }
    }
  }

  /** How a table is, and what is wrong with it. */
  private record Checked(String table, String kind, ExitCode code, String problem) {}

  @Command(
      name = "create",
      description = "Creates the tables that are not there; those that are must fit.",
      footer = {
        "",
        "Example:",
        "  murmur tables create --table page_views --control-table murmur_control \\",
        "    --tag team=web",
        "",
        FIELDS
      })
  int create(
      @Mixin Output output,
      @Mixin Names names,
      @Mixin Connection connection,
      @Option(
              names = "--read-units",
              paramLabel = "N",
              description = "Provisioned capacity of state and dedup table; default: on demand.")
          Optional<Long> readUnits,
      @Option(
              names = "--write-units",
              paramLabel = "N",
              description = "Provisioned capacity of state and dedup table; default: on demand.")
          Optional<Long> writeUnits,
      @Option(
              names = "--tag",
              paramLabel = "NAME=VALUE",
              description = "A tag of state and dedup table; may be repeated.")
          Map<String, String> tags) {
    names.requireAny();
    if (readUnits.isPresent() != writeUnits.isPresent()) {
      throw new IllegalArgumentException("--read-units and --write-units go together");
    }
    TableOptions billing =
        readUnits.isPresent()
            ? TableOptions.provisioned(readUnits.get(), writeUnits.get())
            : TableOptions.onDemand();
    TableOptions options = tags == null ? billing : billing.tagged(tags);
    List<Checked> done =
        connection.with(
            client -> {
              DynamoDbTables tables = new DynamoDbTables(client);
              names.state.ifPresent(table -> Stages.join(tables.createStateTable(table, options)));
              names.dedup.ifPresent(table -> Stages.join(tables.createDedupTable(table, options)));
              names.control.ifPresent(table -> DynamoDbDocuments.createTable(client, table));
              return check(client, names);
            });
    return answer(output, done);
  }

  @Command(
      name = "check",
      description = "Says what is wrong with the tables; changes nothing.",
      footer = {
        "",
        "Example:",
        "  murmur tables check --table page_views --control-table murmur_control",
        "",
        FIELDS
      })
  int check(@Mixin Output output, @Mixin Names names, @Mixin Connection connection) {
    names.requireAny();
    return answer(output, connection.with(client -> check(client, names)));
  }

  private static List<Checked> check(DynamoDbAsyncClient client, Names names) {
    DynamoDbTables tables = new DynamoDbTables(client);
    List<Checked> checked = new ArrayList<>();
    names.state.ifPresent(
        table ->
            checked.add(
                check(table, "state", () -> Stages.join(tables.validateStateTable(table)))));
    names.dedup.ifPresent(
        table ->
            checked.add(
                check(table, "dedup", () -> Stages.join(tables.validateDedupTable(table)))));
    names.control.ifPresent(
        table ->
            checked.add(
                check(
                    table,
                    "control",
                    () -> {
                      var unused = new RunLedger(new DynamoDbDocuments(client, table)).list();
                    })));
    return checked;
  }

  private static Checked check(String table, String kind, Runnable check) {
    try {
      check.run();
      return new Checked(table, kind, ExitCode.OK, "");
    } catch (RuntimeException e) {
      if (DynamoDbErrors.isTransient(e.getCause() == null ? e : e.getCause())) {
        throw e;
      }
      boolean missing =
          e instanceof ResourceNotFoundException
              || e.getCause() instanceof ResourceNotFoundException;
      return new Checked(
          table, kind, missing ? ExitCode.NOT_FOUND : ExitCode.REFUSED, e.getMessage());
    }
  }

  private static int answer(Output output, List<Checked> tables) {
    if (output.json()) {
      ArrayNode array = Output.object().arrayNode();
      for (Checked table : tables) {
        array
            .addObject()
            .put("table", table.table())
            .put("kind", table.kind())
            .put("ok", table.code() == ExitCode.OK)
            .put("problem", table.problem());
      }
      output.print(array);
    } else {
      for (Checked table : tables) {
        output.print(
            "%s table %s: %s"
                .formatted(
                    table.kind(),
                    table.table(),
                    table.code() == ExitCode.OK ? "ok" : table.problem()));
      }
    }
    return tables.stream().mapToInt(table -> table.code().number()).max().orElseThrow();
  }
}
