package io.murmur.monoid;

/** Exact sums of {@link Long}; a count is one whose contributions are ones. */
record LongSum(Structure structure) implements Group<Long> {

  private static final Codec<Long> CODEC = new ScalarCodec<>(new Scalar.OfLong());

  @Override
  public Long identity() {
    return 0L;
  }

  @Override
  public Long combine(Long left, Long right) {
    return add(left, right);
  }

  @Override
  public Long inverse(Long value) {
    if (value == Long.MIN_VALUE) {
      throw new ArithmeticException("the inverse of " + value + " does not fit into 64 bits");
    }
    return -value;
  }

  @Override
  public Accumulator<Long> accumulator() {
    return new Running();
  }

  @Override
  public Codec<Long> codec() {
    return CODEC;
  }

  private static long add(long left, long right) {
    long sum = left + right;
    // Both operands have the sign that the sum has not.
    if (((left ^ sum) & (right ^ sum)) < 0) {
      throw new ArithmeticException(
          "the sum of "
              + left
              + " and "
              + right
              + " does not fit into 64 bits; nothing was added (a decimal sum has no such limit)");
    }
    return sum;
  }

  private static final class Running extends StagedAccumulator<Long> {
    private long sum;
    private long next;

    @Override
    void stage(Long value) {
      next = LongSum.add(sum, value);
    }

    @Override
    void commit() {
      sum = next;
    }

    @Override
    public Long value() {
      return sum;
    }

    @Override
    public void reset() {
      sum = 0;
    }
  }
}
