package io.murmur.flink.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class ScanSerializersTest {

  private static final ScanSplit SPLIT =
      new ScanSplit(
          "12", "{\"segment\":3}", Optional.of("{\"pk\":\"☃\"}"), Optional.of("t1"), false);

  private static final ScanState STATE =
      new ScanState(
          1_700_000_000_000L,
          300,
          Optional.of("marker"),
          false,
          List.of(ScanSplit.of("299", "{\"segment\":299}")),
          List.of(SPLIT),
          BitSet.valueOf(new long[] {0b1011, 1}),
          new TreeMap<>(Map.of("{\"segment\":0}", "t0")));

  private final ScanSplitSerializer splits = new ScanSplitSerializer();
  private final ScanStateSerializer states = new ScanStateSerializer();

  @Test
  void whatTheFirstVersionWroteIsStillRead() throws IOException {
    assertThat(splits.deserialize(1, fixture("scan-split-v1"))).isEqualTo(SPLIT);
    assertThat(states.deserialize(1, fixture("scan-state-v1"))).isEqualTo(STATE);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(copy(splits, SPLIT)).isEqualTo(SPLIT);
    assertThat(copy(splits, SPLIT.end())).isEqualTo(SPLIT.end());
    assertThat(copy(states, STATE)).isEqualTo(STATE);
    assertThat(copy(states, ScanState.begin(5))).isEqualTo(ScanState.begin(5));
  }

  @Test
  void aKeyMayBeLongerThanAShortText() throws IOException {
    ScanSplit split =
        new ScanSplit("0", "r", Optional.of("k".repeat(100_000)), Optional.empty(), false);
    assertThat(copy(splits, split)).isEqualTo(split);
  }

  @Test
  void aLaterVersionIsRefused() {
    assertThatThrownBy(() -> splits.deserialize(2, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ranges of a scan in version 2");
    assertThatThrownBy(() -> states.deserialize(2, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the progress of a scan in version 2");
  }

  @Test
  void aSplitNamesNoKey() {
    assertThat(SPLIT.toString()).isEqualTo("range 12 ({\"segment\":3}), begun");
  }

  private static <T> T copy(SimpleVersionedSerializer<T> serializer, T value) throws IOException {
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(value));
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = ScanSerializersTest.class.getResourceAsStream(name + ".hex")) {
      assertThat(in).as(name).isNotNull();
      return HexFormat.of()
          .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }
}
