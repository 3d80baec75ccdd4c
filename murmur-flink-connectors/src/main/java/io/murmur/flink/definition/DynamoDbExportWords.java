package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.dynamodb.DynamoDbExport;
import java.util.List;
import java.util.Optional;

/** The words about an export of a table of DynamoDB. */
final class DynamoDbExportWords {

  private static final int MOST_KEY_ATTRIBUTES = 2;

  private static final Word<String> PATH =
      Word.required(
          "path",
          Shapes.text(),
          "The export's folder, the one with manifest-summary.json:"
              + " s3://bucket/AWSDynamoDB/01693685827463-2d8752fd. Of any file system that Flink"
              + " knows.");

  private static final Word<String> TABLE =
      Word.required("table", DynamoDbWords.TABLE_NAME, "The table that was exported.");

  private static final Word<List<String>> KEY =
      Word.required(
          "key",
          Shapes.oneOrMore(Shapes.text()),
          "The attributes of the table's primary key, the partition key's first: an export does not"
              + " tell them, and the ids of events are made of them.");

  private static final Words WORDS =
      Words.of("source-dynamodb-export", PATH, TABLE, KEY, ScanWords.MAX_RECORDS);

  /** An export as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "dynamodb-export",
          "A table of DynamoDB at one moment, exported to S3 as DynamoDB JSON; costs no read"
              + " units.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private DynamoDbExportWords() {}

  private static Optional<DynamoDbExportSettings> read(Section section) {
    Optional<String> path = section.get(PATH);
    Optional<String> table = section.get(TABLE);
    Optional<List<String>> key = section.get(KEY);
    ScanLimit limit = ScanWords.limit(section);
    if (key.isPresent()
        && (key.get().size() > MOST_KEY_ATTRIBUTES
            || key.get().stream().distinct().count() < key.get().size())) {
      section.problem(KEY, "a table's key has one attribute, or two that differ");
      return Optional.empty();
    }
    return path.flatMap(
        folder ->
            table.flatMap(
                name ->
                    key.map(
                        attributes ->
                            new DynamoDbExportSettings(
                                new DynamoDbExport(folder, name, attributes), limit))));
  }
}
