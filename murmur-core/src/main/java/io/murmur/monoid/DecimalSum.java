package io.murmur.monoid;

import java.math.BigDecimal;

/** Exact sums of {@link BigDecimal}. */
record DecimalSum() implements Group<BigDecimal> {

  private static final Scalar<BigDecimal> SCALAR = new Scalar.OfDecimal();
  private static final Codec<BigDecimal> CODEC = new ScalarCodec<>(SCALAR);

  @Override
  public BigDecimal identity() {
    return BigDecimal.ZERO;
  }

  @Override
  public BigDecimal combine(BigDecimal left, BigDecimal right) {
    BigDecimal sum = SCALAR.canonical(left).add(SCALAR.canonical(right));
    try {
      return SCALAR.canonical(sum);
    } catch (IllegalArgumentException e) {
      ArithmeticException overflow =
          new ArithmeticException("the sum is out of range; nothing was added: " + e.getMessage());
      overflow.initCause(e);
      throw overflow;
    }
  }

  @Override
  public BigDecimal inverse(BigDecimal value) {
    return SCALAR.canonical(value).negate();
  }

  @Override
  public Structure structure() {
    return new Structure.Sum(Structure.NumberType.DECIMAL);
  }

  @Override
  public Codec<BigDecimal> codec() {
    return CODEC;
  }
}
