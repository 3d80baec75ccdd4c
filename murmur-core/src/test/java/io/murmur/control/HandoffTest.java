package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HandoffTest {

  private static final Handoff HANDOFF =
      new Handoff(
          "dynamodb:orders",
          new TreeMap<>(Map.of("streamArn", "arn:a/b", "shard \"1\"", "77")),
          new TreeMap<>(Map.of("0/4", "12")),
          Instant.parse("2026-01-02T03:04:05.678Z"),
          "sales",
          "run-1");

  private static final String VERSION_1 =
      "{\"format\":\"murmur-handoff\",\"version\":1,\"source\":\"dynamodb:orders\","
          + "\"takenAt\":\"2026-01-02T03:04:05.678Z\",\"pipeline\":\"sales\",\"run\":\"run-1\","
          + "\"position\":{\"shard \\\"1\\\"\":\"77\",\"streamArn\":\"arn:a/b\"},"
          + "\"ranges\":{\"0/4\":\"12\"}}";

  @Test
  void isAJsonObjectThatSaysWhatItIs() {
    assertThat(HANDOFF.token().value()).isEqualTo(VERSION_1);
  }

  @Test
  void theFirstVersionIsStillRead() {
    assertThat(Handoff.read(new HandoffToken(VERSION_1))).contains(HANDOFF);
  }

  @Test
  void aTokenOfAnotherMakerIsNotOne() {
    assertThat(Handoff.read(new HandoffToken("offset 12"))).isEmpty();
    assertThat(Handoff.read(new HandoffToken("{\"version\":1}"))).isEmpty();
    assertThat(Handoff.read(new HandoffToken("[1]"))).isEmpty();
  }

  @Test
  void aLaterVersionIsRefused() {
    assertThatThrownBy(
            () -> Handoff.read(new HandoffToken("{\"format\":\"murmur-handoff\",\"version\":2}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of version 2, and this release reads 1");
  }

  @Test
  void aDamagedOneIsRefusedAndNamesWhatIsMissing() {
    assertThatThrownBy(
            () -> Handoff.read(new HandoffToken("{\"format\":\"murmur-handoff\",\"version\":1}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("source");
  }
}
