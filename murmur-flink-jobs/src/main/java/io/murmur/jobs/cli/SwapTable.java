package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.swap.Alias;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.Swap;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The control table and the tables whose names it knows, for moving aliases. */
final class SwapTable {

  @Mixin private Connection connection;

  @Option(
      names = "--control-table",
      required = true,
      paramLabel = "TABLE",
      description = "The table of aliases, runs and fingerprints.")
  private String control;

  /** Does something with the steps of a rebuild. */
  <R> R with(Function<Swap, R> use) {
    return connection.with(
        client -> {
          try (DynamoDbDocuments documents = new DynamoDbDocuments(client, control)) {
            return use.apply(new Swap(documents, new DynamoDbPhysicalTables(client)));
          }
        });
  }

  /** An alias after it was moved, or its tables were changed. */
  static ObjectNode json(Alias alias) {
    ObjectNode node =
        Output.object()
            .put("alias", alias.name())
            .put("current", alias.current())
            .put("previous", alias.previous().orElse(null))
            .put("epoch", alias.epoch());
    ArrayNode overridden = node.putArray("overridden");
    alias
        .lastMove()
        .ifPresent(move -> move.overridden().forEach(check -> overridden.add(check.word())));
    return node;
  }
}
