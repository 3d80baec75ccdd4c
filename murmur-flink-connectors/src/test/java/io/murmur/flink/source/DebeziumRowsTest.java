package io.murmur.flink.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebeziumRowsTest {

  private static Map<String, Object> decode(DebeziumRows rows, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    return rows.decode(
        new SourceRecord(bytes, 0, bytes.length, "t/0/", 7, Map.of("dt", "2026", "id", "path")));
  }

  @Test
  void theRowIsWhatAChangeLeadsTo() throws IOException {
    String change =
        "{\"before\":{\"id\":1,\"v\":2},\"after\":{\"id\":1,\"v\":3.50},\"op\":\"%s\",\"ts_ms\":5}";
    for (DebeziumRows rows : List.of(DebeziumRows.withoutDeletes(), DebeziumRows.withDeletes())) {
      for (String op : List.of("c", "r", "u")) {
        assertThat(decode(rows, change.formatted(op)).toString())
            .isEqualTo("{id=1, v=3.50, __op=%s, __ts_ms=5, dt=2026}".formatted(op));
      }
    }
    assertThat(decode(DebeziumRows.withoutDeletes(), change.formatted("d"))).isNull();
    assertThat(decode(DebeziumRows.withDeletes(), change.formatted("d")).toString())
        .isEqualTo("{id=1, v=2, __op=d, __ts_ms=5, dt=2026}");
  }

  @Test
  void aChangeMayComeWithItsSchema() throws IOException {
    String change =
        "{\"schema\":{\"type\":\"struct\"},\"payload\":{\"before\":null,\"after\":{\"n\":1},\"op\":\"c\"}}";
    assertThat(decode(DebeziumRows.withoutDeletes(), change).toString())
        .startsWith("{n=1, __op=c, ");
  }

  @Test
  void truncationsAndMessagesAreNoEvents() throws IOException {
    for (String op : List.of("t", "m")) {
      assertThat(decode(DebeziumRows.withDeletes(), "{\"op\":\"%s\"}".formatted(op))).isNull();
    }
  }

  @Test
  void whatIsNoChangeIsSaid() {
    assertProblem("{\"id\":1}", "is no change event of Debezium: it has no text 'op'");
    assertProblem("{\"op\":7}", "it has no text 'op'");
    assertProblem("{\"op\":\"x\"}", "has op 'x', which is none of c, r, u, d, t and m");
    assertProblem("{\"op\":\"u\",\"after\":null}", "has op 'u' and no 'after'");
    assertProblem("{\"op\":\"d\",\"before\":null}", "REPLICA IDENTITY FULL");
  }

  private static void assertProblem(String json, String message) {
    assertThatThrownBy(() -> decode(DebeziumRows.withDeletes(), json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
