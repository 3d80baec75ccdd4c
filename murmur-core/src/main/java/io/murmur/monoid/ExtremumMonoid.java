package io.murmur.monoid;

import java.util.Optional;

/** The least or the greatest value; absent if there was none. */
record ExtremumMonoid<T>(boolean greatest, Scalar<T> scalar) implements Monoid<Optional<T>> {

  @Override
  public Optional<T> identity() {
    return Optional.empty();
  }

  @Override
  public Optional<T> combine(Optional<T> left, Optional<T> right) {
    return pick(canonical(left), canonical(right));
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<Optional<T>> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return new Structure.Extremum(greatest, scalar.type());
  }

  @Override
  public Codec<Optional<T>> codec() {
    return new OptionalCodec<>(new ScalarCodec<>(scalar));
  }

  private Optional<T> canonical(Optional<T> value) {
    if (value.isEmpty()) {
      return value;
    }
    T canonical = scalar.canonical(value.get());
    return canonical == value.get() ? value : Optional.of(canonical);
  }

  private Optional<T> pick(Optional<T> left, Optional<T> right) {
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    int order = scalar.compare(left.get(), right.get());
    return (greatest ? order : -order) >= 0 ? left : right;
  }

  private final class Running extends StagedAccumulator<Optional<T>> {
    private Optional<T> best = Optional.empty();
    private Optional<T> next = Optional.empty();

    @Override
    void stage(Optional<T> value) {
      next = pick(best, canonical(value));
    }

    @Override
    void commit() {
      best = next;
    }

    @Override
    public Optional<T> value() {
      return best;
    }

    @Override
    public void reset() {
      best = Optional.empty();
    }
  }
}
