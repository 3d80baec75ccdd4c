package io.murmur.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;

/**
 * Wikipedia's edits of a day, whose answers are published. The file lies beside the project's root,
 * or where {@code -Dmurmur.shared} says; without it the tests that need it are skipped.
 */
public final class PublishedSample {

  private static final String FILE = "data/wikiticker-2015-09-12-sampled.json.gz";

  /** Pipelines that answer all that is published, without their source and control table. */
  private static final String PIPELINES =
      """
      pipelines:
        - name: pages
          key: '{page}'
          aggregate: count
          store: {table: '%1$s-pages'}
        - name: summary
          key: ['{channel}', all]
          aggregate:
            struct:
              edits: count
              added: {sum: added}
              deleted: {sum: {of: deleted, type: long}}
              delta: {sum: delta}
              users: {unique-count: {of: user, precision: 14}}
          store: {table: '%1$s-summary'}
        - name: days
          event: {time: {of: time, format: iso-8601}}
          key: edits
          aggregate: count
          window: day
          store: {table: '%1$s-days'}
      """;

  private static final long USERS = 10_531;

  /** Three standard errors of a distinct count of precision 14. */
  private static final Offset<Double> USERS_ERROR = within(USERS * 3 * 1.04 / 128);

  private PublishedSample() {}

  /** The file; skips the test if it is not here. */
  public static Path path() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path sample =
        Path.of(System.getProperty("murmur.shared", root.resolve("../shared").toString()))
            .resolve(FILE);
    assumeTrue(Files.exists(sample), () -> "the published sample is not here: " + sample);
    return sample.toRealPath();
  }

  /**
   * A definition of the pipelines {@code pages}, {@code summary} and {@code days}.
   *
   * @param tables what the names of the tables begin with
   * @param store more words of the store, with a comma before them
   */
  public static String definition(String tables, String store) throws IOException {
    return "source: {files: {path: '%s'}}%nstore: {control-table: '%s-control'%s}%n"
            .formatted(path(), tables, store)
        + PIPELINES.formatted(tables);
  }

  /** Holds exports of the three tables to what is published. */
  public static void assertAnswers(Path pages, Path summary, Path days) throws IOException {
    Map<String, JsonNode> edits = values(pages);
    assertThat(edits).hasSize(35_143);
    assertThat(edits.values().stream().mapToLong(JsonNode::longValue).sum()).isEqualTo(39_244);
    assertThat(edits.get("Wikipedia:Vandalismusmeldung").longValue()).isEqualTo(33);
    assertThat(edits.get("User:Cyde/List of candidates for speedy deletion/Subpage").longValue())
        .isEqualTo(28);
    assertThat(edits.get("Jeremy Corbyn").longValue()).isEqualTo(27);
    assertThat(edits.get("Wikipedia:Administrators' noticeboard/Incidents").longValue())
        .isEqualTo(21);
    assertThat(edits.get("Flavia Pennetta").longValue()).isEqualTo(20);

    Map<String, JsonNode> channels = values(summary);
    assertThat(channels).hasSize(51 + 1);
    JsonNode all = channels.get("all");
    assertThat(all.get("edits").longValue()).isEqualTo(39_244);
    assertThat(all.get("added").decimalValue()).isEqualByComparingTo("9385573");
    assertThat(all.get("deleted").longValue()).isEqualTo(394_298);
    assertThat(all.get("delta").decimalValue()).isEqualByComparingTo("8991275");
    assertThat(all.get("users").doubleValue()).isCloseTo(USERS, USERS_ERROR);
    assertThat(channels.get("#en.wikipedia").get("edits").longValue()).isEqualTo(11_549);
    assertThat(channels.get("#vi.wikipedia").get("edits").longValue()).isEqualTo(9_747);
    assertThat(channels.get("#de.wikipedia").get("edits").longValue()).isEqualTo(2_523);
    assertThat(channels.get("#fr.wikipedia").get("edits").longValue()).isEqualTo(2_099);
    assertThat(channels.get("#ru.wikipedia").get("edits").longValue()).isEqualTo(1_386);

    Map<String, JsonNode> edited = values(days);
    assertThat(edited).hasSize(46);
    assertThat(edited.get("edits 2015-09-12T00:00:00Z").longValue()).isEqualTo(39_199);
  }

  /** The values of an export by their keys, with the beginning of the bucket where there is one. */
  public static Map<String, JsonNode> values(Path export) throws IOException {
    Map<String, JsonNode> values = new HashMap<>();
    for (String line : Files.readAllLines(export)) {
      JsonNode item = new ObjectMapper().readTree(line);
      String from = item.has("from") ? " " + item.get("from").textValue() : "";
      values.put(item.get("key").textValue() + from, item.get("value"));
    }
    return values;
  }
}
