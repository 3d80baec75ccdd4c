package io.murmur.definition.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One file of YAML 1.2: its document, and what is wrong with it.
 *
 * <p>No object is made of what the file says: tags are refused, and what a word or number means is
 * decided by who reads it. Aliases are allowed as long as the document that they stand for is of a
 * sane size.
 */
public final class YamlFile {

  /** Values in a document with all aliases followed. */
  private static final int MAX_VALUES = 10_000;

  private static final int MAX_DEPTH = 50;
  private static final int MAX_CHARACTERS = 1 << 20;

  private static final Set<Tag> CORE_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP, Tag.ENV_TAG);

  private final Reading reading;
  private final Optional<Value> document;

  private YamlFile(Reading reading, Optional<Value> document) {
    this.reading = reading;
    this.document = document;
  }

  /**
   * Reads a file.
   *
   * @param name what the file is called in problems
   * @param text what is in it
   * @param environment what it may refer to
   */
  public static YamlFile read(String name, String text, Environment environment) {
    Reading reading = new Reading(name, text, environment);
    return new YamlFile(
        reading,
        compose(name, text, reading)
            .filter(root -> new Limits(reading).allow(root, "", 0))
            .map(root -> new Value(reading, root, "")));
  }

  /** The document; empty if it could not be read, which is a problem then. */
  public Optional<Value> document() {
    return document;
  }

  /** Everything that was found wrong until now, in the order of the file. */
  public List<Problem> problems() {
    return reading.problems();
  }

  private static Optional<Node> compose(String name, String text, Reading reading) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setUseMarks(true)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();
    List<Node> documents = new ArrayList<>();
    try {
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(Position::of).orElse(new Position(1, 1));
      String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext();
      reading.problem(
          at,
          "",
          "this is not YAML: " + (context.isEmpty() ? "" : context + ", ") + e.getProblem());
      return Optional.empty();
    } catch (YamlEngineException e) {
      reading.problem(new Position(1, 1), "", "this is not YAML: " + e.getMessage());
      return Optional.empty();
    }
    if (documents.isEmpty()) {
      reading.problem(new Position(1, 1), "", "the file is empty");
      return Optional.empty();
    }
    if (documents.size() > 1) {
      reading.problem(
          Position.of(documents.get(1)),
          "",
          "a file has one document, and here a second one begins after '---'");
    }
    return Optional.of(documents.get(0));
  }

  /** Keeps out what would make readers run for ever: aliases of aliases, cycles, depth. */
  private static final class Limits {
    private final Reading reading;
    private final Set<Node> open = new HashSet<>();
    private int values;

    Limits(Reading reading) {
      this.reading = reading;
    }

    /** Whether a value and all below it may be read; a wrong tag is a problem but no danger. */
    boolean allow(Node node, String path, int depth) {
      if (depth > MAX_DEPTH) {
        return refuse(node, path, "more than " + MAX_DEPTH + " levels deep");
      }
      if (++values > MAX_VALUES) {
        return refuse(
            node, path, "with its aliases the document has more than " + MAX_VALUES + " values");
      }
      if (!open.add(node)) {
        return refuse(node, path, "an alias of something that it is part of");
      }
      if (!CORE_TAGS.contains(node.getTag())) {
        reading.problem(
            Position.of(node),
            path,
            "tags such as " + node.getTag().getValue() + " have no use here");
      }
      boolean allowed = allowChildren(node, path, depth);
      open.remove(node);
      return allowed;
    }

    private boolean allowChildren(Node node, String path, int depth) {
      if (node instanceof SequenceNode list) {
        for (int i = 0; i < list.getValue().size(); i++) {
          if (!allow(list.getValue().get(i), path + "[" + i + "]", depth + 1)) {
            return false;
          }
        }
      } else if (node instanceof MappingNode mapping) {
        for (var entry : mapping.getValue()) {
          String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
          String below = path.isEmpty() ? name : path + "." + name;
          if (!allow(entry.getKeyNode(), path, depth + 1)
              || !allow(entry.getValueNode(), below, depth + 1)) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean refuse(Node node, String path, String why) {
      reading.problem(Position.of(node), path, why);
      return false;
    }
  }
}
