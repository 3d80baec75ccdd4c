package io.murmur.jobs.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Pipeline;
import io.murmur.window.Windowing;
import java.time.Instant;

/** Edits of Wikipedia by people, by channel and day; and the definition that says the same. */
public final class DailyEdits implements PipelineDefinition<JsonNode, StructValue> {

  /** The same pipeline, without source and store. */
  public static final String YAML =
      """
      name: daily-edits
      event: {time: {of: time, format: iso-8601}}
      filter: "!isRobot"
      key: ['channel:{channel}', all]
      aggregate:
        struct:
          edits: count
          added: {sum: added}
          largest: {max: {of: added, type: long}}
          users: {unique-count: user}
          last_page: {last: {of: page, type: string}}
      window: day
      """;

  /** For the job. */
  public DailyEdits() {}

  @Override
  public Pipeline<JsonNode, StructValue> pipeline() {
    return Pipeline.named("daily-edits")
        .of(JsonNode.class)
        .eventTime(edit -> Instant.parse(edit.get("time").textValue()).toEpochMilli())
        .filter(edit -> !edit.get("isRobot").booleanValue())
        .key(edit -> "channel:" + edit.get("channel").textValue())
        .key(edit -> "all")
        .struct(
            edit ->
                edit.field("edits", Aggregations.count())
                    .field("added", Aggregations.sumDecimal(e -> e.get("added").decimalValue()))
                    .field("largest", Aggregations.maxLong(e -> e.get("added").longValue()))
                    .field("users", Aggregations.uniqueCount(e -> e.get("user").textValue()))
                    .field(
                        "last_page",
                        Aggregations.positional(
                            Monoids.lastString(), e -> e.get("page").textValue())))
        .window(Windowing.days())
        .build();
  }

  @Override
  public RecordDecoder<JsonNode> decoder() {
    return RecordDecoders.json();
  }
}
