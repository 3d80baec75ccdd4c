package io.murmur.flink.definition;

import io.murmur.definition.DefinitionReader;
import io.murmur.definition.Definitions;
import io.murmur.definition.SourceWords;
import java.util.List;

/** Reads definitions with all kinds of sources that this module can read. */
public final class DefinitionFiles {

  /** Every kind of source: whoever adds one says so here. */
  private static final List<SourceWords> SOURCES =
      List.of(
          FileWords.SOURCE,
          ArchiveWords.SOURCE,
          KafkaWords.SOURCE,
          DynamoDbWords.SOURCE,
          DynamoDbExportWords.SOURCE,
          JdbcWords.SOURCE,
          MongoWords.SOURCE);

  private static final DefinitionReader READER = DefinitionReader.of(SOURCES);

  private DefinitionFiles() {}

  /** What reads them. */
  public static DefinitionReader reader() {
    return READER;
  }

  /** The words for all kinds of sources. */
  public static List<String> kinds() {
    return SOURCES.stream().map(SourceWords::type).toList();
  }

  /** The source of a definition that was read here. */
  public static FlinkSourceSettings source(Definitions job) {
    return (FlinkSourceSettings) job.source();
  }
}
