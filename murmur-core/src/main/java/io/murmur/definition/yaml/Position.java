package io.murmur.definition.yaml;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** A place in a file: line and column from 1, in code points. */
record Position(int line, int column) {

  static Position of(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where a node begins; nodes are always read with marks. */
  static Position of(Node node) {
    return of(node.getStartMark().orElseThrow());
  }

  Position right(int columns) {
    return new Position(line, column + columns);
  }
}
