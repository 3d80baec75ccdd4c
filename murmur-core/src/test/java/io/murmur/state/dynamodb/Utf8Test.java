package io.murmur.state.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Property(tries = 2_000)
  void theLengthIsThatOfTheEncodedBytesOrThereIsNone(
      @ForAll
          @Chars({
            'a', '\u00fc', '\u07ff', '\u0800', '\ud7ff', '\ud83d', '\ude00', '\ue000', '\uffff'
          })
          String text) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    } else {
      assertThatThrownBy(() -> Utf8.length(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void thePlaceOfHalfAPairIsNamed() {
    assertThatThrownBy(() -> Utf8.requireEncodable("ab\uDC00"))
        .hasMessageContaining("at position 2");
    assertThat(Utf8.requireEncodable("\uD83D\uDE00")).hasSize(2);
  }
}
