package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressModeTest {

  @ParameterizedTest
  @CsvSource({
    "auto, true, true, BAR",
    "auto, true, false, PLAIN",
    "auto, false, true, NONE",
    "auto, false, false, NONE",
    "bar, true, false, BAR",
    "plain, false, true, PLAIN",
    "none, true, true, NONE"
  })
  void whatIsNotSaidDependsOnWhoLooks(
      String said, boolean attended, boolean terminal, ProgressMode chosen) {
    assertThat(ProgressMode.parse(said).chosen(attended, terminal)).isEqualTo(chosen);
  }

  @Test
  void whatIsNoModeIsNamed() {
    assertThatThrownBy(() -> ProgressMode.parse("Bar"))
        .hasMessage("--progress 'Bar' is not one of auto, bar, plain and none");
  }
}
