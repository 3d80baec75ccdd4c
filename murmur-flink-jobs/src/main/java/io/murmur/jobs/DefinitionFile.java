package io.murmur.jobs;

import io.murmur.definition.DeadLetterSettings;
import io.murmur.definition.DefinitionException;
import io.murmur.definition.Definitions;
import io.murmur.definition.StoreSettings;
import io.murmur.definition.yaml.Environment;
import io.murmur.flink.definition.DefinitionFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the definition that a command line names. */
public final class DefinitionFile {

  private DefinitionFile() {}

  /**
   * Reads a file with the variables of this process.
   *
   * @throws IllegalArgumentException if it cannot be read, or says what cannot be run; names all
   *     that is wrong
   */
  public static Definitions read(Path file) {
    return read(file, Environment.system());
  }

  /** As {@link #read(Path)}, with other variables. */
  public static Definitions read(Path file, Environment environment) {
    try {
      return DefinitionFiles.reader().read(file, environment);
    } catch (DefinitionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A definition with what a command line says instead.
   *
   * @param region the region of the tables, if it is another
   * @param endpoint the endpoint of DynamoDB, if it is another
   * @param create whether tables are created even if the definition does not say so
   * @param failOnError whether the first dead letter ends the job even if it does not say so
   */
  public static Definitions with(
      Definitions job,
      Optional<String> region,
      Optional<URI> endpoint,
      boolean create,
      boolean failOnError) {
    StoreSettings store = job.store();
    DeadLetterSettings letters = job.deadLetters();
    return new Definitions(
        job.file(),
        job.source(),
        job.fields(),
        job.mode(),
        new StoreSettings(
            store.controlTable(),
            region.or(store::region),
            endpoint.or(store::endpoint),
            create || store.create(),
            store.writes()),
        job.checkpoint(),
        failOnError ? letters.failingOnError() : letters,
        job.all());
  }
}
