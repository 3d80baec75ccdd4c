package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.jobs.cli.Cli.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code validate} and {@code plan} answer, with and without a sample. */
class DefinitionCommandsTest {

  @TempDir Path directory;
  private Path input;

  @BeforeEach
  void writeInput() throws IOException {
    input =
        Files.writeString(
            directory.resolve("in.json"),
            """
            {"id":"1","at":"2026-03-01T10:00:00Z","page":"/","status":200}
            {"id":"2","at":"2026-03-01T11:00:00Z","page":"/","status":404}
            {"id":"3","at":"yesterday","page":"/","status":200}
            {"id":"4","at":"2026-03-01T10:00:00Z","page":"/
            """);
  }

  @Test
  void validateSaysWhatBecomesOfTheFirstRecords() throws IOException {
    Path file = definition("status == 200");

    JsonNode answer = json(ExitCode.OK, "validate", file.toString());

    assertThat(answer.get("file").textValue()).isEqualTo(file.toString());
    assertThat(answer.get("ok").booleanValue()).isTrue();
    assertThat(answer.get("problems")).isEmpty();
    assertThat(answer.get("records").intValue()).isEqualTo(4);
    assertThat(answer.get("undecodable").intValue()).isEqualTo(1);
    JsonNode views = answer.at("/pipelines/0");
    assertThat(views.get("pipeline").textValue()).isEqualTo("views");
    assertThat(views.get("counted").intValue()).isEqualTo(1);
    assertThat(views.get("filtered").intValue()).isEqualTo(1);
    assertThat(views.get("deadLetters").intValue()).isEqualTo(1);
    assertThat(views.get("keys").intValue()).isEqualTo(1);
    assertThat(json(ExitCode.OK, "validate", "--sample", "0", file.toString()).has("records"))
        .isFalse();
    assertThat(Cli.run("validate", file.toString()).out())
        .contains("of 4 records 1 count, 1 are filtered, 2 would be dead letters", "is fine");
  }

  @Test
  void whatTheSampleShowsToBeWrongIsAProblemWithItsPlace() throws IOException {
    Path file = definition("stats == 200");

    JsonNode answer = json(ExitCode.USAGE, "validate", file.toString());

    assertThat(answer.get("ok").booleanValue()).isFalse();
    JsonNode problem = answer.at("/problems/0");
    assertThat(problem.get("line").intValue()).isEqualTo(5);
    assertThat(problem.get("column").intValue()).isPositive();
    assertThat(problem.get("path").textValue()).isEqualTo("filter");
    assertThat(problem.get("message").textValue()).contains("did you mean 'status'?");
  }

  @Test
  void allThatIsWrongWithAFileIsAnAnswerToo() throws IOException {
    Path file = definition("status ==");
    Files.writeString(file, Files.readString(file).replace("struct", "strict"));

    JsonNode answer = json(ExitCode.USAGE, "validate", file.toString());

    assertThat(answer.get("ok").booleanValue()).isFalse();
    assertThat(answer.get("problems").findValuesAsText("path"))
        .containsExactly("filter", "aggregate.strict");
    Ended text = Cli.run("validate", file.toString());
    assertThat(text.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(text.err()).contains("did you mean 'struct'?").doesNotContain("\tat ");
    assertThat(text.out()).isEmpty();
    Ended none = Cli.run("validate", "--json", directory.resolve("none.yaml").toString());
    assertThat(none.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(none.err()).contains("none.yaml: there is no such file");
  }

  @Test
  void planSaysWhatIsDoneAndWhatItCosts() throws IOException {
    String file = definition("status == 200").toString();

    JsonNode answer = json(ExitCode.OK, "plan", file);

    assertThat(answer.at("/job/reads").textValue()).contains(input.toString());
    assertThat(answer.at("/job/controlTable").textValue()).isEqualTo("murmur_control");
    assertThat(answer.at("/job/missingTables").textValue()).isEqualTo("are created");
    assertThat(answer.at("/job/deadLetters").textValue()).isEqualTo("in letters");
    JsonNode pipeline = answer.at("/pipelines/0");
    assertThat(pipeline.get("name").textValue()).isEqualTo("views");
    JsonNode facts = pipeline.get("facts");
    assertThat(facts.get("table").textValue()).isEqualTo("page_views");
    assertThat(facts.get("writtenBy").textValue()).isEqualTo("history");
    assertThat(facts.get("eventId").textValue()).isEqualTo("{id}");
    assertThat(facts.get("eventTime").textValue()).contains("iso-8601");
    assertThat(facts.get("keptFor").textValue()).startsWith("7d");
    assertThat(facts.get("claimsTable").textValue()).isEqualTo("seen");
    assertThat(facts.get("cache").textValue()).startsWith("valkey://localhost");
    assertThat(facts.get("heldFor").textValue()).isEqualTo("1m");
    JsonNode cost = pipeline.get("perMillionEvents");
    assertThat(cost.get("writes").doubleValue()).isPositive();
    assertThat(cost.get("writeUnits").doubleValue()).isPositive();
    assertThat(cost.get("dollars").doubleValue()).isPositive();
    assertThat(cost.get("assumptions")).isNotEmpty();
    assertThat(json(ExitCode.OK, "plan", "--sample", "0", file).at("/pipelines/0"))
        .noneMatch(part -> part.has("writes"));
  }

  private static JsonNode json(ExitCode code, String command, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = command;
    all[1] = "--json";
    System.arraycopy(words, 0, all, 2, words.length);
    Ended ended = Cli.run(all);
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code.number());
    assertThat(ended.err()).isEmpty();
    return ended.json();
  }

  private Path definition(String filter) throws IOException {
    return Files.writeString(
        directory.resolve("views.yaml"),
        """
        name: views
        source: {files: {path: '%s'}}
        event: {id: '{id}', time: {of: at, format: iso-8601}}
        key: '{page}'
        filter: '%s'
        aggregate: {struct: {views: count}}
        window: {size: 1h, retention: 7d}
        store: {table: page_views, control-table: murmur_control, create: true, writer: history,
          claims-table: seen}
        cache: {uri: 'valkey://localhost'}
        dedup: {by: claims}
        coalesce: {flush-tick: 1m}
        checkpoint: {interval: 5s}
        dead-letters: {path: letters}
        """
            .formatted(input, filter));
  }
}
