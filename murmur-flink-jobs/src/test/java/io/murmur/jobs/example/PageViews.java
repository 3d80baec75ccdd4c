package io.murmur.jobs.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;

/** Views by page. */
public final class PageViews implements PipelineDefinition<JsonNode, Long> {

  /** For the job. */
  public PageViews() {}

  @Override
  public Pipeline<JsonNode, Long> pipeline() {
    return Pipeline.named("page-views")
        .of(JsonNode.class)
        .key(view -> view.required("page").textValue())
        .aggregate(Monoids.count(), (view, context) -> 1L)
        .build();
  }

  @Override
  public RecordDecoder<JsonNode> decoder() {
    return RecordDecoders.json();
  }
}
