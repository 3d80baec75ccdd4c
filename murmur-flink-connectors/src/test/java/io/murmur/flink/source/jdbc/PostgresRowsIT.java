package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.PostgresServer;
import io.murmur.testing.PostgresServerExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JSON of rows of a Postgres. */
@ExtendWith(PostgresServerExtension.class)
class PostgresRowsIT {

  private PostgresServer server;
  private String table;

  @BeforeEach
  void name(PostgresServer running) {
    server = running;
    table = PostgresServer.newTableName("rows");
  }

  private JdbcScan scan() {
    return JdbcScan.of(server.url(), "public." + table)
        .credentials(JdbcCredentials.of(server.user(), ""));
  }

  @Test
  void everyCommonTypeIsJson() throws Exception {
    server.run(
        ("CREATE TABLE %s (id int PRIMARY KEY, n numeric, n2 numeric(30,4), i8 bigint, f8 float8,"
             + " f4 float4, b bool, t text, c char(5), ts timestamp, tz timestamptz, d date, ti"
             + " time, tt timetz, iv interval, j json, jb jsonb, ai int[], at text[], atz"
             + " timestamptz[], an numeric[], by bytea, aby bytea[], u uuid, ip inet, r int4range,"
             + " x xml, \"Odd \"\"name\" int)")
            .formatted(table),
        ("INSERT INTO %s VALUES (1, 12345678901234567890.123456789012345678901234567890, 1.5,"
                + " 9223372036854775807, 0.1, 0.5, true, E'q\"\\\\\\n\\u2603', 'ab', '2026-01-02"
                + " 03:04:05.000006', '2026-01-02 03:04:05.5+02', '2026-02-28', '23:59:59.999',"
                + " '01:02:03+02', '1 day 2 hours', '{\"a\": [1, 2.50]}', '{\"z\": null}',"
                + " '{1,NULL,3}', '{\"a,b\",NULL}', '{2026-01-02 00:00:00+00}', '{1.10,2}',"
                + " decode(repeat('00ff', 60), 'hex'), ARRAY['\\xff00'::bytea, NULL],"
                + " '00000000-0000-0000-0000-00000000000a', '10.0.0.1/8', '[1,5)', '<a/>', 7)")
            .formatted(table),
        "INSERT INTO %s (id, n, f8) VALUES (2, 'NaN', 'Infinity')".formatted(table));
    List<ScanRow> rows = Scanned.rows(scan().ranges(1), false);
    assertThat(Scanned.text(rows.get(0)))
        .contains(
            "\"n\":12345678901234567890.123456789012345678901234567890,",
            "\"n2\":1.5000,",
            "\"j\":{\"a\": [1, 2.50]}",
            "\"an\":[1.10,2]");
    JsonNode row = Scanned.json(rows.get(0));
    assertThat(row.get("i8").longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(row.get("f8").decimalValue()).isEqualByComparingTo("0.1");
    assertThat(row.get("b").booleanValue()).isTrue();
    assertThat(row.get("t").textValue()).isEqualTo("q\"\\\n☃");
    assertThat(row.get("c").textValue()).isEqualTo("ab   ");
    assertThat(row.get("ts").textValue()).isEqualTo("2026-01-02T03:04:05.000006");
    assertThat(row.get("tz").textValue()).isEqualTo("2026-01-02T01:04:05.5+00:00");
    assertThat(row.get("d").textValue()).isEqualTo("2026-02-28");
    assertThat(row.get("ti").textValue()).isEqualTo("23:59:59.999");
    assertThat(row.get("tt").textValue()).isEqualTo("01:02:03+02");
    assertThat(row.get("jb").toString()).isEqualTo("{\"z\":null}");
    assertThat(row.get("ai").toString()).isEqualTo("[1,null,3]");
    assertThat(row.get("at").toString()).isEqualTo("[\"a,b\",null]");
    assertThat(row.get("atz").toString()).isEqualTo("[\"2026-01-02T00:00:00+00:00\"]");
    assertThat(row.get("by").binaryValue())
        .hasSize(120)
        .startsWith((byte) 0, (byte) 0xff, (byte) 0, (byte) 0xff);
    assertThat(row.get("by").textValue()).doesNotContain("\n");
    assertThat(row.get("aby").toString()).isEqualTo("[\"/wA=\",null]");
    assertThat(row.get("u").textValue()).isEqualTo("00000000-0000-0000-0000-00000000000a");
    assertThat(row.get("ip").textValue()).isEqualTo("10.0.0.1/8");
    assertThat(row.get("r").textValue()).isEqualTo("[1,5)");
    assertThat(row.get("x").textValue()).isEqualTo("<a/>");
    assertThat(row.get("Odd \"name").intValue()).isEqualTo(7);
    JsonNode nulls = Scanned.json(rows.get(1));
    assertThat(nulls.get("n").textValue()).isEqualTo("NaN");
    assertThat(nulls.get("f8").textValue()).isEqualTo("Infinity");
    for (String column : List.of("t", "ts", "j", "ai", "by", "aby", "b", "u")) {
      assertThat(nulls.get(column).isNull()).as(column).isTrue();
    }
  }

  /** What Postgres itself makes of them. */
  @Test
  void theJsonIsThatOfTheDatabase() throws Exception {
    server.run(
        "CREATE TYPE pair_%s AS (a int, b text)".formatted(table),
        "CREATE DOMAIN cents_%s AS bigint CHECK (VALUE >= 0)".formatted(table),
        ("CREATE TABLE %s (id int PRIMARY KEY, ts timestamp, tz timestamptz, d date, f float8, b"
             + " bool, m money, o oid, p pair_%s, c cents_%s, i interval, v varchar(9), n name, s"
             + " \"char\")")
            .formatted(table, table, table),
        ("INSERT INTO %s VALUES (1, '0044-03-15 12:00:00 BC', '0044-03-15 12:00:00.5+00 BC',"
             + " '0044-03-15 BC', 1e300, false, '1.50', 7, ROW(1, E'\"\t'), 5, '-1 mon', E'\u0001',"
             + " 'n', 'x')")
            .formatted(table),
        ("INSERT INTO %s VALUES (2, 'infinity', '-infinity', 'infinity', 'NaN', true, NULL, NULL,"
                + " ROW(NULL, NULL), 0, '1 day 25:00', '', '', '')")
            .formatted(table),
        ("INSERT INTO %s VALUES (3, '12026-01-01 00:00:00', '12026-01-01 00:00:00+00',"
                + " '12026-01-01', -0.0, NULL, '-2', 0, NULL, NULL, '0', '\u2603/', NULL, NULL)")
            .formatted(table));
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> expected = new ArrayList<>();
    for (String json : list(table + " AS t", "row_to_json(t)::text", "id")) {
      expected.add(mapper.readTree(json));
    }
    List<JsonNode> rows = new ArrayList<>();
    for (ScanRow row : Scanned.rows(scan().ranges(1), false)) {
      rows.add(mapper.readTree(row.value()));
    }
    assertThat(rows).isEqualTo(expected).hasSize(3);
  }

  private List<String> list(String from, String expression, String order) throws SQLException {
    return Scanned.column(
        server.connect(), "SELECT %s FROM %s ORDER BY %s".formatted(expression, from, order));
  }
}
