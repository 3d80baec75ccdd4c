package io.murmur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.HandoffToken;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import io.murmur.jobs.cli.Cli.Ended;
import io.murmur.jobs.example.HourlyPageViews;
import io.murmur.jobs.example.PageViews;
import io.murmur.jobs.testing.UserJar;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.StoreProbe;
import io.murmur.window.Windowing;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The command against tables that are there. */
@ExtendWith(DynamoDbLocalExtension.class)
class MurmurIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final DynamoDbLocal server;
  private final DynamoDbAsyncClient client;
  private final String table = DynamoDbLocal.newTableName("views");
  private final String control = DynamoDbLocal.newTableName("control");
  @TempDir Path directory;

  MurmurIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.server = server;
    this.client = client;
    // As on every machine with AWS: the server of the tests takes any, but clients insist.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @Test
  void tablesAreCreatedAndCheckedAndWhatIsWrongWithThemIsSaid() {
    Ended missing = murmur("tables", "check", "--table", table, "--control-table", control);
    assertThat(missing.code()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(missing.out()).contains(table).contains("does not exist");

    String dedup = DynamoDbLocal.newTableName("dedup");
    String[] names = {"--table", table, "--control-table", control, "--dedup-table", dedup};
    assertThat(murmur(join(new String[] {"tables", "create"}, names)).code()).isZero();
    assertThat(murmur(join(new String[] {"tables", "create"}, names)).code()).isZero();
    Ended fits = murmur(join(new String[] {"tables", "check", "--json"}, names));
    assertThat(fits.code()).isZero();
    assertThat(fits.json().findValuesAsText("kind")).containsExactly("state", "dedup", "control");
    assertThat(fits.json().findValuesAsText("ok")).containsOnly("true");

    Ended wrong = murmur("tables", "check", "--table", control);
    assertThat(wrong.code()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(wrong.out()).contains("state table " + control, "cannot be used as a");
  }

  @Test
  void aKeyIsShownByTheHourAndInTotal() {
    fill();
    Ended all = murmur(reading("get", "/home"));
    assertThat(all.out())
        .isEqualToNormalizingNewlines(
            """
            bucket                views  revenue  visitors
            2026-03-01T10:00:00Z      1      0.5        ~1
            2026-03-01T12:00:00Z      2     2.25        ~2
            total of 2                3     2.75        ~2
            """);
    assertThat(all.code()).isZero();

    JsonNode later =
        murmur(reading("get", "/home", "--json", "--from", "2026-03-01T12:00:00Z")).json();
    assertThat(later.at("/value/views").longValue()).isEqualTo(2);
    assertThat(later.at("/buckets/0/from").textValue()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(later.at("/buckets/0/value/revenue").decimalValue()).isEqualByComparingTo("2.25");
    assertThat(later.get("buckets")).hasSize(1);

    Ended early =
        murmur(reading("get", "/home", "--from", "2026-01-01", "--to", "2026-02-01T00:00:00Z"));
    assertThat(early.code()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(early.err()).contains("no value of key '/home' in these buckets");
    assertThat(early.out()).isEmpty();
  }

  @Test
  void theGreatestKeysComeFirst() {
    fill();
    Ended byViews = murmur(reading("top"));
    assertThat(byViews.out())
        .isEqualToNormalizingNewlines(
            """
               key     views  revenue  visitors
            1  /home       3     2.75        ~2
            2  /about      1       10        ~1
            3  /help       1        0        ~1
            3 of 3 keys, by views
            """);
    JsonNode one = murmur(reading("top", "--by", "revenue", "-n", "1", "--json")).json();
    assertThat(one.findValuesAsText("key")).containsExactly("/about");
    assertThat(one.get("keys").intValue()).isEqualTo(3);
    JsonNode some =
        murmur(reading("top", "--json", "--prefix", "/h", "--from", "2026-03-01T12:00:00Z")).json();
    assertThat(some.findValuesAsText("key")).containsExactly("/home");
    assertThat(some.at("/top/0/value/views").longValue()).isEqualTo(2);
  }

  @Test
  void whereNoValueIsANumberThatIsSaid() throws Exception {
    assertThat(murmur("tables", "create", "--table", table).code()).isZero();
    try (Store<Set<String>> store =
        DynamoDbStore.builder(client, table, Monoids.stringSet()).build()) {
      StoreProbe.merge(store, Merge.of(Key.allTime("/home"), Set.of("ann")));
    }
    Path file = directory.resolve("visitors.yaml");
    Files.writeString(
        file,
        """
        name: visitors
        source: {files: {path: views.json}}
        key: '{page}'
        aggregate: {set: user}
        store: {table: %s, control-table: %s}
        """
            .formatted(table, control));

    // Which table the name stands for is written there.
    Ended without = murmur("top", "--pipeline", file.toString());
    assertThat(without.err()).contains(control).doesNotContain("\tat ");
    assertThat(without.code()).isNotZero();
    murmur("tables", "create", "--control-table", control);

    Ended top = murmur("top", "--pipeline", file.toString());

    assertThat(top.out())
        .isEqualToNormalizingNewlines(
            "none of 1 keys has a number as its value to go by; murmur get and murmur export show"
                + " them\n");
    assertThat(top.code()).isZero();
  }

  @Test
  void anExportHasALineForEachKeyAndBucketAndNumbersKeepTheirDigits() throws Exception {
    fill();
    Path file = directory.resolve("out/views.jsonl");
    Ended written = murmur(reading("export", "--out", file.toString(), "--json"));
    assertThat(written.json().get("lines").longValue()).isEqualTo(4);
    List<String> lines = Files.readAllLines(file);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    assertThat(new TreeSet<>(lines))
        .first()
        .asString()
        .startsWith("{\"key\":\"/about\",\"bucket\":")
        .contains("\"from\":\"2026-03-01T11:00:00Z\",\"to\":\"2026-03-01T12:00:00Z\"")
        .contains("\"views\":1,\"revenue\":10,\"visitors\":1.0");
    Ended printed = murmur(reading("export"));
    assertThat(printed.out().lines()).containsExactlyElementsOf(lines);
    for (String line : lines) {
      assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
    }
  }

  @Test
  void aPipelineClassMayComeFromAJarOfItsOwn() throws Exception {
    murmur("tables", "create", "--table", table);
    try (Store<Long> store = DynamoDbStore.builder(client, table, Monoids.count()).build()) {
      StoreProbe.merge(store, Merge.of(Key.allTime("/home"), 1_234_567L));
    }
    Path jar = UserJar.write(directory.resolve("user.jar"), PageViews.class);
    Ended value =
        murmur(
            "get",
            "/home",
            "--table",
            table,
            "--pipeline-class",
            PageViews.class.getName(),
            "--jar",
            jar.toString());
    assertThat(value.out()).isEqualToNormalizingNewlines("key        value\n/home  1,234,567\n");
    Ended windows =
        murmur(
            "get",
            "/home",
            "--last",
            "1h",
            "--table",
            table,
            "--pipeline-class",
            PageViews.class.getName());
    assertThat(windows.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(windows.err()).contains("has no windows: leave out --last");
  }

  @Test
  void aTableOfAnotherPipelineIsNotReadAsThisOne() {
    fill();
    Ended wrong =
        murmur("get", "/home", "--table", table, "--pipeline-class", PageViews.class.getName());
    assertThat(wrong.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(wrong.err()).contains("another pipeline's: it has [v_revenue, v_views, v_visitors]");
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  void runsAndTheirTokensAreShown() throws Exception {
    murmur("tables", "create", "--control-table", control);
    DynamoDbDocuments documents = new DynamoDbDocuments(client, control);
    RunLedger ledger = new RunLedger(documents);
    submit(ledger, "first", "views");
    ledger.keepToken("first", 1, new HandoffToken("shard-1:42"));
    ledger.complete(
        "first", 1, Map.of("read", 1_000_000L, "deadLetters", 3L), NOON.plusSeconds(90));
    submit(ledger, "second", "other");

    Ended list = murmur("runs", "list", "--control-table", control);
    assertThat(list.out().lines().map(String::strip))
        .anySatisfy(
            line -> assertThat(line).matches("first +page-views +views +completed +1 .*1,000,000"))
        .anySatisfy(line -> assertThat(line).matches("second +page-views +other +running +1 .*"));
    assertThat(
            murmur("runs", "list", "--table", "other", "--control-table", control, "--json")
                .json()
                .findValuesAsText("run"))
        .containsExactly("second");

    Ended show = murmur("runs", "show", "first", "--control-table", control);
    assertThat(show.out())
        .contains("run first completed", "2026-03-01T12:01:30Z, after 90.0 s", "1,000,000")
        .contains("handoff token of 10 characters")
        .doesNotContain("shard-1");
    JsonNode json = murmur("runs", "show", "first", "--control-table", control, "--json").json();
    assertThat(json.at("/counts/deadLetters").longValue()).isEqualTo(3);

    Path file = directory.resolve("token.txt");
    Ended export =
        murmur("handoff", "export", "first", "--out", file.toString(), "--control-table", control);
    assertThat(export.code()).isZero();
    assertThat(file).hasContent("shard-1:42");
    assertThat(murmur("handoff", "export", "first", "--control-table", control).out().strip())
        .isEqualTo("shard-1:42");
    assertThat(
            murmur("handoff", "show", "first", "--control-table", control, "--json")
                .json()
                .get("token")
                .textValue())
        .isEqualTo("shard-1:42");

    Ended abandoned = murmur("runs", "abandon", "second", "--control-table", control);
    assertThat(abandoned.code()).as(abandoned.err()).isZero();
    assertThat(abandoned.out()).contains("run second failed", "error            abandoned");
    Ended completed = murmur("runs", "abandon", "first", "--control-table", control);
    assertThat(completed.code()).isNotZero();
    assertThat(completed.err()).contains("run 'first' completed at").doesNotContain("\tat ");

    for (String[] unknown :
        List.of(
            new String[] {"runs", "show", "third"},
            new String[] {"runs", "abandon", "third"},
            new String[] {"handoff", "show", "third"},
            new String[] {"handoff", "export", "second"})) {
      Ended ended = murmur(join(unknown, "--control-table", control));
      assertThat(ended.code()).isEqualTo(ExitCode.NOT_FOUND.number());
      assertThat(ended.err()).contains("murmur: ").doesNotContain("\tat ");
    }
  }

  private static void submit(RunLedger ledger, String id, String table) {
    ledger.submit(
        new Submission(
            id,
            "page-views",
            table,
            "bootstrap",
            false,
            1,
            Optional.empty(),
            Optional.empty(),
            NOON));
  }

  private void fill() {
    assertThat(murmur("tables", "create", "--table", table).code()).isZero();
    try (Store<StructValue> store =
        DynamoDbStore.builder(client, table, HourlyPageViews.TOTALS).build()) {
      view(store, "/home", NOON.minusSeconds(7_200), "ann", "0.50");
      view(store, "/home", NOON, "ann", "2.00");
      view(store, "/home", NOON.plusSeconds(60), "bob", "0.25");
      view(store, "/help", NOON.minusSeconds(1), "eve", "0.00");
      view(store, "/about", NOON.minusSeconds(1), "eve", "10.00");
    }
  }

  private static void view(
      Store<StructValue> store, String page, Instant at, String user, String paid) {
    Key key = new Key(page, Windowing.hours().bucketOf(at));
    StructValue value =
        HourlyPageViews.TOTALS.value(
            1L, Monoids.decimal(new BigDecimal(paid)), HourlyPageViews.VISITORS.lift(user));
    StoreProbe.merge(store, Merge.of(key, value));
  }

  private String[] reading(String... words) {
    return join(words, "--table", table, "--pipeline-class", HourlyPageViews.class.getName());
  }

  private Ended murmur(String... words) {
    return Cli.run(
        join(words, "--region", "us-east-1", "--endpoint", server.endpoint().toString()));
  }

  private static String[] join(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }
}
