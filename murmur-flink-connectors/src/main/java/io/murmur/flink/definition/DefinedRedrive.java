package io.murmur.flink.definition;

import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.flink.redrive.Redrive;
import io.murmur.pipeline.Pipeline;

/** Makes redrives of definitions. */
public final class DefinedRedrive {

  private DefinedRedrive() {}

  /**
   * Sends the dead letters of a run through a pipeline of a file, as the file is now. The source is
   * not read; what kind it is says how records are decoded. Connects to nothing.
   *
   * @param definition one of the file's
   * @param runId the run, or one of its redrives
   * @throws IllegalArgumentException if the file asks for what redrives do not have
   */
  public static Redrive<Event, ?> of(Definitions job, Definition definition, String runId) {
    return of(job, definition, definition.pipeline()).lettersOf(runId);
  }

  private static <V> Redrive<Event, V> of(
      Definitions job, Definition definition, Pipeline<Event, V> pipeline) {
    return Redrive.of(pipeline, DefinitionFiles.source(job).decoder(job.fields()))
        .into(
            definition.table().table(), DefinedBootstrap.store(job, definition, pipeline.monoid()))
        .control(DefinedBootstrap.connection(job.store()).control(job.store().controlTable()))
        .with(
            bootstrap -> DefinedBootstrap.configure(job, definition, bootstrap, pipeline.monoid()));
  }
}
