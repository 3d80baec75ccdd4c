package io.murmur.definition.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The text of a value, with environment variables filled in, which knows where in the file each of
 * its characters is.
 */
public final class Text {

  private final Value owner;
  private final ScalarNode node;
  private final String value;
  private final boolean substituted;

  Text(Value owner, ScalarNode node, String value, boolean substituted) {
    this.owner = owner;
    this.node = node;
    this.value = value;
    this.substituted = substituted;
  }

  /** The text. */
  public String value() {
    return value;
  }

  /** Whether it is written in quotes or as a block, so that it cannot be meant as a number. */
  boolean quoted() {
    return node.getScalarStyle() != ScalarStyle.PLAIN;
  }

  /** Whether something of it came from the environment. */
  boolean substituted() {
    return substituted;
  }

  /** The value that this is the text of. */
  public Value owner() {
    return owner;
  }

  /**
   * Says what is wrong at a place in the text. Where the text differs from what the file has
   * (escapes, folded lines, variables), the problem is where the text begins.
   *
   * @param index of the UTF-16 unit in {@link #value()}
   */
  public void problemAt(int index, String message) {
    owner.problemAt(positionOf(Math.min(Math.max(index, 0), value.length())), message);
  }

  private Position positionOf(int index) {
    Position start = Position.of(node);
    if (substituted) {
      return start;
    }
    int codePoints = value.codePointCount(0, index);
    if (node.getScalarStyle() == ScalarStyle.LITERAL) {
      return inBlock(start, index);
    }
    int lastLine = node.getEndMark().orElseThrow().getLine() + 1;
    if (lastLine != start.line()) {
      return start;
    }
    return switch (node.getScalarStyle()) {
      case PLAIN -> start.right(codePoints);
      case SINGLE_QUOTED -> start.right(1 + codePoints + quotesBefore(index));
      case DOUBLE_QUOTED ->
          owner.line(start.line()).indexOf('\\') < 0 ? start.right(1 + codePoints) : start;
      default -> start;
    };
  }

  /** In single quotes a quote is written twice, and nothing else differs. */
  private int quotesBefore(int index) {
    return (int) value.substring(0, index).chars().filter(c -> c == '\'').count();
  }

  /** A block begins in the line after its indicator; its first line of text has its indentation. */
  private Position inBlock(Position start, int index) {
    int indentation = 0;
    int firstFull = 0;
    String[] lines = value.split("\n", -1);
    while (firstFull < lines.length && lines[firstFull].isBlank()) {
      firstFull++;
    }
    if (firstFull < lines.length) {
      String raw = owner.line(start.line() + 1 + firstFull);
      indentation = Math.max(0, raw.indexOf(lines[firstFull]));
    }
    int lineStart = value.lastIndexOf('\n', index - 1) + 1;
    int line = (int) value.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return new Position(
        start.line() + 1 + line, indentation + value.codePointCount(lineStart, index) + 1);
  }
}
