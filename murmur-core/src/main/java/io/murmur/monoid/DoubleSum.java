package io.murmur.monoid;

/** Sums of {@link Double}; the last bits depend on the order. */
record DoubleSum() implements Group<Double> {

  private static final Scalar<Double> SCALAR = new Scalar.OfDouble();
  private static final Codec<Double> CODEC = new ScalarCodec<>(SCALAR);

  @Override
  public Double identity() {
    return 0.0;
  }

  @Override
  public Double combine(Double left, Double right) {
    return add(left, right);
  }

  @Override
  public Double inverse(Double value) {
    return 0.0 - SCALAR.canonical(value);
  }

  @Override
  public Accumulator<Double> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return new Structure.Sum(Structure.NumberType.DOUBLE);
  }

  @Override
  public Codec<Double> codec() {
    return CODEC;
  }

  private static double add(double left, double right) {
    // Adding zero turns the negative zero into the only one there is here.
    double sum = left + right + 0.0;
    if (!Double.isFinite(sum)) {
      if (Double.isFinite(left) && Double.isFinite(right)) {
        throw new ArithmeticException(
            "the sum of " + left + " and " + right + " exceeds a double; nothing was added");
      }
      throw new IllegalArgumentException(
          "a double must be finite, the operands were " + left + " and " + right);
    }
    return sum;
  }

  private static final class Running extends StagedAccumulator<Double> {
    private double sum;
    private double next;

    @Override
    void stage(Double value) {
      next = DoubleSum.add(sum, value);
    }

    @Override
    void commit() {
      sum = next;
    }

    @Override
    public Double value() {
      return sum;
    }

    @Override
    public void reset() {
      sum = 0;
    }
  }
}
