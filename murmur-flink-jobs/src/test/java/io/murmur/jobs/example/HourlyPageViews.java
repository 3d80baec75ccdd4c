package io.murmur.jobs.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.Pipeline;
import io.murmur.window.Windowing;
import java.time.Instant;

/** Views, revenue and unique visitors of each page, hour by hour. */
public final class HourlyPageViews implements PipelineDefinition<JsonNode, StructValue> {

  /** The visitors. */
  public static final HllMonoid VISITORS = Monoids.hll(12);

  /** What is kept of each page and hour. */
  public static final StructMonoid TOTALS =
      Monoids.struct()
          .field("views", Monoids.count())
          .field("revenue", Monoids.sumDecimal())
          .field("visitors", VISITORS)
          .build();

  /** For the job. */
  public HourlyPageViews() {}

  @Override
  public Pipeline<JsonNode, StructValue> pipeline() {
    return Pipeline.named("page-views")
        .of(JsonNode.class)
        .eventId(view -> view.required("id").textValue())
        .eventTime(view -> Instant.parse(view.required("at").textValue()).toEpochMilli())
        .key(view -> view.required("page").textValue())
        .window(Windowing.hours())
        .aggregate(
            TOTALS,
            (view, context) ->
                TOTALS.value(
                    1L,
                    Monoids.decimal(view.required("paid").decimalValue()),
                    VISITORS.lift(view.required("user").textValue())))
        .build();
  }

  @Override
  public RecordDecoder<JsonNode> decoder() {
    return RecordDecoders.json();
  }
}
