package io.murmur.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.definition.event.JsonEvents;
import io.murmur.definition.event.Missing;
import io.murmur.pipeline.InvalidEventException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionsTest {

  private static final String EVENT =
      """
      {"page": "Talk:Zürich", "isRobot": false, "n": 7, "price": 10.50, "exact": 0.1,
       "whole": 10.0, "big": 9223372036854775808, "nothing": null, "namespace": "Main",
       "type": "edit", "user": {"id": "u1", "age": 30, "email": null}, "user-agent": "x",
       "tags": ["a", "b"], "prices": [1.5, 2, 2.50], "int": 3, "t": "outer", "text": "12.50"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "!isRobot && n > 5                     | true",
        "page.startsWith('Talk:')              | true",
        "price * 2                             | 21",
        "price + n                             | 17.5",
        "price == 10.5                         | true",
        "10.50 == price                        | true",
        "exact + 0.2 == 0.3                    | true",
        "whole == 10                           | true",
        "whole / 4                             | 2.5",
        "n / 2                                 | 3",
        "n % 2                                 | 1",
        "-n                                    | -7",
        "-price                                | -10.5",
        "big + 1                               | 9223372036854775809",
        "big > n                               | true",
        "n in [7.0, 8]                         | true",
        "2.5 in prices                         | true",
        "prices == [1.5, 2.0, 2.5]             | true",
        "prices.exists(p, p > 2.4)             | true",
        "tags.map(t, t + '!') == ['a!', 'b!']  | true",
        "tags.exists(t, t == 'b') && t == 'outer' | true",
        "namespace == 'Main' && type == 'edit' | true",
        "int + 1                               | 4",
        "user.id == 'u1'                       | true",
        "user.age + 1                          | 31",
        "user.email == null                    | true",
        "nothing == null                       | true",
        "nothing == 'x'                        | false",
        "has(page)                             | true",
        "has(absent)                           | false",
        "has(nothing)                          | true",
        "has(user.id) && !has(user.name)       | true",
        "has(absent) && absent == 1            | false",
        "this[\"user-agent\"] == 'x'           | true",
        "has(this['user-agent'])               | true",
        "this.page == page                     | true",
        "`n == 7 || absent == 1`                | true",
        "int(text.split('.')[0]) + 1           | 13",
        "decimal(text) * 2                     | 25",
        "string(price) + 'x'                   | 10.5x",
        "string(n) + string(true)              | 7true",
        "int(price)                            | 10",
        "page.lowerAscii()                     | talk:zürich",
        "page.matches('^T.*:')                 | true",
        "page > 'A'                            | true",
        "n > 5 ? price : 0                     | 10.5",
        "size(tags) + size(page)               | 13",
        "1.0 / 3                               | 0.3333333333333333333333333333333333",
      })
  void expressionsComputeExactly(String text, String expected) throws Exception {
    assertThat(written(evaluate(text))).isEqualTo(expected);
  }

  @Test
  void aPlainFieldIsTakenAsItIsWithoutCel() throws Exception {
    Draft<Expression> draft = Expressions.parse("user.id", Wanted.TEXT);
    Expression expression = draft.bind(Fields.of(draft.paths()));

    assertThat(expression).isInstanceOf(FieldExpression.class);
    assertThat(draft.paths()).containsExactly(List.of("user", "id"));
    assertThat(evaluate("user.id")).isEqualTo("u1");
  }

  @Test
  void aFieldMayBeCalledLikeAWordOfTheLanguage() throws Exception {
    assertThat(evaluate("namespace")).isEqualTo("Main");
    assertThat(evaluate("type")).isEqualTo("edit");
    assertThat(evaluate("this[\"user-agent\"]")).isEqualTo("x");
  }

  @Test
  void whatNeedsNoEventIsComputedOnce() throws Exception {
    Draft<Expression> draft = Expressions.parse("2 * 21", Wanted.NUMBER);

    assertThat(draft.bind(Fields.of(draft.paths())))
        .isEqualTo(new ConstantExpression("2 * 21", 42L, ResultType.INT));
  }

  @Test
  void aMissingFieldIsToldFromANullOne() throws Exception {
    assertThat(evaluate("absent")).isEqualTo(Missing.ABSENT);
    assertThat(evaluate("nothing")).isEqualTo(Missing.NULL);
    assertThat(evaluate("user.name")).isEqualTo(Missing.ABSENT);
    assertThat(evaluate("n > 100 ? n : nothing")).isEqualTo(Missing.NULL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "absent + 1            | field absent is missing",
        "user.name == 'x'      | 'user.name == 'x'': field name is missing",
        "this.absent == 1      | 'this.absent == 1': field absent is missing",
        "n * 9223372036854775807 | 'n * 9223372036854775807': long overflow",
        "n / 0                 | 'n / 0': / by zero",
        "price / 0             | 'price / 0': Division by zero",
        "decimal(page) > 1     | 'decimal(page) > 1': 'Talk:Zürich' is not a number",
        "tags[5] == 'x'        | 'tags[5] == 'x'': Index out of bounds: 5",
      })
  void whatCannotBeComputedSaysWhy(String text, String reason) {
    assertThatThrownBy(() -> evaluate(text))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(reason);
  }

  @Test
  void aValueOfTheWrongTypeIsAnErrorOfItsEvent() {
    assertThatThrownBy(() -> evaluate("page > 5"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("'page > 5': ");
  }

  @Test
  void aNumberWithAnAbsurdExponentIsRefusedBeforeItCostsMemory() throws Exception {
    Draft<Expression> draft = Expressions.parse("price + 1", Wanted.NUMBER);
    Fields fields = Fields.of(draft.paths());
    Event event =
        new JsonEvents(fields).read("{\"price\": 1e999999999}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> draft.bind(fields).evaluate(event))
        .hasMessageContaining("a decimal must have at most 126 digits before the point");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "strtsWith(page) > 1 | CONDITION | 0 | unknown function 'strtsWith'; did you mean"
            + " 'startsWith'?",
        "n > 1 && page.lowerAsci() == 'x' | CONDITION | 14 | unknown function 'lowerAsci'; did you"
            + " mean 'lowerAscii'?",
        "page +              | TEXT | 6 | not an expression: mismatched input the end of the"
            + " expression",
        "size(page) + 1      | CONDITION | 0 | must give true or false, and gives a whole number",
        "page + 'x'          | NUMBER | 0 | must give a number, and gives text; decimal(…) makes a"
            + " number of text",
        "size(page) + 'x'    | TEXT | 11 | '+' cannot be applied to a whole number and text",
        "!size(page)         | CONDITION | 0 | '!' cannot be applied to a whole number",
        "size(this) > 1      | CONDITION | 5 | 'this' must be followed by the name of a field, as"
            + " in this[\"user-agent\"]",
        "has(size(page))     | CONDITION | 8 | has() takes a field, as in has(user.id)",
        "n > 0.12345678901234567890 | CONDITION | 4 | 0.12345678901234567890 has more digits than a"
            + " literal can have: write decimal(\"0.12345678901234567890\")",
        "1 / 0               | NUMBER | 0 | '1 / 0': / by zero",
        "size(page) == 'x'   | CONDITION | 11 | '==' compares a whole number with text, which are"
            + " never equal",
        "timestamp(page) > 1 | CONDITION | 0 | unknown function 'timestamp'; known here: all, bool,"
            + " charAt, contains, decimal, dyn, endsWith",
      })
  void whatIsNoExpressionIsSaidBeforeAnythingRuns(
      String text, Wanted wanted, int index, String message) {
    assertThatThrownBy(() -> Expressions.parse(text, wanted))
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> {
              assertThat(e.mistakes().get(0).message()).startsWith(message);
              assertThat(e.mistakes().get(0).index()).isEqualTo(index);
            });
  }

  @Test
  void anExpressionTravelsAndComputesTheSame() throws Exception {
    Draft<Expression> draft = Expressions.parse("price * n + this[\"int\"]", Wanted.NUMBER);
    Fields fields = Fields.of(draft.paths());
    Expression expression = draft.bind(fields);
    Expression travelled = copy(expression);

    assertThat(travelled).isEqualTo(expression);
    assertThat(travelled.type()).isEqualTo(expression.type());
    assertThat(travelled.evaluate(event(copy(fields)))).isEqualTo(new BigDecimal("76.5"));
  }

  private static Object evaluate(String text) throws Exception {
    Draft<Expression> draft = Expressions.parse(text, Wanted.TEXTS);
    Fields fields = Fields.of(draft.paths());
    return draft.bind(fields).evaluate(event(fields));
  }

  private static Event event(Fields fields) throws IOException {
    return new JsonEvents(fields).read(EVENT.getBytes(StandardCharsets.UTF_8));
  }

  private static String written(Object value) {
    return value instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : value.toString();
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"})
  private static <T> T copy(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
