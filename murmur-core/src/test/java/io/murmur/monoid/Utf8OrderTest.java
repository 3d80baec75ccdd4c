package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Utf8OrderTest {

  /** Around every border between lengths in UTF-8, and around the surrogates. */
  private static final List<Integer> BORDERS =
      List.of(
          0, 0x61, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600,
          0x10FFFF);

  @Property(tries = 2000)
  void isTheOrderOfTheUtf8Bytes(@ForAll("texts") String left, @ForAll("texts") String right) {
    assertThat(Integer.signum(Utf8Order.INSTANCE.compare(left, right)))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(utf8(left), utf8(right))));
  }

  @Example
  void putsCharactersBeyondTheBasicPlaneLast() {
    String privateUse = "\uE000";
    String emoji = "\uD83D\uDE00";
    assertThat(emoji.compareTo(privateUse)).as("the order of UTF-16").isNegative();
    assertThat(Utf8Order.INSTANCE.compare(emoji, privateUse)).isPositive();
    assertThat(Monoids.maxString().combine(max(emoji), max(privateUse))).contains(emoji);
  }

  @Example
  void putsAPrefixFirst() {
    assertThat(Utf8Order.INSTANCE.compare("a", "ab")).isNegative();
    assertThat(Utf8Order.INSTANCE.compare("", "")).isZero();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(BORDERS)
        .list()
        .ofMaxSize(5)
        .map(
            points -> {
              StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> max(String text) {
    return Optional.of(text);
  }
}
