package io.murmur.jobs.cli;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.StoreSettings;
import io.murmur.definition.yaml.Nearest;
import io.murmur.jobs.DefinitionFile;
import io.murmur.jobs.PipelineClasses;
import io.murmur.pipeline.Pipeline;
import io.murmur.swap.WriterTable;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The pipeline whose values a table holds: they cannot be read without knowing it. */
final class PipelineChoice {

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The definition whose values the table holds; it names the table, too.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Which of the pipelines, where the file defines several.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--pipeline-class",
      paramLabel = "CLASS",
      description = "Instead of a file: a PipelineDefinition, with --table.")
  private Optional<String> pipelineClass = Optional.empty();

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "Jars in which the class is; none if it is on the class path.")
  private Path[] jars = {};

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "The state table; default: the one that the definition's stands for.")
  private Optional<String> table = Optional.empty();

  /**
   * What was chosen.
   *
   * @param pipeline says how values combine and how time is cut
   * @param table the state table, or the alias that stands for it
   * @param store how to reach it, if a definition says so
   * @param aliased whether the table is an alias: what a definition names. What the command line
   *     names is the table itself
   */
  record Chosen(
      Pipeline<?, ?> pipeline, String table, Optional<StoreSettings> store, boolean aliased) {

    /** The table that readers see now. */
    String current(DynamoDbAsyncClient client) {
      if (!aliased) {
        return table;
      }
      String control = store.orElseThrow().controlTable();
      try (DynamoDbDocuments documents = new DynamoDbDocuments(client, control)) {
        return WriterTable.of(documents, table);
      }
    }
  }

  /** Reads the definition, or loads the class. */
  Chosen chosen() {
    if (file.isPresent() == pipelineClass.isPresent()) {
      throw new IllegalArgumentException("say either --pipeline FILE or --pipeline-class CLASS");
    }
    return file.isPresent() ? defined(file.get()) : typed(pipelineClass.get());
  }

  private Chosen defined(Path path) {
    if (jars.length > 0) {
      throw new IllegalArgumentException("--jar is for --pipeline-class: leave it out");
    }
    Definitions job = DefinitionFile.read(path);
    Definition one = one(job);
    return new Chosen(
        one.pipeline(),
        table.orElse(one.table().table()),
        Optional.of(job.store()),
        table.isEmpty());
  }

  private Chosen typed(String type) {
    if (name.isPresent()) {
      throw new IllegalArgumentException("--name is for --pipeline: leave it out");
    }
    Pipeline<?, ?> pipeline =
        PipelineClasses.load(
                type,
                new URLClassLoader(urls(), getClass().getClassLoader()),
                "name its jar with --jar")
            .pipeline();
    return new Chosen(
        pipeline,
        table.orElseThrow(
            () -> new IllegalArgumentException("--pipeline-class needs --table as well")),
        Optional.empty(),
        false);
  }

  private Definition one(Definitions job) {
    List<String> names = job.all().stream().map(Definition::name).toList();
    if (name.isEmpty() && names.size() > 1) {
      throw new IllegalArgumentException(
          "%s defines %s: say which with --name".formatted(job.file(), String.join(", ", names)));
    }
    String wanted = name.orElse(names.get(0));
    return job.all().stream()
        .filter(definition -> definition.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s defines no pipeline '%s'%s"
                        .formatted(job.file(), wanted, Nearest.hint(wanted, names))));
  }

  private URL[] urls() {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      if (!Files.isReadable(jars[i])) {
        throw new IllegalArgumentException("--jar " + jars[i] + " cannot be read");
      }
      try {
        urls[i] = jars[i].toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("--jar " + jars[i] + " has no URL", e);
      }
    }
    return urls;
  }
}
