package io.murmur.flink.definition;

import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.kafka.KafkaBound;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words for where a range of a topic begins and ends. */
final class KafkaBounds {

  private static final Word<String> COMMITTED =
      Word.optional(
          "committed", Shapes.text(), "Where this consumer group goes on, in every partition.");

  private static final Word<Instant> TIMESTAMP =
      Word.optional(
          "timestamp",
          Shapes.checked(Shapes.text(), KafkaBounds::moment),
          "The first record whose timestamp is not before this time, 2026-01-01 or"
              + " 2026-01-01T12:00:00Z.");

  private static final Word<Map<String, Long>> OFFSETS =
      Word.optional(
          "offsets",
          Shapes.named(
              Pattern.compile("[0-9]{1,9}"),
              "the number of a partition",
              Shapes.whole(0, Long.MAX_VALUE)),
          "An offset for each partition, {0: 1200, 1: 1180}: the first that is read, or the first"
              + " that is not.");

  private static final Words BEGIN = Words.of("kafka-from", COMMITTED, TIMESTAMP, OFFSETS);
  private static final Words END = Words.of("kafka-to", TIMESTAMP, OFFSETS);

  private KafkaBounds() {}

  static Shape<KafkaBound> from() {
    return Shapes.either(
        Shapes.section(BEGIN, section -> one(section, List.of(COMMITTED, TIMESTAMP, OFFSETS))),
        Shapes.choice(Map.of("earliest", KafkaBound.earliest())));
  }

  static Shape<KafkaBound> to() {
    return Shapes.either(
        Shapes.section(END, section -> one(section, List.of(TIMESTAMP, OFFSETS))),
        Shapes.choice(Map.of("latest", KafkaBound.latest())));
  }

  private static Optional<KafkaBound> one(Section section, List<Word<?>> words) {
    List<String> said = words.stream().filter(section::has).map(Word::name).toList();
    if (said.size() != 1) {
      section.problem(
          "exactly one of %s is needed"
              .formatted(String.join(", ", words.stream().map(Word::name).toList())));
      return Optional.empty();
    }
    return Stream.<Optional<KafkaBound>>of(
            words.contains(COMMITTED)
                ? section.get(COMMITTED).map(KafkaBound::committed)
                : Optional.empty(),
            section.get(TIMESTAMP).map(KafkaBound::at),
            section.get(OFFSETS).map(KafkaBounds::offsets))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static KafkaBound offsets(Map<String, Long> said) {
    Map<Integer, Long> offsets = new TreeMap<>();
    said.forEach((partition, offset) -> offsets.put(Integer.valueOf(partition), offset));
    return KafkaBound.offsets(offsets);
  }

  private static Instant moment(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must be a time such as 2026-03-01 or 2026-03-01T12:00:00Z, not '" + text + "'", e);
    }
  }
}
