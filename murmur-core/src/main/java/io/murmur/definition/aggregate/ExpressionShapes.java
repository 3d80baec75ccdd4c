package io.murmur.definition.aggregate;

import io.murmur.definition.expression.Draft;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.ExpressionException;
import io.murmur.definition.expression.Expressions;
import io.murmur.definition.expression.Template;
import io.murmur.definition.expression.Wanted;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Text;
import io.murmur.definition.yaml.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The languages within a definition: expressions, and templates with expressions in braces. */
public final class ExpressionShapes {

  private static final String SPACE = "\\s*";

  private ExpressionShapes() {}

  /** An expression that gives what is wanted; its mistakes are problems at their places. */
  public static Shape<Part<Expression>> expression(Wanted wanted) {
    Shape<Text> source =
        Shapes.sourceText("an expression that gives " + wanted.words() + ", as text");
    return Shapes.of(
        value ->
            source
                .read(value)
                .flatMap(text -> parse(text, () -> Expressions.parse(text.value(), wanted))),
        source::schema);
  }

  /** A text with expressions in braces. */
  public static Shape<Part<Template>> template() {
    Shape<Text> source =
        Shapes.sourceText("text with expressions in braces, such as 'page:{page}'");
    return Shapes.of(
        value ->
            source.read(value).flatMap(text -> parse(text, () -> Template.parse(text.value()))),
        source::schema);
  }

  /** Something that may be no expression. */
  @FunctionalInterface
  private interface Parse<T> {
    Draft<T> run() throws ExpressionException;
  }

  private static <T> Optional<Part<T>> parse(Text text, Parse<T> parse) {
    try {
      Draft<T> draft = parse.run();
      return Optional.of(new Part<>(draft, uses(draft, text)));
    } catch (ExpressionException e) {
      e.mistakes().forEach(mistake -> text.problemAt(mistake.index(), mistake.message()));
      return Optional.empty();
    }
  }

  private static List<FieldUse> uses(Draft<?> draft, Text text) {
    Value place = text.owner();
    return draft.paths().stream()
        .map(path -> new FieldUse(path, place, asksFor(path, text.value())))
        .toList();
  }

  /** Whether {@code has(…)} is asked of the field, or of something in it. */
  private static boolean asksFor(List<String> path, String text) {
    String first = Pattern.quote(path.get(0));
    return Pattern.compile(
            "has" + SPACE + "\\(" + SPACE + "(this" + SPACE + "\\[" + SPACE + "[\"'])?" + first
                + "\\b")
        .matcher(text)
        .find();
  }
}
