package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  @Test
  void theDefaultsAreThreeAttemptsAndFiftyMillisecondsToFiveSeconds() {
    assertThat(RetryPolicy.defaults())
        .isEqualTo(new RetryPolicy(3, Duration.ofMillis(50), Duration.ofSeconds(5)));
  }

  @Test
  void theLongestWaitDoublesUpToTheCap() {
    var waits =
        IntStream.range(0, 10)
            .mapToObj(retry -> RetryPolicy.defaults().longestWait(retry).toMillis())
            .toList();
    assertThat(waits)
        .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
  }

  @Property
  void noWaitIsEverAboveTheCapNorShorterThanTheOneBefore(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 1_000_000) long base,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 1_000_000) long cap,
      @ForAll @IntRange(max = 200) int retry) {
    var policy = new RetryPolicy(3, Duration.ofMillis(base), Duration.ofMillis(cap));
    long wait = policy.longestWait(retry).toMillis();
    assertThat(wait).isBetween(Math.min(base, cap), cap);
    assertThat(policy.longestWait(retry + 1).toMillis()).isBetween(wait, cap);
  }

  @Test
  void theJitterDrawsFromZeroToTheBoundBothIncluded() {
    var jitter = Surroundings.real().jitter();
    Set<Long> drawn =
        IntStream.range(0, 10_000).mapToObj(i -> jitter.applyAsLong(3)).collect(Collectors.toSet());
    assertThat(drawn).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
  }

  @Test
  void nonsenseIsRefusedWithTheValue() {
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO))
        .hasMessage("maxAttempts must be at least 1, was 0");
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(-1), Duration.ZERO))
        .hasMessage("backoffBase must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Duration.ofMillis(-1)))
        .hasMessage("backoffMax must not be negative, was PT-0.001S");
  }
}
