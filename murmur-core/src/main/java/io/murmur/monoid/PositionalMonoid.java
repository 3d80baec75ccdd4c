package io.murmur.monoid;

import java.util.Optional;

/**
 * The first or the last value by (event time, event id). Events with the same place are ordered by
 * their values, so that the result never depends on the order of arrival, even if a source gives
 * one id to different events.
 */
record PositionalMonoid<T>(boolean latest, Scalar<T> scalar)
    implements Monoid<Optional<Stamped<T>>> {

  @Override
  public Optional<Stamped<T>> identity() {
    return Optional.empty();
  }

  @Override
  public Optional<Stamped<T>> combine(Optional<Stamped<T>> left, Optional<Stamped<T>> right) {
    return pick(canonical(left), canonical(right));
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<Optional<Stamped<T>>> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return new Structure.Positional(latest, scalar.type());
  }

  @Override
  public Codec<Optional<Stamped<T>>> codec() {
    return new OptionalCodec<>(new StampedCodec<>(scalar));
  }

  private Optional<Stamped<T>> canonical(Optional<Stamped<T>> value) {
    if (value.isEmpty()) {
      return value;
    }
    Stamped<T> stamped = value.get();
    T canonical = scalar.canonical(stamped.value());
    return canonical == stamped.value()
        ? value
        : Optional.of(new Stamped<>(stamped.eventTimeMillis(), stamped.eventId(), canonical));
  }

  private Optional<Stamped<T>> pick(Optional<Stamped<T>> left, Optional<Stamped<T>> right) {
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    int order = compare(left.get(), right.get());
    return (latest ? order : -order) >= 0 ? left : right;
  }

  private int compare(Stamped<T> left, Stamped<T> right) {
    int byTime = Long.compare(left.eventTimeMillis(), right.eventTimeMillis());
    if (byTime != 0) {
      return byTime;
    }
    int byId = Utf8Order.INSTANCE.compare(left.eventId(), right.eventId());
    return byId != 0 ? byId : scalar.compare(left.value(), right.value());
  }

  private final class Running extends StagedAccumulator<Optional<Stamped<T>>> {
    private Optional<Stamped<T>> best = Optional.empty();
    private Optional<Stamped<T>> next = Optional.empty();

    @Override
    void stage(Optional<Stamped<T>> value) {
      next = pick(best, canonical(value));
    }

    @Override
    void commit() {
      best = next;
    }

    @Override
    public Optional<Stamped<T>> value() {
      return best;
    }

    @Override
    public void reset() {
      best = Optional.empty();
    }
  }

  /** Time, id, value. */
  private record StampedCodec<T>(Scalar<T> scalar) implements VersionedCodec<Stamped<T>> {
    @Override
    public void write(ByteWriter out, Stamped<T> value) {
      out.writeLong(value.eventTimeMillis());
      out.writeString(value.eventId());
      scalar.write(out, value.value());
    }

    @Override
    public Stamped<T> read(ByteReader in) {
      return new Stamped<>(in.readLong(), in.readString(), scalar.read(in));
    }
  }
}
