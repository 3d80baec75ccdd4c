package io.murmur.state.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimKeysTest {

  private static final List<String> PARTS =
      List.of(
          "a", "b", "ab", "a|b", "b|a", "1", "1:", ":1", "1:a", "1:a:", "2:ab:", ":", "@", "0:");

  @Test
  void noTwoDifferentClaimsHaveTheSameKey() {
    List<String> keys = new ArrayList<>();
    for (String namespace : PARTS) {
      for (String entity : PARTS) {
        for (long bucket : new long[] {0, 1, -1, 11}) {
          for (String event : PARTS) {
            keys.add(ClaimKeys.claim(namespace, new Key(entity, bucket), event));
          }
        }
      }
      for (String event : PARTS) {
        keys.add(ClaimKeys.seen(namespace, event));
      }
    }
    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
  }

  @Test
  void aLongClaimIsHashedAndStillItsOwn() {
    String id = "\u20ac".repeat(3_000);
    String one = ClaimKeys.seen("views", id + "1");
    String other = ClaimKeys.seen("views", id + "2");
    assertThat(one).startsWith("sha256:").hasSize(71).isNotEqualTo(other);
    assertThat(ClaimKeys.seen("views", id + "1")).isEqualTo(one);
  }

  @Test
  void aShortClaimIsReadable() {
    assertThat(ClaimKeys.claim("views", new Key("page", 17), "e1"))
        .isEqualTo("claim:5:views:4:page:17:e1");
    assertThat(ClaimKeys.seen("views", "e1")).isEqualTo("seen:5:views:e1");
  }

  @Test
  void anIdThatIsNoTextIsRefused() {
    assertThatThrownBy(() -> ClaimKeys.seen("views", "e\uD800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}
