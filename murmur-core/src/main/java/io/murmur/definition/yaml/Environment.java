package io.murmur.definition.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a file may take from around it: variables, and files that hold secrets.
 *
 * @param variables gives the value of a variable, empty if it is not set
 * @param directory where relative paths of secrets begin
 */
public record Environment(Function<String, Optional<String>> variables, Path directory) {

  /** A secret is a line, not a file of any size. */
  private static final int MAX_SECRET_BYTES = 64 * 1024;

  /** Rejects nulls. */
  public Environment {
    Objects.requireNonNull(variables, "variables");
    Objects.requireNonNull(directory, "directory");
  }

  /** The variables of this process; paths begin in its working directory. */
  public static Environment system() {
    return new Environment(name -> Optional.ofNullable(System.getenv(name)), Path.of(""));
  }

  /** These variables only. */
  public static Environment of(Map<String, String> variables) {
    Map<String, String> copy = Map.copyOf(variables);
    return new Environment(name -> Optional.ofNullable(copy.get(name)), Path.of(""));
  }

  /** The same, with paths that begin in another directory. */
  public Environment in(Path other) {
    return new Environment(variables, other);
  }

  /** The value of a variable. */
  Optional<String> variable(String name) {
    return variables.apply(name);
  }

  /** The text of a small file, without the line end that editors add. */
  String readSecret(String file) throws IOException {
    Path path = directory.resolve(file);
    if (Files.size(path) > MAX_SECRET_BYTES) {
      throw new IOException("it has more than " + MAX_SECRET_BYTES + " bytes");
    }
    String text = Files.readString(path);
    return text.endsWith("\n")
        ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1))
        : text;
  }

  /** Nothing of what is in it: variables may be secrets. */
  @Override
  public String toString() {
    return "environment of " + directory;
  }
}
