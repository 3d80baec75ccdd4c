package io.murmur.definition.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEventsTest {

  @Test
  void onlyTheWantedFieldsAreKept() throws IOException {
    Fields fields = fields("page", "user.id");
    Event event = read(fields, "{'a': [1, {'page': 2}], 'user': {'x': 1, 'id': 'u'}, 'page': 'p'}");

    assertThat(event.value(field(fields, "page"))).isEqualTo("p");
    assertThat(event.value(field(fields, "user.id"))).isEqualTo("u");
  }

  @Test
  void numbersKeepAllTheirDigits() throws IOException {
    Fields fields = fields("n");

    assertThat(value(fields, "{'n': 7}")).isEqualTo(7L);
    assertThat(value(fields, "{'n': 0.10}")).isEqualTo(new BigDecimal("0.10"));
    assertThat(value(fields, "{'n': 1e3}")).isEqualTo(new BigDecimal("1e3"));
    assertThat(value(fields, "{'n': 9223372036854775807}")).isEqualTo(Long.MAX_VALUE);
    assertThat(value(fields, "{'n': 9223372036854775808}"))
        .isEqualTo(new BigDecimal("9223372036854775808"));
    assertThat(value(fields, "{'n': 0.1000000000000000055511151231257827}"))
        .isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
  }

  @Test
  void absentAndNullAreToldApart() throws IOException {
    Fields fields = fields("a.b");

    assertThat(value(fields, "{}")).isEqualTo(Missing.ABSENT);
    assertThat(value(fields, "{'a': null}")).isEqualTo(Missing.ABSENT);
    assertThat(value(fields, "{'a': 'text'}")).isEqualTo(Missing.ABSENT);
    assertThat(value(fields, "{'a': [1]}")).isEqualTo(Missing.ABSENT);
    assertThat(value(fields, "{'a': {'b': null}}")).isEqualTo(Missing.NULL);
  }

  @Test
  void aFieldMayBeWantedWholeAndInPart() throws IOException {
    Fields fields = fields("user", "user.id", "user.address.city");
    Event event = read(fields, "{'user': {'id': 1, 'address': {'city': 'Bern', 'zip': [3000]}}}");

    assertThat(event.value(field(fields, "user")))
        .isEqualTo(Map.of("id", 1L, "address", Map.of("city", "Bern", "zip", List.of(3000L))));
    assertThat(event.value(field(fields, "user.id"))).isEqualTo(1L);
    assertThat(event.value(field(fields, "user.address.city"))).isEqualTo("Bern");
  }

  @Test
  void ofTwoFieldsWithOneNameTheLastCountsWhole() throws IOException {
    Fields fields = fields("a.b");

    assertThat(value(fields, "{'a': {'b': 1}, 'a': {'b': 2}}")).isEqualTo(2L);
    assertThat(value(fields, "{'a': {'b': 1}, 'a': {'c': 2}}")).isEqualTo(Missing.ABSENT);
    assertThat(value(fields, "{'a': {'b': 1}, 'a': 5}")).isEqualTo(Missing.ABSENT);
  }

  @Test
  void partitionsStandForFieldsThatTheRecordDoesNotHave() throws IOException {
    Fields fields = fields("day", "page", "hour");
    byte[] json = "{\"page\": \"p\", \"hour\": null}".getBytes(StandardCharsets.UTF_8);
    Event event =
        new JsonEvents(fields)
            .read(json, 0, json.length, Map.of("day", "2026-01-31", "page", "x", "hour", "5"));

    assertThat(event.value(field(fields, "day"))).isEqualTo("2026-01-31");
    assertThat(event.value(field(fields, "page"))).isEqualTo("p");
    assertThat(event.value(field(fields, "hour"))).isEqualTo(Missing.NULL);
  }

  @Test
  void aPartOfABufferIsReadAndNothingElse() throws IOException {
    Fields fields = fields("a");
    byte[] buffer = "xx{\"a\": 1}yy".getBytes(StandardCharsets.UTF_8);

    Event event = new JsonEvents(fields).read(buffer, 2, buffer.length - 4, Map.of());

    assertThat(event.value(field(fields, "a"))).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``              | the record is empty, and not a JSON object",
        "[1]             | the record is not a JSON object: it begins with START_ARRAY",
        "{'a': 1} {'a': 2} | more follows the JSON object, at byte 9: one record must be one"
            + " object",
        "{'a': 1         | not the JSON expected at byte 7: Unexpected end-of-input: expected close"
            + " marker for Object",
        "{'b': [1, }     | not the JSON expected at byte 10: Unexpected character",
        "{'b': 01}       | not the JSON expected",
      })
  void whatIsNotOneObjectIsAnErrorAlsoWhereNobodyLooks(String json, String message) {
    assertThatThrownBy(() -> read(fields("a"), json))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void invalidUtf8IsAnErrorInWantedAndInSkippedTexts() {
    byte[] wanted = {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'};
    byte[] skipped = {'{', '"', 'b', '"', ':', '"', (byte) 0xC3, '"', '}'};
    JsonEvents events = new JsonEvents(fields("a"));

    assertThatThrownBy(() -> events.read(wanted)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> events.read(skipped)).isInstanceOf(IOException.class);
  }

  @Test
  void namedValuesBecomeTheSameEventAsJson() throws IOException {
    Fields fields = fields("s", "i", "d", "big", "none", "null", "list", "map.x");
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("s", "text");
    record.put("i", 5);
    record.put("d", 0.5);
    record.put("big", new BigInteger("9223372036854775808"));
    record.put("null", null);
    record.put("list", Arrays.asList(1, null));
    record.put("map", Map.of("x", true));

    assertThat(fields.event(record))
        .isEqualTo(
            read(
                fields,
                "{'s': 'text', 'i': 5, 'd': 0.5, 'big': 9223372036854775808, 'null': null,"
                    + " 'list': [1, null], 'map': {'x': true}}"));
  }

  @Test
  void aNamedValueOfAnotherTypeIsRefused() {
    Fields fields = fields("a");

    assertThatThrownBy(() -> fields.event(Map.of("a", new byte[1])))
        .hasMessage("field a is a [B, which definitions cannot read");
    assertThatThrownBy(() -> fields.event(Map.of("a", Double.NaN)))
        .hasMessage("field a is NaN, which is not a finite number");
  }

  @Test
  void anEventOfOtherDefinitionsIsRefused() throws IOException {
    Event event = read(fields("a", "b"), "{'a': 1}");

    assertThatThrownBy(() -> event.value(field(fields("b", "a"), "a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the field a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "page                    | page                  | 1",
        "user.id                 | user.id               | 2",
        "this.page               | page                  | 1",
        "this[\"user-agent\"].os | this[\"user-agent\"].os | 2",
        "a['b c']                | a[\"b c\"]            | 2",
        "this[\"true\"]          | this[\"true\"]        | 1",
        "this[\"this\"]          | this[\"this\"]        | 1",
      })
  void fieldsAreWrittenAsTheyAreRead(String text, String written, int names) {
    assertThat(FieldNames.parse(text))
        .hasValueSatisfying(
            path -> {
              assertThat(path).hasSize(names);
              assertThat(FieldNames.write(path)).isEqualTo(written);
              assertThat(FieldNames.parse(written)).hasValue(path);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"a + b", "true", "null", "1", "'a'", "f(x)", "a[0]", "this", "a.", "a..b", "a b"})
  void whatIsMoreThanAFieldIsNoField(String text) {
    assertThat(FieldNames.parse(text)).isEmpty();
  }

  private static Fields fields(String... names) {
    return Fields.of(Arrays.stream(names).map(name -> List.of(name.split("\\."))).toList());
  }

  private static Field field(Fields fields, String name) {
    return fields.field(List.of(name.split("\\.")));
  }

  private static Object value(Fields fields, String json) throws IOException {
    return read(fields, json).value(fields.all().get(0));
  }

  private static Event read(Fields fields, String json) throws IOException {
    return new JsonEvents(fields).read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
