package io.murmur.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.definition.event.Fields;
import io.murmur.definition.event.JsonEvents;
import io.murmur.pipeline.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

  private static final String EVENT =
      """
      {"page": "Bern", "n": 7, "price": 1.50, "robot": false, "nothing": null,
       "tags": ["a", 1], "none": [], "user": {"id": "u"}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "page:{page}            | page:Bern",
        "{page}                 | Bern",
        "{page}/{n}/{price}     | Bern/7/1.5",
        "{user.id}:{robot}      | u:false",
        "{{{page}}}             | {Bern}",
        "{page.upperAscii()}!   | BERN!",
        "{ {'a': page}['a'] }   | Bern",
        "{page + '}'}           | Bern}",
        "x{n * 2}               | x14",
        "{'all'}                | all",
      })
  void expressionsInBracesAreFilledIn(String template, String expected) throws Exception {
    assertThat(fill(template)).containsExactly(expected);
  }

  @Test
  void aListAloneGivesATextForEachElement() throws Exception {
    assertThat(fill("{tags}")).containsExactly("a", "1");
    assertThat(fill("{none}")).isEmpty();
    assertThat(fill("{tags.map(t, 'tag:' + string(t))}")).containsExactly("tag:a", "tag:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page:{absent}  | field absent is missing",
        "page:{nothing} | field nothing is null",
        "{nothing}      | field nothing is null",
        "{user.name}    | field user.name is missing",
        "x{tags}        | field tags is [a, 1], and not text, a number, or true or false",
        "{user}         | field user is {id=u}, and not text, a number, or true or false",
      })
  void anEventWithoutAUsableValueIsRefused(String template, String reason) {
    assertThatThrownBy(() -> fill(template))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "page:{page     | 5 | '{' has no '}' after it; write '{{' for the character itself",
        "page}          | 4 | '}' has no '{' before it; write '}}' for the character itself",
        "a{ }           | 1 | there is no expression between '{' and '}'",
        "a{n +}         | 5 | not an expression: mismatched input the end of the expression",
        "a{n}{foo(n)}   | 5 | unknown function 'foo'; known here: all, bool",
        "a{[1]}         | 2 | must give text, a number, or true or false, and gives a list",
        "{ {'a': 1} }   | 2 | must give text, a number, true or false, or a list of these, and"
            + " gives a map",
      })
  void whatIsNoTemplateIsSaidWithItsPlace(String template, int index, String message) {
    assertThatThrownBy(() -> Template.parse(template))
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> {
              assertThat(e.mistakes().get(0).message()).startsWith(message);
              assertThat(e.mistakes().get(0).index()).isEqualTo(index);
            });
  }

  private static List<String> fill(String text) throws Exception {
    Draft<Template> draft = Template.parse(text);
    Fields fields = Fields.of(draft.paths());
    List<String> texts = new ArrayList<>();
    draft
        .bind(fields)
        .fill(new JsonEvents(fields).read(EVENT.getBytes(StandardCharsets.UTF_8)), texts::add);
    return texts;
  }
}
