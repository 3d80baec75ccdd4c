package io.murmur.jobs.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns; those that look like numbers are set to the right. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Starts with a line of headings. */
  TextTable(List<String> headings) {
    rows.add(List.copyOf(headings));
  }

  /** Adds a row with a cell for each heading. */
  TextTable row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells in a table of " + rows.get(0).size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(width(i) - row.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(numeric(i) ? padding + row.get(i) : row.get(i) + padding);
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean numeric(int column) {
    return rows.size() > 1
        && rows.stream().skip(1).allMatch(row -> row.get(column).matches("~?-?[0-9][0-9,.]*|"));
  }
}
