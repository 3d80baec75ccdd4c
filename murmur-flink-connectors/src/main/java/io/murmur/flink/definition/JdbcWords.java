package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Secret;
import io.murmur.definition.yaml.Secrets;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.jdbc.JdbcScan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The words about a scan of a table of a SQL database. */
final class JdbcWords {

  private static final Word<String> URL =
      Word.required(
          "url",
          Shapes.checked(Shapes.text(), JdbcWords::address),
          "The driver's address, jdbc:postgresql://host/database; user and password have words of"
              + " their own. The driver has to be on the class path of client, job manager and task"
              + " managers.");

  private static final Word<String> USER = Word.optional("user", Shapes.text(), "Who connects.");

  private static final Word<Secret> PASSWORD =
      Word.optional(
          "password", Secrets.secret(), "From a variable or a file; never written here itself.");

  private static final Word<String> TABLE =
      Word.required(
          "table",
          Shapes.text(),
          "The table, with its schema before a dot, as the database's catalog writes it: always in"
              + " the same way, since it is a part of the ids of events.");

  private static final Word<List<String>> COLUMNS =
      Word.optional(
          "columns",
          Shapes.oneOrMore(Shapes.text()),
          "The columns that are read, beside those of the key; all unless said.");

  private static final Word<List<String>> KEY =
      Word.optional(
          "key",
          Shapes.oneOrMore(Shapes.text()),
          "The columns of a unique index without NULLs in whose order the table is read; the"
              + " primary key unless said.");

  private static final Word<String> WHERE =
      Word.optional(
          "where", Shapes.text(), "Which rows are read: a condition in the database's SQL.");

  private static final Word<Long> RANGES =
      Word.optional(
          "ranges",
          Shapes.whole(1, JdbcScan.MAX_RANGES),
          "In how many parts it is read, about, of which each task reads one at a time; 64 unless"
              + " said, and always one of MySQL and MariaDB with a snapshot.");

  private static final Word<Long> PAGE_ROWS =
      Word.optional(
          "page-rows", Shapes.whole(1, 1_000_000), "The most rows of a page; 1000 unless said.");

  private static final Word<Boolean> SNAPSHOT =
      Word.optional(
          "snapshot",
          Shapes.flag(),
          "Whether all is read as it is at one moment, where the database can: Postgres, MySQL,"
              + " MariaDB; true unless said.");

  private static final Word<Duration> GRACE =
      Word.optional(
          "snapshot-grace",
          Shapes.duration(Duration.ZERO),
          "How long the snapshot of a Postgres is held for a job that restarts; 10m unless said.");

  private static final Word<String> SLOT =
      Word.optional(
          "slot",
          Shapes.text(),
          "A logical replication slot of Postgres that is made with the handoff token, for the live"
              + " feed. The database keeps its log until somebody reads or drops it.");

  private static final Word<String> SLOT_PLUGIN =
      Word.optional("slot-plugin", Shapes.text(), "Its output plugin; pgoutput unless said.");

  private static final Words WORDS =
      Words.of(
          "source-jdbc",
          URL,
          USER,
          PASSWORD,
          TABLE,
          COLUMNS,
          KEY,
          WHERE,
          RANGES,
          PAGE_ROWS,
          SNAPSHOT,
          GRACE,
          SLOT,
          SLOT_PLUGIN,
          ScanWords.MAX_RECORDS);

  /** A table as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "jdbc",
          "The rows of a table of a SQL database, in the order of its key.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private JdbcWords() {}

  private static Optional<JdbcSourceSettings> read(Section section) {
    Optional<String> url = section.get(URL);
    Optional<String> table = section.get(TABLE);
    Optional<JdbcSourceSettings.Login> login = login(section);
    JdbcSourceSettings.Rows rows =
        new JdbcSourceSettings.Rows(
            section.get(COLUMNS).orElse(List.of()),
            section.get(KEY).orElse(List.of()),
            section.get(WHERE));
    JdbcSourceSettings.Slot slot =
        new JdbcSourceSettings.Slot(section.get(SLOT), section.get(SLOT_PLUGIN));
    if (section.has(SLOT_PLUGIN) && !section.has(SLOT)) {
      section.problem(SLOT_PLUGIN, "a plugin is of a slot: say 'slot'");
    }
    JdbcSourceSettings plain =
        new JdbcSourceSettings(
            url.orElse("jdbc:postgresql://localhost/x"),
            login,
            table.orElse("x"),
            new JdbcSourceSettings.Rows(List.of(), List.of(), Optional.empty()),
            section.get(RANGES).map(Long::intValue),
            section.get(PAGE_ROWS).map(Long::intValue),
            new JdbcSourceSettings.Snapshot(section.get(SNAPSHOT), section.get(GRACE)),
            new JdbcSourceSettings.Slot(Optional.empty(), Optional.empty()),
            ScanWords.limit(section));
    // One by one, so that each mistake is told where it is.
    boolean right = SourceCheck.passes(plain, section.at(TABLE.name()));
    right = right && SourceCheck.passes(plain.withRows(rows), section.whole());
    right = right && SourceCheck.passes(plain.withSlot(slot), section.at(SLOT.name()));
    return right && url.isPresent() && table.isPresent()
        ? Optional.of(plain.withRows(rows).withSlot(slot))
        : Optional.empty();
  }

  private static Optional<JdbcSourceSettings.Login> login(Section section) {
    Optional<String> user = section.get(USER);
    Optional<Secret> password = section.get(PASSWORD);
    if (section.has(PASSWORD) && !section.has(USER)) {
      section.problem(PASSWORD, "a password needs a user: say 'user'");
    }
    return user.map(name -> new JdbcSourceSettings.Login(name, password));
  }

  /** Never says what was written: there may be a password in it. */
  private static String address(String text) {
    if (!text.startsWith("jdbc:")) {
      throw new IllegalArgumentException("must be an address such as jdbc:postgresql://host/shop");
    }
    String problem = problem(text);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(
          "must not have a password in it: say 'user' and 'password' beside it, from a variable or"
              + " a file");
    }
    return text;
  }

  /** What the scan thinks of it. */
  private static String problem(String url) {
    try {
      return JdbcScan.of(url, "t").describe().isEmpty() ? "empty" : "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
