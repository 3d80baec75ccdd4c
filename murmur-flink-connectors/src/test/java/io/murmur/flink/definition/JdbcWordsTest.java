package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JdbcWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{region}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  @Test
  void everyOptionOfAScanHasAWordAndThePasswordIsInNoText() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  jdbc:
                    url: jdbc:postgresql://db/shop?sslmode=require
                    user: me
                    password: ${PASSWORD}
                    table: public.orders
                    columns: [region, amount]
                    key: [shop, id]
                    where: status = 'paid'
                    ranges: 16
                    page-rows: 500
                    snapshot: true
                    snapshot-grace: 5m
                    slot: murmur
                    slot-plugin: wal2json
                    max-records-per-second: 1000
                """,
            Map.of("PASSWORD", "hunter2"));

    assertThat(job.source())
        .isEqualTo(
            new JdbcSourceSettings(
                "jdbc:postgresql://db/shop?sslmode=require",
                Optional.of(
                    new JdbcSourceSettings.Login(
                        "me", Optional.of(Secret.of("hunter2", "variable ${PASSWORD}")))),
                "public.orders",
                new JdbcSourceSettings.Rows(
                    List.of("region", "amount"),
                    List.of("shop", "id"),
                    Optional.of("status = 'paid'")),
                Optional.of(16),
                Optional.of(500),
                new JdbcSourceSettings.Snapshot(
                    Optional.of(true), Optional.of(Duration.ofMinutes(5))),
                new JdbcSourceSettings.Slot(Optional.of("murmur"), Optional.of("wal2json")),
                new ScanLimit(Optional.of(1000.0), Optional.empty())));
    assertThat(DefinitionFiles.source(job).token()).isPresent();
    assertThat(Plan.of(job).text())
        .contains("reads         jdbc:postgresql://db/shop public.orders, columns")
        .doesNotContain("hunter2");
    assertThat(job.toString() + job.source() + DefinitionFiles.source(job).source())
        .doesNotContain("hunter2");
  }

  @Test
  void aPasswordInTheFileIsRefusedAndNotRepeated() {
    for (String url :
        List.of(
            "jdbc:postgresql://db/shop?user=me&password=hunter2",
            "jdbc:postgresql://me:hunter2@db/shop",
            "jdbc:oracle:thin:me/hunter2@//db/shop",
            "jdbc:sqlserver://db;password=hunter2")) {
      assertThat(
              Definings.problems(
                  PIPELINE
                      + """
                      source:
                        jdbc:
                          url: '%s'
                          user: me
                          password: hunter2
                          table: orders
                      """
                          .formatted(url)))
          .contains(
              "test.yaml:7:10: source.jdbc.url: must not have a password in it: say 'user' and"
                  + " 'password' beside it, from a variable or a file",
              "test.yaml:9:15: source.jdbc.password: a secret must not be written into a"
                  + " definition: say a variable such as ${PASSWORD}")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void allThatIsWrongWithAScanIsToldAtOnceWhereItIs() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      jdbc:
                        url: localhost/shop
                        tabel: orders
                        password: '${HOME_OF_NOBODY}'
                        ranges: 0
                        snapshot-grace: soon
                        slot-plugin: wal2json
                    """))
        .contains(
            "test.yaml:7:10: source.jdbc.url: must be an address such as"
                + " jdbc:postgresql://host/shop",
            "source.jdbc.tabel: unknown word 'tabel'; did you mean 'table'?",
            "source.jdbc: 'table' is missing",
            "source.jdbc.password: a password needs a user: say 'user'",
            "source.jdbc.ranges: must be a whole number from 1 to 4,096",
            "source.jdbc.snapshot-grace: must be a duration",
            "source.jdbc.slot-plugin: a plugin is of a slot: say 'slot'");
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source: {jdbc: {url: 'jdbc:mysql://db/shop', table: orders, slot: s}}
                    """))
        .contains("source.jdbc.slot: only a Postgres has replication slots");
  }
}
