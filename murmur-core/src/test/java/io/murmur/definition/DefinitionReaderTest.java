package io.murmur.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.DeadLetterLimit;
import io.murmur.definition.event.Event;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionReaderTest {

  private static final Map<String, Object> DE = row("r1", "a", "DE", 1_000L, "1.50");
  private static final Map<String, Object> FR = row("r2", "b", "FR", 3_700_000L, "2.25");
  private static final Map<String, Object> AGAIN = row("r3", "a", "DE", 3_600_000L, "0.25");

  private static Map<String, Object> row(
      String id, String page, String country, long time, String price) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("page", page);
    row.put("country", country);
    row.put("time", time);
    row.put("price", new BigDecimal(price));
    return row;
  }

  @Test
  void aPipelineCountsWhatItsFilterLetsThroughForEachOfItsKeys() {
    Definitions file =
        Rows.read(
            Rows.REST
                + """
                name: views
                event: {id: '{id}', time: {of: time, format: epoch-millis}}
                filter: country == 'DE'
                key: ['page:{page}', all]
                aggregate: count
                window: hour
                """);

    assertThat(presented(file, DE, FR, AGAIN))
        .isEqualTo(
            Map.of(
                new Key("page:a", 0), 1L,
                new Key("page:a", 1), 1L,
                new Key("all", 0), 1L,
                new Key("all", 1), 1L));
  }

  @Test
  void everyAggregateLiftsWhatItsNameSays() {
    Definitions file =
        Rows.read(
            Rows.REST
                + """
                name: all-of-them
                event: {time: {of: time, format: epoch-millis}}
                key: all
                aggregate:
                  struct:
                    n: count
                    german: {count: {when: country == 'DE'}}
                    revenue: {sum: price}
                    cents: {sum: {of: price * 100, type: long}}
                    rough: {sum: {of: price, type: double}}
                    least: {min: {of: price, type: decimal}}
                    least_page: {min: {of: page, type: string}}
                    most: {max: {of: time, type: long}}
                    most_rough: {max: {of: price, type: double}}
                    first_page: {first: {of: page, type: string}}
                    last_price: {last: {of: price, type: decimal}}
                    pages: {set: page}
                    heat: {decayed-sum: {half-life: 1h, of: price}}
                    visitors: {unique-count: {of: id, precision: 10}}
                    who: {unique-set: id}
                    prices: {quantiles: {of: price, k: 100}}
                    top_page: {top: {of: page, n: 1}}
                    heavy: {frequent-items: {of: page, table: 64, weight: 2}}
                    seen: {bloom: {of: id, items: 100, false-positives: 0.01}}
                    by_country: {map: {by: country, of: {struct: {n: count, sum: {sum: price}}}}}
                """);

    @SuppressWarnings("unchecked")
    Map<String, Object> all =
        (Map<String, Object>) presented(file, DE, FR, AGAIN).get(Key.allTime("all"));
    assertThat(all)
        .containsEntry("n", 3L)
        .containsEntry("german", 2L)
        .containsEntry("revenue", new BigDecimal("4"))
        .containsEntry("cents", 400L)
        .containsEntry("rough", 4.0)
        .containsEntry("least", Optional.of(new BigDecimal("0.25")))
        .containsEntry("least_page", Optional.of("a"))
        .containsEntry("most", Optional.of(3_700_000L))
        .containsEntry("most_rough", Optional.of(2.25))
        .containsEntry("first_page", Optional.of("a"))
        .containsEntry("last_price", Optional.of(new BigDecimal("2.25")))
        .containsEntry("pages", Set.of("a", "b"))
        .containsEntry(
            "by_country",
            Map.of(
                "DE", Map.of("n", 2L, "sum", new BigDecimal("1.75")),
                "FR", Map.of("n", 1L, "sum", new BigDecimal("2.25"))));
    assertThat((Double) all.get("visitors")).isBetween(2.99, 3.01);
    assertThat(file.all().get(0).pipeline().fingerprint())
        .contains("heat", "who", "prices", "top_page", "heavy", "seen");
  }

  @Test
  void everySectionBecomesTypedSettings() {
    Definitions file =
        Rows.read(
            """
            name: views
            source: {rows: {of: test}}
            event: {id: '{id}'}
            key: '{page}'
            aggregate: count
            store:
              table: views
              control-table: control
              claims-table: claims
              region: eu-west-1
              endpoint: http://localhost:8000
              create: true
              writer: me
              writes:
                max-units-per-second: 500
                max-in-flight: 64
                max-attempts: 5
                retry-base: 20ms
                retry-max: 2s
            cache: {uri: 'valkey://cache:6379', max-age: 10m, timeout: 250ms}
            dedup: {by: claims, retention: 2d}
            coalesce: {max-keys: 1000, max-bytes: 1mb, flush-tick: 1m}
            mode: streaming
            checkpoint: {interval: 5s}
            dead-letters: {path: /tmp/dead, max: 0.5%}
            """);

    assertThat(file.store())
        .isEqualTo(
            new StoreSettings(
                "control",
                Optional.of("eu-west-1"),
                Optional.of(URI.create("http://localhost:8000")),
                true,
                new StoreSettings.Writes(
                    Optional.of(500.0),
                    Optional.of(64),
                    Optional.of(5),
                    Optional.of(Duration.ofMillis(20)),
                    Optional.of(Duration.ofSeconds(2)))));
    assertThat(file.mode()).contains(ExecutionMode.STREAMING);
    assertThat(file.checkpoint().interval()).contains(Duration.ofSeconds(5));
    assertThat(file.deadLetters())
        .isEqualTo(
            new DeadLetterSettings(
                Optional.of("/tmp/dead"), Optional.of(DeadLetterLimit.percent(0.5)), false));
    Definition one = file.all().get(0);
    assertThat(one.table())
        .isEqualTo(new TableSettings("views", Optional.of("claims"), Optional.of("me")));
    assertThat(one.dedup())
        .isEqualTo(new DedupSettings(DedupSettings.By.CLAIMS, Optional.of(Duration.ofDays(2))));
    assertThat(one.coalesce())
        .isEqualTo(
            new CoalesceSettings(
                Optional.of(1000), Optional.of(1L << 20), Optional.of(Duration.ofMinutes(1))));
    assertThat(one.cache())
        .contains(
            new CacheSettings(
                URI.create("valkey://cache:6379"),
                Optional.empty(),
                Optional.empty(),
                "views",
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(Duration.ofMillis(250))));
  }

  @Test
  void severalPipelinesShareTheSourceAndWhatTheFileSaysForAll() {
    Definitions file =
        Rows.read(
            """
            source: {rows: {of: test}}
            event: {id: '{id}', time: {of: time, format: epoch-millis}}
            store: {control-table: control, writer: me}
            dedup: job
            pipelines:
              - name: by-page
                key: '{page}'
                aggregate: count
                store: {table: pages}
              - name: by-country
                event: {time: {of: time, format: epoch-seconds}}
                key: '{country}'
                aggregate: {sum: price}
                window: {size: 15m, retention: 30d}
                store: {table: countries, writer: other}
                dedup: none
            """);

    assertThat(file.all()).extracting(Definition::name).containsExactly("by-page", "by-country");
    assertThat(file.fields().all())
        .extracting(Object::toString)
        .containsExactly("id", "time", "page", "country", "price");
    assertThat(file.all().get(0).table().writer()).contains("me");
    assertThat(file.all().get(0).dedup().by()).isEqualTo(DedupSettings.By.JOB);
    assertThat(file.all().get(0).pipeline().eventId()).isPresent();
    assertThat(file.all().get(1).table().writer()).contains("other");
    assertThat(file.all().get(1).dedup().by()).isEqualTo(DedupSettings.By.NONE);
    assertThat(file.all().get(1).pipeline().eventId()).isEmpty();
    assertThat(file.all().get(1).pipeline().windowing())
        .isEqualTo(Windowing.of(Duration.ofMinutes(15)).retainedFor(Duration.ofDays(30)));
  }

  @Test
  void aPipelineIsTheSameAfterItTravelled() throws Exception {
    Definitions file =
        Rows.read(
            Rows.REST
                + """
                name: views
                event: {id: '{id}-{page}', time: {of: time * 1000, format: epoch-micros}}
                filter: country.startsWith('D') && price < 10.0
                key: 'page:{page + "!"}'
                aggregate: {map: {by: country, of: {sum: price * 2}}}
                window: hour
                """);

    Pipeline<Event, ?> here = file.all().get(0).pipeline();
    Pipeline<Event, ?> there = travel(here);

    List<Event> events = List.of(file.fields().event(DE), file.fields().event(FR));
    assertThat(InMemoryRunner.run(there, events)).isNotEmpty();
    assertThat(new LinkedHashMap<Key, Object>(InMemoryRunner.run(there, events)))
        .isEqualTo(new LinkedHashMap<Key, Object>(InMemoryRunner.run(here, events)));
  }

  @SuppressWarnings("unchecked")
  private static <T> T travel(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @SafeVarargs
  private static Map<Key, Object> presented(Definitions file, Map<String, Object>... rows) {
    return present(file.all().get(0).pipeline(), file, rows);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static <V> Map<Key, Object> present(
      Pipeline<Event, V> pipeline, Definitions file, Map<String, Object>... rows) {
    Map<Key, Object> presented = new LinkedHashMap<>();
    InMemoryRunner.run(
            pipeline, List.of(rows).stream().map(row -> file.fields().event(row)).toList())
        .forEach((key, value) -> presented.put(key, pipeline.present(value)));
    return presented;
  }
}
