package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Addresses;
import io.murmur.definition.yaml.Nearest;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Value;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.dynamodb.DynamoDbScan;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The words about a scan of a table of DynamoDB. */
final class DynamoDbWords {

  static final Shape<String> TABLE_NAME =
      Shapes.text(
          Pattern.compile("[a-zA-Z0-9_.-]{3,255}"),
          "the name of a table: 3 to 255 letters, digits, '_', '-' and '.'");

  private static final Pattern PLACEHOLDER = Pattern.compile("[#:][A-Za-z0-9_]+");

  private static final Word<String> TABLE =
      Word.required("table", TABLE_NAME, "The table that is read.");

  private static final Word<String> REGION =
      Word.optional("region", Shapes.text(), "Its region; unless said, of the AWS environment.");

  private static final Word<URI> ENDPOINT =
      Word.optional("endpoint", Addresses.http(), "Another endpoint than the region's.");

  private static final Word<Long> SEGMENTS =
      Word.optional(
          "segments",
          Shapes.whole(1, DynamoDbScan.MAX_SEGMENTS),
          "In how many parts it is read, of which each task reads one at a time; 32 unless said.");

  private static final Word<String> FILTER =
      Word.optional(
          "filter",
          Shapes.text(),
          "A filter expression of DynamoDB, with placeholders: '#s = :paid'. What it does not let"
              + " pass costs the same.");

  private static final Word<String> PROJECTION =
      Word.optional(
          "projection",
          Shapes.text(),
          "The attributes that are read, as a projection expression of DynamoDB: 'amount, #s'. The"
              + " key always is.");

  private static final Word<Map<String, String>> NAMES =
      Word.optional(
          "names",
          Shapes.named(
              Pattern.compile("#[A-Za-z0-9_]+"), "a placeholder such as '#status'", Shapes.text()),
          "The attributes that placeholders stand for.");

  private static final Word<Map<String, AttributeValue>> VALUES =
      Word.optional(
          "values",
          Shapes.named(
              Pattern.compile(":[A-Za-z0-9_]+"),
              "a placeholder such as ':paid'",
              AttributeShapes.value()),
          "The values that placeholders of the filter stand for: a number where one is written"
              + " without quotes, else a text; or with the type, {N: '1'}.");

  private static final Word<Boolean> CONSISTENT =
      Word.optional(
          "consistent-reads",
          Shapes.flag(),
          "Whether reads are strongly consistent, at twice the price; false unless said.");

  private static final Word<Long> PAGE_ITEMS =
      Word.optional(
          "page-items",
          Shapes.whole(1, Integer.MAX_VALUE),
          "The most items of a page; as many as fit into 1 MB unless said.");

  private static final Words WORDS =
      Words.of(
          "source-dynamodb",
          TABLE,
          REGION,
          ENDPOINT,
          SEGMENTS,
          FILTER,
          PROJECTION,
          NAMES,
          VALUES,
          CONSISTENT,
          PAGE_ITEMS,
          ScanWords.MAX_RECORDS,
          ScanWords.MAX_UNITS);

  /** A table as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "dynamodb",
          "The items of a table of DynamoDB, by a parallel scan; credentials are those of the AWS"
              + " environment.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private DynamoDbWords() {}

  private static Optional<DynamoDbSettings> read(Section section) {
    Optional<String> table = section.get(TABLE);
    Optional<String> region = section.get(REGION);
    Optional<URI> endpoint = section.get(ENDPOINT);
    Optional<Integer> segments = section.get(SEGMENTS).map(Long::intValue);
    Optional<DynamoDbSettings.Expressions> expressions = expressions(section);
    boolean consistent = section.get(CONSISTENT).orElse(false);
    Optional<Integer> pageItems = section.get(PAGE_ITEMS).map(Long::intValue);
    ScanLimit limit = ScanWords.limitOfEither(section);
    return table.flatMap(
        name ->
            expressions.map(
                what ->
                    new DynamoDbSettings(
                        name, region, endpoint, segments, what, consistent, pageItems, limit)));
  }

  private static Optional<DynamoDbSettings.Expressions> expressions(Section section) {
    Optional<String> filter = section.get(FILTER);
    Optional<String> projection = section.get(PROJECTION);
    Optional<Map<String, String>> names = section.get(NAMES);
    Optional<Map<String, AttributeValue>> values = section.get(VALUES);
    boolean right = names.isPresent() == section.has(NAMES);
    right &= values.isPresent() == section.has(VALUES);
    if (!right) {
      return Optional.empty();
    }
    Set<String> said = new LinkedHashSet<>();
    names.ifPresent(all -> said.addAll(all.keySet()));
    values.ifPresent(all -> said.addAll(all.keySet()));
    Set<String> used = new LinkedHashSet<>();
    filter.ifPresent(text -> used.addAll(placeholders(text)));
    projection.ifPresent(text -> used.addAll(placeholders(text)));
    filter.ifPresent(text -> requireSaid(section.at(FILTER.name()), placeholders(text), said));
    projection.ifPresent(
        text -> requireSaid(section.at(PROJECTION.name()), placeholders(text), said));
    names.ifPresent(all -> requireUsed(section.at(NAMES.name()), all.keySet(), used));
    values.ifPresent(all -> requireUsed(section.at(VALUES.name()), all.keySet(), used));
    return used.equals(said)
        ? Optional.of(
            new DynamoDbSettings.Expressions(
                filter, projection, names.orElse(Map.of()), values.orElse(Map.of())))
        : Optional.empty();
  }

  private static Set<String> placeholders(String expression) {
    Matcher found = PLACEHOLDER.matcher(expression);
    return found.results().map(result -> result.group()).collect(Collectors.toSet());
  }

  private static void requireSaid(Value place, Collection<String> used, Set<String> said) {
    used.stream()
        .filter(placeholder -> !said.contains(placeholder))
        .sorted()
        .forEach(
            placeholder ->
                place.problem(
                    "'%s' stands for nothing: say it in '%s'%s"
                        .formatted(
                            placeholder,
                            (placeholder.startsWith("#") ? NAMES : VALUES).name(),
                            Nearest.to(placeholder, said)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""))));
  }

  private static void requireUsed(Value place, Collection<String> said, Set<String> used) {
    said.stream()
        .filter(placeholder -> !used.contains(placeholder))
        .sorted()
        .forEach(placeholder -> place.problem("'%s' is in no expression".formatted(placeholder)));
  }
}
