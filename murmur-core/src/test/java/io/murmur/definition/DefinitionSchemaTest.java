package io.murmur.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What editors are told is what the reader takes. */
class DefinitionSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Rows.reader().schema());

  /** Wrong in a way that takes more than a look at the form: languages, sums, several sections. */
  private static final Set<String> BEYOND_A_SCHEMA =
      Set.of(
          "a key with an open brace",
          "a key with nothing in its braces",
          "a closing brace that closes nothing",
          "a sum of text",
          "a table that is no power of two",
          "a filter of Bloom that is too large",
          "an aggregate's condition that is a number",
          "a filter that is no condition",
          "a filter with a syntax error",
          "a filter with a function that does not exist",
          "a filter that compares text with a number",
          "a filter with one equals sign",
          "a filter over two lines with an error in the second",
          "a time that is the same for all events",
          "an id that is the same for all events",
          "a window without event time",
          "a first value without event time",
          "a window of no length",
          "dedup by the job without an id",
          "claims without a table",
          "a table of claims that nobody uses",
          "a retention of what is not remembered",
          "exactly once without checkpoints",
          "checkpoints in batch",
          "a flush tick in batch",
          "a checkpoint interval that is too short",
          "a limit of dead letters where none is allowed",
          "no share of dead letters",
          "an endpoint that is no address",
          "a password in an endpoint",
          "waits in the wrong order",
          "a password in an address",
          "a user without a password",
          "a cache of another kind",
          "a variable that is not set",
          "a variable that is empty",
          "a secret from a file that is not there",
          "a word that is given twice",
          "what is no YAML",
          "two documents",
          "a table for several pipelines",
          "two pipelines with one name and one table",
          "two pipelines with one namespace");

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        name: views
        event: {id: '{id}', time: {of: time, format: epoch-millis}}
        filter: country == 'DE'
        key: ['page:{page}', all]
        aggregate: {struct: {n: count, m: {count: {when: a}}, by: {map: {by: c, of: {sum: d}}}}}
        window: hour
        cache: {uri: 'valkey://cache:6379', user: me, password: '${EMPTY}', max-age: 10m}
        dedup: {by: job, retention: 2d}
        coalesce: {max-keys: 1000, max-bytes: 1mb, flush-tick: 1m}
        mode: streaming
        checkpoint: {interval: 5s}
        dead-letters: {path: /tmp/dead, max: 1000}
        """,
        """
        name: views
        key: '{page}'
        aggregate: {quantiles: {of: price, k: '${K:-100}'}}
        dead-letters: {max: 0.5%}
        """
      })
  void theSchemaTakesWhatTheReaderTakes(String pipeline) {
    assertThat(Rows.problems(pipeline.replace("'${EMPTY}'", "'${SET}'") + Rows.REST, variables()))
        .isEmpty();
    assertThat(errors(pipeline + Rows.REST)).isEmpty();
  }

  @Test
  void theSchemaTakesSeveralPipelines() {
    assertThat(
            errors(
                """
                source: {rows: {of: test}}
                store: {control-table: control}
                pipelines:
                  - {name: a, key: '{page}', aggregate: count, store: {table: pages}}
                  - {name: b, key: '{user}', aggregate: {set: page}, store: {table: users}}
                """))
        .isEmpty();
  }

  @Test
  void theSchemaRefusesEveryWrongDefinitionWhoseFormIsWrong() throws IOException {
    Set<String> taken =
        WrongDefinitionsTest.all()
            .filter(wrong -> !BEYOND_A_SCHEMA.contains(wrong.title()))
            .filter(wrong -> errors(wrong.text()).isEmpty())
            .map(WrongDefinitionsTest.Wrong::title)
            .collect(Collectors.toSet());

    assertThat(taken).isEmpty();
  }

  @Test
  void everyWordOfTheSchemaSaysWhatItMeans() {
    JsonNode schema = Rows.reader().schema();
    assertThat(schema.at("/$defs/definition/properties/key/description").asText())
        .startsWith("What the event counts for");
    assertThat(schema.at("/$defs/aggregate/properties/unique-count/description").asText())
        .isNotEmpty();
  }

  private static Map<String, String> variables() {
    return Map.of("SET", "hunter2");
  }

  private static Set<ValidationMessage> errors(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Object document = new Load(settings).loadFromString(yaml);
    return SCHEMA.validate(JSON.valueToTree(document));
  }
}
