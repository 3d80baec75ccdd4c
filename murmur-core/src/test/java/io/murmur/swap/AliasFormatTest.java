package io.murmur.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.HandoffToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AliasFormatTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  /** As version 1 wrote it; stays as it is. */
  private static final String FIRST =
      "{\"format\":1,\"name\":\"views\",\"current\":\"views_v2\",\"epoch\":1,\"previous\":\"views\","
          + "\"lastMove\":{\"id\":\"m\",\"kind\":\"PROMOTE\",\"from\":\"views\",\"to\":\"views_v2\","
          + "\"at\":\"2026-01-02T03:04:05Z\",\"overridden\":[\"DEAD_LETTERS\"]},\"tables\":["
          + "{\"table\":\"views\",\"number\":1,\"state\":\"READY\",\"createdAt\":"
          + "\"2026-01-02T03:04:05Z\",\"leftAt\":\"2026-01-02T03:04:05Z\"},"
          + "{\"table\":\"views_v2\",\"number\":2,\"state\":\"READY\",\"createdAt\":\"2026-01-02T03:04:05Z\",\"runId\":\"january\",\"cut\":\"offset"
          + " 7\"}]}";

  private static final Alias ALIAS =
      new Alias(
          "views",
          "views_v2",
          Optional.of("views"),
          1,
          Optional.of(
              new AliasMove(
                  "m",
                  AliasMove.Kind.PROMOTE,
                  "views",
                  "views_v2",
                  AT,
                  Set.of(PromoteCheck.DEAD_LETTERS))),
          List.of(
              new AliasTable(
                  "views",
                  1,
                  TableState.READY,
                  Optional.empty(),
                  Optional.empty(),
                  AT,
                  Optional.of(AT)),
              new AliasTable(
                  "views_v2",
                  2,
                  TableState.READY,
                  Optional.of("january"),
                  Optional.of(new HandoffToken("offset 7")),
                  AT,
                  Optional.empty())));

  @Test
  void theFirstFormatIsReadAndWritten() {
    assertThat(AliasFormat.read(FIRST)).isEqualTo(ALIAS);
    assertThat(AliasFormat.write(ALIAS)).isEqualTo(FIRST);
  }

  @Test
  void aNewerFormatAndNonsenseAreErrors() {
    assertThatThrownBy(() -> AliasFormat.read("{\"format\":2}"))
        .hasMessageContaining("an alias of format 2; this version reads 1: use a newer version");
    assertThatThrownBy(() -> AliasFormat.read("{\"format\":1}"))
        .hasMessageContaining("holds an alias that does not parse: {\"format\":1}");
    assertThatThrownBy(() -> AliasFormat.read("x")).hasMessageContaining("does not parse");
  }

  @Test
  void checksHaveNamesForUsers() {
    for (PromoteCheck check : PromoteCheck.values()) {
      assertThat(PromoteCheck.ofWord(check.word())).isEqualTo(check);
    }
    assertThatThrownBy(() -> PromoteCheck.ofWord("fingerprints"))
        .hasMessage(
            "there is no check 'fingerprints' to override; there are run-complete, dead-letters,"
                + " fingerprint, live-position");
  }
}
