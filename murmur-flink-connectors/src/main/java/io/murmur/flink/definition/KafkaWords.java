package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Nearest;
import io.murmur.definition.yaml.Secret;
import io.murmur.definition.yaml.Secrets;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.kafka.KafkaBound;
import io.murmur.flink.source.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The words about a range of a topic of Kafka. */
final class KafkaWords {

  private static final Pattern PROPERTY = Pattern.compile("[a-z][a-z0-9.]*");
  private static final String PROPERTY_NAME = "the name of a property of Kafka's consumer";

  private static final Word<List<String>> SERVERS =
      Word.required(
          "servers",
          Shapes.oneOrMore(
              Shapes.text(
                  Pattern.compile("[^\\s,/]+:[0-9]{1,5}"),
                  "a broker, host:port, without a scheme")),
          "Some of the brokers, host:port; or a list.");

  private static final Word<String> TOPIC =
      Word.required(
          "topic",
          Shapes.text(
              Pattern.compile("[a-zA-Z0-9._-]{1,249}"),
              "the name of a topic: 1 to 249 letters, digits, '.', '_' and '-'"),
          "The topic that is read.");

  private static final Word<KafkaBound> FROM =
      Word.required(
          "from",
          KafkaBounds.from(),
          "Where the range begins: earliest, for all that is still there; or one of committed,"
              + " timestamp and offsets. If records from there on were deleted, that is an error.");

  private static final Word<KafkaBound> TO =
      Word.optional(
          "to",
          KafkaBounds.to(),
          "Where it ends: latest, unless said, which is what is there when the run begins; or one"
              + " of timestamp and offsets. Decided once and kept in the handoff token.");

  private static final Word<Duration> SLACK =
      Word.optional(
          "slack",
          Shapes.duration(Duration.ZERO),
          "How far the time of an event may be from the timestamp of its record, 0s where the"
              + " timestamp is the time. With it a replay of a range of times reads only the"
              + " records of that range, and of so much before and after; without, the whole"
              + " range.");

  private static final Word<String> TIMESTAMP_AS =
      Word.optional(
          "timestamp-as",
          Shapes.text(),
          "A field for the record's timestamp, in milliseconds since 1970: name it in event: {time:"
              + " {of: …, format: epoch-millis}} for events without a time of their own.");

  private static final Word<String> KEY_AS =
      Word.optional("key-as", Shapes.text(), "A field for the record's key, as text.");

  private static final Word<Boolean> SKIP_TOMBSTONES =
      Word.optional(
          "tombstones",
          Shapes.choice(new TreeMap<>(Map.of("dead-letter", false, "skip", true))),
          "What becomes of records without a value: dead-letter, unless said, or skip.");

  private static final Word<Boolean> ALLOW_EMPTY =
      Word.optional(
          "allow-empty",
          Shapes.flag(),
          "Whether the range may have nothing in it; false unless said.");

  private static final Word<Map<String, String>> PROPERTIES =
      Word.optional(
          "properties",
          Shapes.named(PROPERTY, PROPERTY_NAME, Shapes.text()),
          "Further properties of Kafka's consumer, such as security.protocol and sasl.mechanism.");

  private static final Word<Map<String, Secret>> SECRETS =
      Word.optional(
          "secret-properties",
          Shapes.named(PROPERTY, PROPERTY_NAME, Secrets.secret()),
          "Those of them that are secrets, such as sasl.jaas.config: from a variable or a file;"
              + " never written here itself.");

  private static final Word<Unwrap> UNWRAP = Unwrapping.word();

  private static final Words WORDS =
      Words.of(
          "source-kafka",
          SERVERS,
          TOPIC,
          FROM,
          TO,
          SLACK,
          TIMESTAMP_AS,
          KEY_AS,
          SKIP_TOMBSTONES,
          UNWRAP,
          ALLOW_EMPTY,
          PROPERTIES,
          SECRETS);

  /** A range of a topic as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "kafka",
          "A range of a topic of Kafka, whose end is fixed when the run begins, for bootstraps and"
              + " replays.",
          source());

  private KafkaWords() {}

  private static Shape<SourceSettings> source() {
    return Shapes.section(WORDS, section -> read(section).map(settings -> settings));
  }

  private static Optional<KafkaSettings> read(Section section) {
    Optional<List<String>> servers = section.get(SERVERS);
    Optional<String> topic = section.get(TOPIC);
    Optional<KafkaBound> from = section.get(FROM);
    Optional<KafkaBound> to = section.has(TO) ? section.get(TO) : Optional.of(KafkaBound.latest());
    Optional<Map<String, String>> properties = section.get(PROPERTIES);
    Optional<Map<String, Secret>> secrets = section.get(SECRETS);
    KafkaSettings.Records records =
        new KafkaSettings.Records(
            section.get(TIMESTAMP_AS),
            section.get(KEY_AS),
            section.get(SKIP_TOMBSTONES).orElse(false),
            section.get(UNWRAP).orElse(Unwrap.NONE));
    if (records.timestampAs().isPresent() && records.timestampAs().equals(records.keyAs())) {
      section.problem(KEY_AS, "is the field that 'timestamp-as' names: name them apart");
    }
    boolean right = names(section, properties, secrets);
    KafkaSettings settings =
        new KafkaSettings(
            new KafkaSettings.Cluster(
                servers.orElse(List.of("x:1")),
                right ? properties.orElse(Map.of()) : Map.of(),
                right ? secrets.orElse(Map.of()) : Map.of()),
            topic.orElse("x"),
            from.orElse(KafkaBound.earliest()),
            to.orElse(KafkaBound.latest()),
            section.get(SLACK),
            records,
            section.get(ALLOW_EMPTY).orElse(false),
            EventTimes.ALL);
    // One by one, so that each mistake is told where it is.
    right =
        right
            && SourceCheck.passes(
                settings.between(KafkaBound.earliest(), KafkaBound.latest()),
                section.at(PROPERTIES.name()));
    right = right && SourceCheck.passes(settings, section.at(TO.name()));
    return right && servers.isPresent() && topic.isPresent() && from.isPresent() && to.isPresent()
        ? Optional.of(settings)
        : Optional.empty();
  }

  /** Whether each property is where it belongs. */
  private static boolean names(
      Section section,
      Optional<Map<String, String>> properties,
      Optional<Map<String, Secret>> secrets) {
    boolean right = true;
    for (String name : properties.orElse(Map.of()).keySet()) {
      right &= known(section, PROPERTIES, name);
      if (KafkaConnection.secret(name)) {
        section.problem(
            PROPERTIES,
            "'%s' is a secret: say it in 'secret-properties', from a variable or a file"
                .formatted(name));
        right = false;
      }
    }
    for (String name : secrets.orElse(Map.of()).keySet()) {
      right &= known(section, SECRETS, name);
      if (properties.orElse(Map.of()).containsKey(name)) {
        section.problem(SECRETS, "'%s' stands in 'properties', too".formatted(name));
        right = false;
      }
    }
    return right;
  }

  private static boolean known(Section section, Word<?> word, String name) {
    if (KafkaConnection.names().contains(name)) {
      return true;
    }
    section.problem(
        word,
        "Kafka's consumer has no property '%s'%s"
            .formatted(
                name,
                Nearest.to(name, KafkaConnection.names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("")));
    return false;
  }
}
