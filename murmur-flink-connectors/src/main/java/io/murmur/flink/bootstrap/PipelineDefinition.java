package io.murmur.flink.bootstrap;

import io.murmur.flink.source.RecordDecoder;
import io.murmur.pipeline.Pipeline;

/**
 * A pipeline with the decoder of its records, as a job finds it on its class path: a public class
 * with a public constructor without parameters.
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public interface PipelineDefinition<T, V> {

  /** The pipeline. */
  Pipeline<T, V> pipeline();

  /** Makes events of the source's records. */
  RecordDecoder<T> decoder();
}
