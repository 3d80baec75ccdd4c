package io.murmur.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.HandoffToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An alias as a JSON text with a format number. */
final class AliasFormat {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AliasFormat() {}

  static String write(Alias alias) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("name", alias.name())
        .put("current", alias.current())
        .put("epoch", alias.epoch());
    alias.previous().ifPresent(value -> node.put("previous", value));
    alias.lastMove().ifPresent(move -> write(node.putObject("lastMove"), move));
    ArrayNode tables = node.putArray("tables");
    alias.tables().forEach(table -> write(tables.addObject(), table));
    return node.toString();
  }

  private static void write(ObjectNode node, AliasMove move) {
    node.put("id", move.id())
        .put("kind", move.kind().name())
        .put("from", move.from())
        .put("to", move.to())
        .put("at", move.at().toString());
    ArrayNode overridden = node.putArray("overridden");
    move.overridden().forEach(check -> overridden.add(check.name()));
  }

  private static void write(ObjectNode node, AliasTable table) {
    node.put("table", table.table())
        .put("number", table.number())
        .put("state", table.state().name())
        .put("createdAt", table.createdAt().toString());
    table.runId().ifPresent(value -> node.put("runId", value));
    table.cut().ifPresent(value -> node.put("cut", value.value()));
    table.leftAt().ifPresent(value -> node.put("leftAt", value.toString()));
  }

  static Alias read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.path("format").asInt() != FORMAT) {
        throw new IllegalStateException(
            "the control table holds an alias of format "
                + node.path("format")
                + "; this version reads "
                + FORMAT
                + ": use a newer version");
      }
      List<AliasTable> tables = new ArrayList<>();
      node.required("tables").forEach(table -> tables.add(table(table)));
      return new Alias(
          node.required("name").textValue(),
          node.required("current").textValue(),
          text(node, "previous"),
          node.required("epoch").longValue(),
          Optional.ofNullable(node.get("lastMove")).map(AliasFormat::move),
          tables);
    } catch (JsonProcessingException | RuntimeException e) {
      if (e instanceof IllegalStateException known) {
        throw known;
      }
      throw new IllegalStateException(
          "the control table holds an alias that does not parse: " + text, e);
    }
  }

  private static AliasMove move(JsonNode node) {
    Set<PromoteCheck> overridden = new TreeSet<>();
    node.required("overridden")
        .forEach(name -> overridden.add(PromoteCheck.valueOf(name.textValue())));
    return new AliasMove(
        node.required("id").textValue(),
        AliasMove.Kind.valueOf(node.required("kind").textValue()),
        node.required("from").textValue(),
        node.required("to").textValue(),
        Instant.parse(node.required("at").textValue()),
        overridden);
  }

  private static AliasTable table(JsonNode node) {
    return new AliasTable(
        node.required("table").textValue(),
        node.required("number").intValue(),
        TableState.valueOf(node.required("state").textValue()),
        text(node, "runId"),
        text(node, "cut").map(HandoffToken::new),
        Instant.parse(node.required("createdAt").textValue()),
        text(node, "leftAt").map(Instant::parse));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).map(JsonNode::textValue);
  }
}
