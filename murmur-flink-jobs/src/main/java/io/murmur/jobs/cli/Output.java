package io.murmur.jobs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The answer of a command: as JSON for programs if they ask for it, else as text for people. */
final class Output {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Answers in JSON.")
  private boolean json;

  /** An empty object to fill. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** JSON that another part of Murmur wrote. */
  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }

  /** One line of JSON. */
  static String line(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON could not be written", e);
    }
  }

  /** Whether the answer is to be JSON. */
  boolean json() {
    return json;
  }

  /** Prints a text. */
  void print(String text) {
    out().println(text);
    out().flush();
  }

  /** Prints JSON, indented: it is one answer. */
  void print(JsonNode node) {
    out().println(node.toPrettyString());
    out().flush();
  }

  /** Where answers go. */
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Where remarks go. */
  PrintWriter err() {
    return command.commandLine().getErr();
  }
}
