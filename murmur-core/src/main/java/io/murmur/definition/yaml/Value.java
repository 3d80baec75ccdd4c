package io.murmur.definition.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in the document. What is asked of it and is not there, or is something else, becomes a
 * problem, and the answer is empty.
 */
public final class Value {

  private final Reading reading;
  private final Node node;
  private final String path;

  Value(Reading reading, Node node, String path) {
    this.reading = reading;
    this.node = node;
    this.path = path;
  }

  /** An entry of a mapping whose keys are names that the file chooses. */
  public record Entry(Text name, Value value) {}

  /** Where it is in the document: {@code source.files.path}, {@code key[1]}. */
  public String path() {
    return path;
  }

  /** The value at the same place, under another path. */
  Value at(String otherPath) {
    return new Value(reading, node, otherPath);
  }

  /** Says what is wrong with this value. */
  public void problem(String message) {
    problemAt(Position.of(node), message);
  }

  /** What {@link #problem} says, without saying it: for checks that come after reading. */
  public Problem describe(String message) {
    Position at = Position.of(node);
    return reading.describe(at, path, message);
  }

  void problemAt(Position position, String message) {
    reading.problem(position, path, message);
  }

  String line(int number) {
    return reading.line(number);
  }

  Environment environment() {
    return reading.environment();
  }

  /** Whether it is a mapping. */
  public boolean isSection() {
    return node instanceof MappingNode;
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether it is a single text, number, or the like. */
  public boolean isScalar() {
    return node instanceof ScalarNode && !isNothing();
  }

  /** What it is, for problems. */
  String kind() {
    if (isNothing()) {
      return "nothing";
    } else if (isSection()) {
      return "a section";
    } else if (isList()) {
      return "a list";
    }
    return "'" + ((ScalarNode) node).getValue() + "'";
  }

  private boolean isNothing() {
    if (!(node instanceof ScalarNode scalar) || !scalar.isPlain()) {
      return false;
    }
    String value = scalar.getValue();
    return value.isEmpty() || value.equals("~") || value.equals("null");
  }

  /** Says that this should be something else. */
  void expected(String what) {
    if (isSection() && onlyNames()) {
      problem(
          "must be %s, not a section; text that begins with a brace needs quotes".formatted(what));
    } else {
      problem("must be %s, not %s".formatted(what, kind()));
    }
  }

  /** A mapping such as {@code {page}}: names without values, in braces. */
  private boolean onlyNames() {
    return node instanceof MappingNode mapping
        && !mapping.getValue().isEmpty()
        && mapping.getValue().stream()
            .allMatch(
                entry ->
                    entry.getValueNode() instanceof ScalarNode scalar
                        && scalar.getValue().isEmpty()
                        && scalar.isPlain());
  }

  /**
   * The text of a scalar, with the environment's variables filled in; empty also if that is not
   * possible.
   */
  public Optional<Text> text(String what) {
    return scalar(what).flatMap(this::filled);
  }

  private Optional<Text> filled(ScalarNode scalar) {
    Text raw = new Text(this, scalar, scalar.getValue(), false);
    int[] problems = {0};
    Substitution.Result filled =
        Substitution.apply(
            scalar.getValue(),
            reading.environment(),
            (index, message) -> {
              problems[0]++;
              raw.problemAt(index, message);
            });
    return problems[0] > 0
        ? Optional.empty()
        : Optional.of(new Text(this, scalar, filled.text(), filled.substituted()));
  }

  /** The text of a scalar as it is written, for those who fill in the variables themselves. */
  Optional<Text> rawText(String what) {
    return scalar(what).map(scalar -> new Text(this, scalar, scalar.getValue(), false));
  }

  private Optional<ScalarNode> scalar(String what) {
    if (!isScalar()) {
      expected(what);
      return Optional.empty();
    }
    return Optional.of((ScalarNode) node);
  }

  /** The values of a list, at least one. */
  public Optional<List<Value>> list(String what) {
    if (!(node instanceof SequenceNode sequence)) {
      expected(what);
      return Optional.empty();
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < sequence.getValue().size(); i++) {
      values.add(new Value(reading, sequence.getValue().get(i), path + "[" + i + "]"));
    }
    if (values.isEmpty()) {
      problem("the list is empty");
      return Optional.empty();
    }
    return Optional.of(values);
  }

  /** The words of a mapping by a vocabulary; all others in it are problems. */
  public Optional<Section> section(Words words) {
    return entries("a section with " + words.names())
        .map(entries -> Section.of(this, words, entries));
  }

  /** The entries of a mapping by their names; names that are given twice are problems. */
  public Optional<Map<String, Entry>> entries(String what) {
    if (!(node instanceof MappingNode mapping)) {
      expected(what);
      return Optional.empty();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        add(entries, key, tuple.getValueNode());
      } else {
        reading.problem(Position.of(tuple.getKeyNode()), path, "a name must be text");
      }
    }
    return Optional.of(entries);
  }

  private void add(Map<String, Entry> entries, ScalarNode key, Node value) {
    String name = key.getValue();
    Value keyValue = new Value(reading, key, below(name));
    Entry entry =
        new Entry(new Text(keyValue, key, name, false), new Value(reading, value, below(name)));
    Entry before = entries.putIfAbsent(name, entry);
    if (before != null) {
      keyValue.problem(
          "'%s' is given twice, first in line %d"
              .formatted(name, Position.of(before.name().owner().node).line()));
    }
  }

  private String below(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
