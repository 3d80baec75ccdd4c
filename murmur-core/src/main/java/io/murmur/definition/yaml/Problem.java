package io.murmur.definition.yaml;

import java.util.Comparator;
import java.util.Objects;

/**
 * Something that is wrong in a file.
 *
 * @param file what the file is called
 * @param line the line, from 1; 0 if the problem has no place
 * @param column the column, from 1; 0 if the problem has no place
 * @param path where that is in the document, for example {@code source.files.format} or {@code
 *     pipelines[1].key}; empty for the document itself
 * @param message what is wrong, and what would be right
 */
public record Problem(String file, int line, int column, String path, String message) {

  /** In the order of the file. */
  public static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  /** Rejects nulls. */
  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
  }

  /** {@code file:line:column: path: message}, as compilers and editors have it. */
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line + ":" + column;
    return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
