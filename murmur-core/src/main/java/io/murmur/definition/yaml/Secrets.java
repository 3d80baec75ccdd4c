package io.murmur.definition.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/**
 * Where secrets come from: a variable of the environment, <code>${NAME}</code>, or a file, <code>
 * {file: /run/secrets/name}</code>. A secret that is written into the file itself is a problem.
 */
public final class Secrets {

  private static final String WHAT =
      "a variable such as ${PASSWORD}, or a section with the file that holds it, as in {file:"
          + " /run/secrets/password}";

  private static final Word<String> FILE =
      Word.required(
          "file",
          Shapes.text(),
          "The file that holds the secret, and nothing else but a line end; a relative path begins"
              + " where the definition lies.");

  private static final Words WORDS = Words.of("secret-file", FILE);

  private Secrets() {}

  /** A secret. */
  public static Shape<Secret> secret() {
    Shape<Secret> ofFile =
        Shapes.section(
            WORDS,
            section ->
                section
                    .value(FILE)
                    .flatMap(value -> FILE.shape().read(value).flatMap(file -> read(value, file))));
    return Shapes.either(ofFile, Shapes.of(Secrets::ofVariable, parts -> schema()));
  }

  private static ObjectNode schema() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "string")
        .put("pattern", "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$");
  }

  private static Optional<Secret> ofVariable(Value value) {
    Optional<Text> raw = value.rawText(WHAT);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    int[] problems = {0};
    Substitution.Result filled =
        Substitution.apply(
            raw.get().value(),
            value.environment(),
            (index, message) -> {
              problems[0]++;
              raw.get().problemAt(index, message);
            });
    if (filled.literal() || filled.fallback()) {
      // Not what is written: it may be a password.
      value.problem("a secret must not be written into a definition: say " + WHAT);
      return Optional.empty();
    }
    if (problems[0] > 0) {
      return Optional.empty();
    }
    if (filled.text().isEmpty()) {
      value.problem("is empty after the environment's variables are filled in");
      return Optional.empty();
    }
    return Optional.of(Secret.of(filled.text(), "variable " + raw.get().value()));
  }

  private static Optional<Secret> read(Value value, String file) {
    try {
      String secret = value.environment().readSecret(file);
      if (secret.isEmpty()) {
        value.problem("the file '" + file + "' is empty");
        return Optional.empty();
      }
      return Optional.of(Secret.of(secret, "file " + file));
    } catch (IOException e) {
      value.problem("the file '%s' cannot be read: %s".formatted(file, e));
      return Optional.empty();
    }
  }
}
