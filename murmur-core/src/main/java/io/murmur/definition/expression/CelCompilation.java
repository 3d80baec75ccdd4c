package io.murmur.definition.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.runtime.Program;
import io.murmur.definition.expression.ExpressionException.Mistake;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text, compiled and checked.
 *
 * @param text how it is written
 * @param names the fields that are named alone
 * @param namesOfEvent the fields that are taken from {@code this}
 * @param type what it gives
 * @param program what runs it
 */
record CelCompilation(
    String text, Set<String> names, Set<String> namesOfEvent, ResultType type, Program program) {

  private static final Map<String, String> COMPARISONS = Map.of("_==_", "==", "_!=_", "!=");

  private static final Pattern LITERAL = Pattern.compile("[0-9]*\\.?[0-9]*(?:[eE][+-]?[0-9]+)?");

  /**
   * Compiles a text.
   *
   * @throws ExpressionException with all that is wrong
   */
  static CelCompilation of(String text) throws ExpressionException {
    CelAbstractSyntaxTree parsed = tree(text, CelLanguage.INSTANCE.parse(text));
    FreeNames free = FreeNames.in(parsed.getExpr());
    List<Mistake> mistakes = new ArrayList<>();
    for (CelExpr event : free.misused()) {
      mistakes.add(
          new Mistake(
              CelErrors.index(text, parsed.getSource().getPositionsMap().get(event.id())),
              "'this' must be followed by the name of a field, as in this[\"user-agent\"]"));
    }
    checkLiterals(text, parsed, mistakes);
    if (!mistakes.isEmpty()) {
      throw new ExpressionException(mistakes);
    }
    CelAbstractSyntaxTree checked = tree(text, CelLanguage.INSTANCE.check(parsed, free.names()));
    checkComparisons(text, checked, mistakes);
    if (!mistakes.isEmpty()) {
      throw new ExpressionException(mistakes);
    }
    return new CelCompilation(
        text,
        free.names(),
        free.namesOfEvent(),
        type(checked.getResultType()),
        CelLanguage.INSTANCE.program(checked));
  }

  private static CelAbstractSyntaxTree tree(String text, CelValidationResult result)
      throws ExpressionException {
    if (result.hasError()) {
      throw CelErrors.explain(text, result.getErrors());
    }
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("no errors, and no expression", e);
    }
  }

  /** CEL keeps a literal as a double; one that does not come through unharmed is refused. */
  private static void checkLiterals(
      String text, CelAbstractSyntaxTree parsed, List<Mistake> mistakes) {
    CelNavigableAst.fromAst(parsed)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(
            expression -> expression.constantOrDefault().getKind() == CelConstant.Kind.DOUBLE_VALUE)
        .forEach(
            literal -> {
              int index =
                  CelErrors.index(text, parsed.getSource().getPositionsMap().get(literal.id()));
              written(text, index)
                  .filter(
                      written ->
                          Math.abs(literal.constant().doubleValue()) == Double.POSITIVE_INFINITY
                              || BigDecimal.valueOf(Math.abs(literal.constant().doubleValue()))
                                      .compareTo(written)
                                  != 0)
                  .ifPresent(
                      written ->
                          mistakes.add(
                              new Mistake(
                                  index,
                                  "%s has more digits than a literal can have: write decimal(\"%s\")"
                                      .formatted(written, written))));
            });
  }

  private static Optional<BigDecimal> written(String text, int index) {
    int start = index < text.length() && text.charAt(index) == '-' ? index + 1 : index;
    Matcher literal = LITERAL.matcher(text).region(start, text.length());
    return literal.lookingAt() && literal.end() > start
        ? Optional.of(new BigDecimal(literal.group()))
        : Optional.empty();
  }

  /**
   * Two values of different types are never equal, so whoever compares them means something else.
   */
  private static void checkComparisons(
      String text, CelAbstractSyntaxTree checked, List<Mistake> mistakes) {
    CelNavigableAst.fromAst(checked)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expression -> COMPARISONS.containsKey(expression.callOrDefault().function()))
        .forEach(
            call -> {
              ResultType left = type(checked, call.call().args().get(0));
              ResultType right = type(checked, call.call().args().get(1));
              if (!left.comparableWith(right)) {
                mistakes.add(
                    new Mistake(
                        CelErrors.index(text, checked.getSource().getPositionsMap().get(call.id())),
                        "'%s' compares %s with %s, which are never equal"
                            .formatted(
                                COMPARISONS.get(call.call().function()),
                                left.words(),
                                right.words())));
              }
            });
  }

  private static ResultType type(CelAbstractSyntaxTree checked, CelExpr expression) {
    return checked.getType(expression.id()).map(CelCompilation::type).orElse(ResultType.ANY);
  }

  private static ResultType type(CelType type) {
    return switch (type.kind()) {
      case BOOL -> ResultType.BOOL;
      case INT -> ResultType.INT;
      case DOUBLE -> ResultType.DECIMAL;
      case OPAQUE -> type.equals(CelNumbers.DECIMAL) ? ResultType.DECIMAL : ResultType.ANY;
      case STRING -> ResultType.STRING;
      case LIST -> ResultType.LIST;
      case MAP -> ResultType.MAP;
      case NULL_TYPE -> ResultType.NULL;
      default -> ResultType.ANY;
    };
  }
}
