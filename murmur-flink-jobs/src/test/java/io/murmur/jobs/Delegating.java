package io.murmur.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.flink.bootstrap.PipelineDefinition;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.jobs.example.PageViews;
import io.murmur.pipeline.Pipeline;

/** A definition as good as any, for what is wrong around one. */
abstract class Delegating implements PipelineDefinition<JsonNode, Long> {

  @Override
  public Pipeline<JsonNode, Long> pipeline() {
    return new PageViews().pipeline();
  }

  @Override
  public RecordDecoder<JsonNode> decoder() {
    return new PageViews().decoder();
  }
}
