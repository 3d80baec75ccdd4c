package io.murmur.state.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoids;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ScalarsTest {

  private final Scalars<Long> longs = new Scalars.OfLong();
  private final Scalars<Double> doubles = new Scalars.OfDouble();
  private final Scalars<BigDecimal> decimals = new Scalars.OfDecimal();
  private final Scalars<String> strings = new Scalars.OfString();

  @Property
  void aLongComesBack(@ForAll long value) {
    assertThat(longs.read(longs.write(value))).isEqualTo(value);
  }

  @Property
  void aDoubleComesBackToTheLastBit(
      @ForAll @DoubleRange(min = -1e125, max = 1e125) double mantissa,
      @ForAll @IntRange(max = 120) int shrink) {
    double value = mantissa / Math.pow(10, shrink);
    assertThat(doubles.read(doubles.write(value))).isEqualTo(value + 0.0);
  }

  @Property
  void aDecimalOfUpTo38DigitsComesBack(
      @ForAll BigInteger unscaled, @ForAll @IntRange(max = 90) int scale) {
    var limited = unscaled.mod(BigInteger.TEN.pow(38));
    BigDecimal value = Monoids.decimal(new BigDecimal(limited, scale));
    assertThat(decimals.read(decimals.write(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "1E+2", "1e2", "100.00", "+100", "1.0E2"})
  void aWholeNumberIsReadInWhateverFormItIsWritten(String digits) {
    assertThat(longs.read(AttributeValue.fromN(digits))).isEqualTo(100);
    assertThat(decimals.read(AttributeValue.fromN(digits))).isEqualTo(new BigDecimal("100"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808", "1E+30", "x"})
  void whatIsNoLongIsNotTakenForOne(String digits) {
    assertThatThrownBy(() -> longs.read(AttributeValue.fromN(digits)))
        .isInstanceOf(CorruptValueException.class)
        .hasMessageContaining(digits);
  }

  @Test
  void anAttributeOfAnotherTypeIsNotTakenForAValue() {
    assertThatThrownBy(() -> longs.read(AttributeValue.fromS("1")))
        .isInstanceOf(CorruptValueException.class)
        .hasMessageContaining("found S");
    assertThatThrownBy(() -> strings.read(AttributeValue.fromN("1")))
        .isInstanceOf(CorruptValueException.class)
        .hasMessageContaining("found N");
  }

  @Test
  void trailingZerosAreNoDigitsThatCount() {
    var many = new BigDecimal("1" + "0".repeat(60));
    assertThat(decimals.read(decimals.write(many))).isEqualTo(many);
    assertThatThrownBy(() -> decimals.write(new BigDecimal("1" + "0".repeat(37) + "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("39 significant digits");
  }

  @Test
  void negativeZeroIsZero() {
    assertThat(doubles.write(-0.0)).isEqualTo(AttributeValue.fromN("0"));
    assertThat(doubles.read(AttributeValue.fromN("-0"))).isEqualTo(0.0);
  }
}
