package io.murmur.flink.definition;

import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import java.util.Optional;

/** The words that all scans have. */
final class ScanWords {

  private static final double MOST_PER_SECOND = 1e9;

  static final Word<Double> MAX_RECORDS =
      Word.optional(
          "max-records-per-second",
          Shapes.between(0, MOST_PER_SECOND),
          "The most records that the whole job reads in a second, on average; no limit unless"
              + " said.");

  static final Word<Double> MAX_UNITS =
      Word.optional(
          "max-read-units-per-second",
          Shapes.between(0, MOST_PER_SECOND),
          "The most read units that the whole job uses in a second, on average; no limit unless"
              + " said.");

  private ScanWords() {}

  /** The limit of a source that counts no units. */
  static ScanLimit limit(Section section) {
    return new ScanLimit(section.get(MAX_RECORDS), Optional.empty());
  }

  /** The limit of a source that counts units, too; two of them are a problem. */
  static ScanLimit limitOfEither(Section section) {
    if (section.has(MAX_RECORDS) && section.has(MAX_UNITS)) {
      section.problem(
          MAX_UNITS, "a scan has one limit, and '%s' is another".formatted(MAX_RECORDS.name()));
    }
    return new ScanLimit(section.get(MAX_RECORDS), section.get(MAX_UNITS));
  }
}
