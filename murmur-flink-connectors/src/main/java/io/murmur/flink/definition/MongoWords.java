package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Secret;
import io.murmur.definition.yaml.Secrets;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.mongodb.MongoScan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words about a scan of a collection of MongoDB. */
final class MongoWords {

  private static final Word<Secret> URI =
      Word.required(
          "uri",
          Secrets.secret(),
          "The connection string, mongodb://user:password@host/, from a variable or a file; never"
              + " written here itself.");

  private static final Word<String> DATABASE =
      Word.required("database", Shapes.text(), "The database.");

  private static final Word<String> COLLECTION =
      Word.required("collection", Shapes.text(), "The collection; not a view.");

  private static final Word<String> FILTER =
      Word.optional(
          "filter",
          Shapes.text(),
          "Which documents are read: a query in MongoDB's extended JSON, in quotes, as in"
              + " '{\"amount\": {\"$gt\": 10}}'.");

  private static final Word<String> PROJECTION =
      Word.optional(
          "projection",
          Shapes.text(),
          "Which fields are read, in quotes, as in '{\"amount\": 1}'; _id always is, and all are"
              + " unless said.");

  private static final Word<String> READ_PREFERENCE =
      Word.optional(
          "read-preference",
          Shapes.choice(readPreferences()),
          "Which members of a replica set are read; what the connection string says unless said.");

  private static final Word<Long> RANGES =
      Word.optional(
          "ranges",
          Shapes.whole(1, MongoScan.MAX_RANGES),
          "In how many parts it is read, about, of which each task reads one at a time; 32 unless"
              + " said.");

  private static final Word<Long> PAGE_DOCUMENTS =
      Word.optional(
          "page-documents",
          Shapes.whole(1, MongoScan.MAX_PAGE_DOCUMENTS),
          "The most documents of a page; 1000 unless said, and fewer where they are large.");

  private static final Words WORDS =
      Words.of(
          "source-mongodb",
          URI,
          DATABASE,
          COLLECTION,
          FILTER,
          PROJECTION,
          READ_PREFERENCE,
          RANGES,
          PAGE_DOCUMENTS,
          ScanWords.MAX_RECORDS);

  /** A collection as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "mongodb",
          "The documents of a collection of MongoDB, in the order of their _id.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private MongoWords() {}

  private static Map<String, String> readPreferences() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name :
        List.of("primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest")) {
      names.put(name, name);
    }
    return names;
  }

  private static Optional<MongoSourceSettings> read(Section section) {
    Optional<Secret> uri = section.get(URI);
    Optional<String> database = section.get(DATABASE);
    Optional<String> collection = section.get(COLLECTION);
    MongoSourceSettings plain =
        new MongoSourceSettings(
            uri.orElse(Secret.of("mongodb://localhost", "nothing")),
            database.orElse("x"),
            collection.orElse("x"),
            Optional.empty(),
            Optional.empty(),
            section.get(READ_PREFERENCE),
            section.get(RANGES).map(Long::intValue),
            section.get(PAGE_DOCUMENTS).map(Long::intValue),
            ScanWords.limit(section));
    MongoSourceSettings filtered = plain.filtered(section.get(FILTER));
    MongoSourceSettings projected = plain.projected(section.get(PROJECTION));
    // One by one, so that each mistake is told where it is.
    boolean right = uri.map(secret -> isAddress(secret, section)).orElse(false);
    right &= SourceCheck.passes(plain, section.whole());
    right &= SourceCheck.passes(filtered, section.at(FILTER.name()));
    right &= SourceCheck.passes(projected, section.at(PROJECTION.name()));
    return right && database.isPresent() && collection.isPresent()
        ? Optional.of(filtered.projected(section.get(PROJECTION)))
        : Optional.empty();
  }

  /** Never says what it is: there may be a password in it. */
  private static boolean isAddress(Secret uri, Section section) {
    Optional<String> problem = MongoScan.problem(uri.reveal());
    problem.ifPresent(text -> section.problem(URI, "the text of its " + uri.origin() + " " + text));
    return problem.isEmpty();
  }
}
