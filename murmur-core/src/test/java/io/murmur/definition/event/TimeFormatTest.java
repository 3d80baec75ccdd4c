package io.murmur.definition.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {

  @ParameterizedTest
  @CsvSource({
    "iso-8601, 2026-01-31T10:15:30Z, 2026-01-31T10:15:30Z",
    "iso-8601, 2026-01-31T10:15:30.5Z, 2026-01-31T10:15:30.5Z",
    "iso-8601, 2026-01-31T10:15:30.123456789Z, 2026-01-31T10:15:30.123Z",
    "iso-8601, 2026-01-31T12:15:30+02:00, 2026-01-31T10:15:30Z",
    "iso-8601, 2026-01-31T10:15Z, 2026-01-31T10:15:00Z",
    "iso-8601, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "iso-8601, 2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "epoch-seconds, 1700000000, 2023-11-14T22:13:20Z",
    "epoch-seconds, 1700000000.5, 2023-11-14T22:13:20.500Z",
    "epoch-seconds, -0.5, 1969-12-31T23:59:59.500Z",
    "epoch-millis, 1700000000123, 2023-11-14T22:13:20.123Z",
    "epoch-micros, 1700000000123456, 2023-11-14T22:13:20.123Z",
    "epoch-micros, -1, 1969-12-31T23:59:59.999Z",
    "epoch-nanos, 1700000000123456789, 2023-11-14T22:13:20.123Z",
  })
  void aTimeIsReadAsItsFormatSays(String format, String written, Instant expected) {
    assertThat(of(format).millis(written)).isEqualTo(expected.toEpochMilli());
    if (of(format) != TimeFormat.ISO_8601) {
      BigDecimal number = new BigDecimal(written);
      Object value = number.scale() == 0 ? (Object) number.longValue() : number;
      assertThat(of(format).millis(value)).isEqualTo(expected.toEpochMilli());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "epoch-seconds | 1700000000000 | is 1700000000000, which as epoch-seconds is about the year"
            + " 55841: is it epoch-millis?",
        "epoch-seconds | 1700000000000000 | is 1700000000000000, which as epoch-seconds is about"
            + " the year 53872825: is it epoch-micros?",
        "epoch-millis  | 1700000000000000 | is 1700000000000000, which as epoch-millis is about the"
            + " year 55841: is it epoch-micros?",
        "epoch-millis  | 1700000000000000000 | is 1700000000000000000, which as epoch-millis is"
            + " about the year 53872825: is it epoch-nanos?",
        "epoch-millis  | -99999999999999 | is -99999999999999, which as epoch-millis is about the"
            + " year -1199",
        "epoch-millis  | yesterday | is 'yesterday', and not a time in epoch-millis",
        "epoch-millis  | 2026-01-31T10:15:30Z | is '2026-01-31T10:15:30Z', and not a time in"
            + " epoch-millis",
        "iso-8601 | 2026-01-31T10:15:30 | is '2026-01-31T10:15:30', which has no offset: end it"
            + " with Z for UTC, or with one such as +02:00",
        "iso-8601 | 2026-13-31T10:15:30Z | is '2026-13-31T10:15:30Z', and not a time in iso-8601"
            + " such as 2026-01-31T10:15:30Z",
        "iso-8601 | 2026-02-30T10:15:30Z | is '2026-02-30T10:15:30Z', and not a time in iso-8601"
            + " such as 2026-01-31T10:15:30Z",
        "iso-8601 | 2026-01-31T25:15:30Z | is '2026-01-31T25:15:30Z', and not a time in iso-8601"
            + " such as 2026-01-31T10:15:30Z",
        "iso-8601 | 2026-01-31 | is '2026-01-31', and not a time in iso-8601 such as"
            + " 2026-01-31T10:15:30Z",
        "iso-8601 | +12026-01-31T10:15:30Z | is '+12026-01-31T10:15:30Z', out of the years 1 to"
            + " 9999",
        "iso-8601 | 0000-01-31T10:15:30Z | is '0000-01-31T10:15:30Z', out of the years 1 to 9999",
      })
  void whatIsNoTimeInTheFormatSaysWhatItMayBe(String format, String written, String message) {
    assertThatThrownBy(() -> of(format).millis(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aNumberIsNotAnIsoTimeAndATruthValueIsNone() {
    assertThatThrownBy(() -> TimeFormat.ISO_8601.millis(1700000000L))
        .hasMessage("is 1700000000, and not a time in iso-8601");
    assertThatThrownBy(() -> TimeFormat.EPOCH_MILLIS.millis(true))
        .hasMessage("is true, and not a time in epoch-millis");
  }

  @Test
  void anAbsurdExponentCostsNothing() {
    assertThatThrownBy(() -> TimeFormat.EPOCH_SECONDS.millis(new BigDecimal("1e999999999")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TimeFormat.EPOCH_SECONDS.millis(new BigDecimal("1e-9999"))).isZero();
  }

  @Property
  void theUsualFormOfIsoIsReadAsTheGeneralParserReadsIt(
      @ForAll @LongRange(min = -62135596800L, max = 253402300799L) long second,
      @ForAll @IntRange(max = 999_999_999) int nano) {
    Instant instant = Instant.ofEpochSecond(second, nano);

    assertThat(TimeFormat.ISO_8601.millis(instant.toString()))
        .isEqualTo(OffsetDateTime.parse(instant.toString()).toInstant().toEpochMilli());
  }

  private static TimeFormat of(String word) {
    for (TimeFormat format : TimeFormat.values()) {
      if (format.word().equals(word)) {
        return format;
      }
    }
    throw new IllegalArgumentException(word);
  }
}
