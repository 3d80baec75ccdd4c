package io.murmur.swap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.Run;

/** The JSON form of a status. */
final class StatusJson {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StatusJson() {}

  static String write(AliasStatus status) {
    Alias alias = status.alias();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("alias", alias.name())
        .put("current", alias.current())
        .put("epoch", alias.epoch());
    alias.previous().ifPresent(value -> node.put("previous", value));
    alias
        .lastMove()
        .ifPresent(
            move -> {
              ObjectNode last = node.putObject("lastMove");
              last.put("kind", move.kind().name())
                  .put("from", move.from())
                  .put("to", move.to())
                  .put("at", move.at().toString());
              ArrayNode overridden = last.putArray("overridden");
              move.overridden().forEach(check -> overridden.add(check.word()));
            });
    ArrayNode tables = node.putArray("tables");
    status.tables().forEach(table -> write(tables.addObject(), table));
    return node.toString();
  }

  private static void write(ObjectNode node, AliasStatus.OfTable known) {
    AliasTable table = known.table();
    node.put("table", table.table())
        .put("number", table.number())
        .put("state", table.state().name())
        .put("createdAt", table.createdAt().toString())
        .put("cut", table.cut().isPresent());
    table.runId().ifPresent(value -> node.put("runId", value));
    table.leftAt().ifPresent(value -> node.put("leftAt", value.toString()));
    known.fingerprint().ifPresent(value -> node.put("fingerprint", value));
    ArrayNode runs = node.putArray("runs");
    known.runs().forEach(run -> write(runs.addObject(), run));
    ArrayNode positions = node.putArray("positions");
    for (LivePosition position : known.positions()) {
      ObjectNode one = positions.addObject();
      one.put("writer", position.writer()).put("at", position.at().toString());
      ObjectNode parts = one.putObject("parts");
      position.parts().forEach(parts::put);
    }
  }

  private static void write(ObjectNode node, Run run) {
    node.put("id", run.id())
        .put("pipeline", run.pipeline())
        .put("writer", run.writer())
        .put("status", run.status().name())
        .put("submissions", run.submissions())
        .put("startedAt", run.startedAt().toString());
    run.endedAt().ifPresent(value -> node.put("endedAt", value.toString()));
    run.error().ifPresent(value -> node.put("error", value));
    ObjectNode counts = node.putObject("counts");
    run.counts().forEach(counts::put);
  }
}
