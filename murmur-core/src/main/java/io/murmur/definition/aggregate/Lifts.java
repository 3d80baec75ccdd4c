package io.murmur.definition.aggregate;

import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Values;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Functions;
import java.math.BigDecimal;
import java.util.Optional;

/** Aggregations of single values, by their type. */
final class Lifts {

  private Lifts() {}

  static Functions.ToLong<Event> whole(Expression of) {
    return event -> Values.whole(of, of.evaluate(event));
  }

  static Functions.ToDouble<Event> nearest(Expression of) {
    return event -> Values.nearest(of, of.evaluate(event));
  }

  static Functions.Extract<Event, BigDecimal> decimal(Expression of) {
    return event -> Values.decimal(of, of.evaluate(event));
  }

  static Functions.Extract<Event, String> text(Expression of) {
    return event -> Values.text(of, of.evaluate(event));
  }

  static Functions.Filter<Event> condition(Expression of) {
    return event -> Values.condition(of, of.evaluate(event));
  }

  static Aggregation<Event, ?, ?> sum(ValueType type, Expression of) {
    return switch (type) {
      case LONG -> Aggregations.sumLong(whole(of));
      // Without another look at its digits: it is as the monoid holds it.
      case DECIMAL ->
          Aggregation.of(
              Monoids.sumDecimal(), (event, context) -> Values.decimal(of, of.evaluate(event)));
      case DOUBLE -> Aggregations.sumDouble(nearest(of));
      case STRING -> throw new IllegalArgumentException("texts have no sum");
    };
  }

  static Aggregation<Event, ?, ?> max(ValueType type, Expression of) {
    return switch (type) {
      case LONG -> Aggregations.maxLong(whole(of));
      case DECIMAL -> Aggregations.extremum(Monoids.maxDecimal(), decimal(of));
      case DOUBLE -> Aggregations.extremum(Monoids.maxDouble(), boxed(of));
      case STRING -> Aggregations.extremum(Monoids.maxString(), text(of));
    };
  }

  static Aggregation<Event, ?, ?> min(ValueType type, Expression of) {
    return switch (type) {
      case LONG -> Aggregations.minLong(whole(of));
      case DECIMAL -> Aggregations.extremum(Monoids.minDecimal(), decimal(of));
      case DOUBLE -> Aggregations.extremum(Monoids.minDouble(), boxed(of));
      case STRING -> Aggregations.extremum(Monoids.minString(), text(of));
    };
  }

  static Aggregation<Event, ?, ?> first(ValueType type, Expression of) {
    return switch (type) {
      case LONG -> positional(Monoids.firstLong(), event -> Values.whole(of, of.evaluate(event)));
      case DECIMAL -> positional(Monoids.firstDecimal(), decimal(of));
      case DOUBLE -> positional(Monoids.firstDouble(), boxed(of));
      case STRING -> positional(Monoids.firstString(), text(of));
    };
  }

  static Aggregation<Event, ?, ?> last(ValueType type, Expression of) {
    return switch (type) {
      case LONG -> positional(Monoids.lastLong(), event -> Values.whole(of, of.evaluate(event)));
      case DECIMAL -> positional(Monoids.lastDecimal(), decimal(of));
      case DOUBLE -> positional(Monoids.lastDouble(), boxed(of));
      case STRING -> positional(Monoids.lastString(), text(of));
    };
  }

  private static Functions.Extract<Event, Double> boxed(Expression of) {
    return event -> Values.nearest(of, of.evaluate(event));
  }

  private static <S> Aggregation<Event, ?, ?> positional(
      Monoid<Optional<Stamped<S>>> monoid, Functions.Extract<Event, S> value) {
    return Aggregations.positional(monoid, value);
  }
}
