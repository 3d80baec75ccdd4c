package io.murmur.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.Template;
import io.murmur.definition.expression.Values;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Functions;
import io.murmur.pipeline.Pipeline;
import io.murmur.pipeline.PipelineBuilder;
import io.murmur.window.Windowing;
import java.util.List;
import java.util.Optional;

/** Makes a pipeline of the parts of a definition. */
final class PipelineAssembly {

  private PipelineAssembly() {}

  /**
   * The pipeline.
   *
   * @throws IllegalArgumentException with all that is wrong with it
   */
  static Pipeline<Event, ?> assemble(
      String name,
      Optional<Template> id,
      Optional<Functions.EventTime<Event>> time,
      Optional<Expression> filter,
      List<Template> keys,
      Aggregation<Event, ?, ?> aggregation,
      Optional<Windowing> window) {
    PipelineBuilder<Event, Object> builder = Pipeline.named(name).of(Event.class);
    id.ifPresent(template -> builder.eventId(template::text));
    time.ifPresent(builder::eventTime);
    filter.ifPresent(condition -> builder.filter(test(condition)));
    keys.forEach(key -> builder.eachKey(key::fill));
    window.ifPresent(builder::window);
    return aggregate(builder, aggregation);
  }

  private static <W> Pipeline<Event, W> aggregate(
      PipelineBuilder<Event, Object> builder, Aggregation<Event, W, ?> aggregation) {
    return builder.aggregate(aggregation).build();
  }

  private static Functions.Filter<Event> test(Expression condition) {
    return event -> Values.condition(condition, condition.evaluate(event));
  }
}
