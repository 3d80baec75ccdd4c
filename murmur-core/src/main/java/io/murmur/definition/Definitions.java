package io.murmur.definition;

import io.murmur.definition.event.Fields;
import java.util.List;
import java.util.Optional;

/**
 * What one file defines: a job over one source, with one pipeline or several. Immutable; the only
 * secrets in it are {@link io.murmur.definition.yaml.Secret}s.
 *
 * @param file what the file is called
 * @param source what is read, once for all pipelines
 * @param fields the fields that all pipelines together take from an event; what decodes records
 *     needs them
 * @param mode how the job runs; empty for how Flink's configuration says
 * @param store the database, and what all pipelines have in common there
 * @param checkpoint when the job writes
 * @param deadLetters what becomes of records that cannot be counted
 * @param all the pipelines, at least one, with different names and tables
 */
public record Definitions(
    String file,
    SourceSettings source,
    Fields fields,
    Optional<ExecutionMode> mode,
    StoreSettings store,
    CheckpointSettings checkpoint,
    DeadLetterSettings deadLetters,
    List<Definition> all) {

  /** Copies the pipelines. */
  public Definitions {
    all = List.copyOf(all);
  }
}
