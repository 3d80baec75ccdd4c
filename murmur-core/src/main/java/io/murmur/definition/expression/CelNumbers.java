package io.murmur.definition.expression;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;

/**
 * The numbers of expressions: {@code int} and {@code decimal}. CEL's own doubles are only the form
 * in which a literal such as {@code 0.1} arrives; it stands for the decimal that is written.
 */
final class CelNumbers {

  /** The type of all numbers that are not whole, or exceed 64 bits. */
  static final CelType DECIMAL = OpaqueType.create("decimal");

  /** A quotient has as many digits as a DynamoDB number can hold, nearly. */
  private static final MathContext QUOTIENT = MathContext.DECIMAL128;

  private enum Kind {
    INT(Long.class),
    LITERAL(Double.class),
    EXACT(BigDecimal.class);

    private final Class<?> java;

    Kind(Class<?> java) {
      this.java = java;
    }

    CelType type() {
      return switch (this) {
        case INT -> SimpleType.INT;
        case LITERAL -> SimpleType.DOUBLE;
        case EXACT -> DECIMAL;
      };
    }
  }

  private final CelFunctions functions;

  private CelNumbers(CelFunctions functions) {
    this.functions = functions;
  }

  /** Adds the operators and conversions of numbers. */
  static void addTo(CelFunctions functions) {
    CelNumbers numbers = new CelNumbers(functions);
    numbers.arithmetic("_+_", "add", Math::addExact, BigDecimal::add);
    numbers.arithmetic("_-_", "subtract", Math::subtractExact, BigDecimal::subtract);
    numbers.arithmetic("_*_", "multiply", Math::multiplyExact, BigDecimal::multiply);
    numbers.arithmetic("_/_", "divide", CelNumbers::divide, CelNumbers::divide);
    numbers.arithmetic("_%_", "modulo", CelNumbers::remainder, CelNumbers::remainder);
    numbers.comparison("_<_", "less", order -> order < 0);
    numbers.comparison("_<=_", "less_equals", order -> order <= 0);
    numbers.comparison("_>_", "greater", order -> order > 0);
    numbers.comparison("_>=_", "greater_equals", order -> order >= 0);
    numbers.negation();
    numbers.conversions();
  }

  /** A literal as the decimal that is written: the shortest that is this double. */
  static BigDecimal decimal(Object number) {
    if (number instanceof BigDecimal exact) {
      return exact;
    }
    return number instanceof Double literal
        ? BigDecimal.valueOf(literal)
        : BigDecimal.valueOf((Long) number);
  }

  /** Compares two numbers by what they are worth. */
  static int compare(Object left, Object right) {
    return left instanceof Long a && right instanceof Long b
        ? Long.compare(a, b)
        : decimal(left).compareTo(decimal(right));
  }

  private void arithmetic(
      String operator,
      String name,
      LongBinaryOperator whole,
      BiFunction<BigDecimal, BigDecimal, BigDecimal> exact) {
    forEachPair(
        (left, right) -> {
          boolean ints = left == Kind.INT && right == Kind.INT;
          functions.add(
              operator,
              CelOverloadDecl.newGlobalOverload(
                  name + "_" + left + "_" + right,
                  ints ? SimpleType.INT : DECIMAL,
                  left.type(),
                  right.type()),
              left.java,
              right.java,
              ints
                  ? (a, b) -> whole.applyAsLong((Long) a, (Long) b)
                  : (a, b) -> exact.apply(decimal(a), decimal(b)));
        });
  }

  private void comparison(String operator, String name, IntPredicate holds) {
    forEachPair(
        (left, right) ->
            functions.add(
                operator,
                CelOverloadDecl.newGlobalOverload(
                    name + "_" + left + "_" + right, SimpleType.BOOL, left.type(), right.type()),
                left.java,
                right.java,
                (a, b) -> holds.test(compare(a, b))));
  }

  private interface PairConsumer {
    void accept(Kind left, Kind right);
  }

  private static void forEachPair(PairConsumer consumer) {
    for (Kind left : Kind.values()) {
      for (Kind right : Kind.values()) {
        consumer.accept(left, right);
      }
    }
  }

  private void negation() {
    for (Kind kind : Kind.values()) {
      functions.add(
          "-_",
          CelOverloadDecl.newGlobalOverload(
              "negate_" + kind, kind == Kind.INT ? SimpleType.INT : DECIMAL, kind.type()),
          kind.java,
          number ->
              number instanceof Long whole ? Math.negateExact(whole) : decimal(number).negate());
    }
  }

  private void conversions() {
    for (Kind kind : Kind.values()) {
      functions.add(
          "decimal",
          CelOverloadDecl.newGlobalOverload("decimal_of_" + kind, DECIMAL, kind.type()),
          kind.java,
          CelNumbers::decimal);
      functions.add(
          "int",
          CelOverloadDecl.newGlobalOverload("int_of_" + kind, SimpleType.INT, kind.type()),
          kind.java,
          CelNumbers::whole);
      functions.add(
          "string",
          CelOverloadDecl.newGlobalOverload("string_of_" + kind, SimpleType.STRING, kind.type()),
          kind.java,
          number -> Values.write(number instanceof Double ? decimal(number) : number));
    }
    functions.add(
        "decimal",
        CelOverloadDecl.newGlobalOverload("decimal_of_string", DECIMAL, SimpleType.STRING),
        String.class,
        text -> Values.parse((String) text));
    functions.add(
        "int",
        CelOverloadDecl.newGlobalOverload("int_of_string", SimpleType.INT, SimpleType.STRING),
        String.class,
        text -> Values.parse((String) text).longValueExact());
  }

  /** Towards zero. */
  private static Long whole(Object number) {
    return number instanceof Long whole
        ? whole
        : decimal(number).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  private static long divide(long left, long right) {
    if (right == -1) {
      return Math.negateExact(left);
    }
    return left / right;
  }

  private static long remainder(long left, long right) {
    return right == -1 ? 0 : left % right;
  }

  private static BigDecimal divide(BigDecimal left, BigDecimal right) {
    return left.divide(right, QUOTIENT);
  }

  private static BigDecimal remainder(BigDecimal left, BigDecimal right) {
    return left.remainder(right);
  }
}
