package io.murmur.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong definitions, each with the exact message that it gets. They lie in a file, one after the
 * other: a line with its title, the definition, a line with an arrow, the message.
 */
class WrongDefinitionsTest {

  private static final int ENOUGH = 40;
  private static final String TITLE = "=== ";
  private static final String ARROW = "--->\n";

  record Wrong(String title, String text, String message) {
    @Override
    public String toString() {
      return title;
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachGetsItsMessage(Wrong wrong) {
    assertThat(problems(wrong)).isEqualTo(wrong.message);
  }

  @Test
  void thereAreEnoughOfThem() throws IOException {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(ENOUGH);
  }

  @Test
  void noneSaysASecret() throws IOException {
    assertThat(all()).noneMatch(wrong -> problems(wrong).contains("hunter2"));
  }

  private static String problems(Wrong wrong) {
    return Rows.problems(wrong.text, Map.of("EMPTY", ""));
  }

  static Stream<Wrong> all() throws IOException {
    try (InputStream in = WrongDefinitionsTest.class.getResourceAsStream("wrong-definitions.txt")) {
      String file = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<Wrong> all = new ArrayList<>();
      Arrays.stream(file.split("(?m)^" + TITLE))
          .filter(block -> !block.isBlank())
          .forEach(block -> all.add(parse(block)));
      return all.stream();
    }
  }

  /** What a definition leaves out because it is not about it, is added behind it. */
  private static Wrong parse(String block) {
    String title = block.lines().findFirst().orElseThrow();
    int arrow = block.indexOf(ARROW);
    String text = block.substring(title.length() + 1, arrow < 0 ? block.length() : arrow);
    boolean whole =
        text.contains("store:")
            || text.contains("---")
            || text.startsWith("-")
            || text.startsWith("name: 'v\n");
    return new Wrong(
        title,
        whole ? text : text + Rows.REST,
        arrow < 0 ? "" : block.substring(arrow + ARROW.length()).strip());
  }

  /** Prints the file with the messages as they are now. */
  public static void main(String[] arguments) throws IOException {
    StringBuilder out = new StringBuilder();
    all()
        .forEach(
            wrong ->
                out.append(TITLE)
                    .append(wrong.title)
                    .append('\n')
                    .append(
                        wrong.text.endsWith(Rows.REST)
                            ? wrong.text.substring(0, wrong.text.length() - Rows.REST.length())
                            : wrong.text)
                    .append(ARROW)
                    .append(problems(wrong))
                    .append('\n'));
    Files.writeString(Path.of(arguments[0]), out);
  }
}
