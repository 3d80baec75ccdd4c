package io.murmur.flink.extract;

import io.murmur.window.Windowing;
import java.time.Instant;
import java.util.function.LongPredicate;

/** Tells whether a run takes an event of a time, and why not. Not safe for concurrent use. */
final class TimeSieve implements LongPredicate {

  /** What it says of an event. */
  enum Verdict {
    /** It counts. */
    TAKEN,
    /** Its time is out of range. */
    OUT_OF_RANGE,
    /** Its bucket may have gone. */
    EXPIRED
  }

  private final long from;
  private final long to;
  private final Windowing windowing;

  /** The first bucket that is kept. */
  private final long firstKept;

  private Verdict latest = Verdict.TAKEN;

  TimeSieve(EventTimes times, Windowing windowing) {
    this.from = millis(times.from());
    this.to = millis(times.to());
    this.windowing = windowing;
    this.firstKept =
        times.expiring() && windowing.retention().isPresent()
            ? firstKept(windowing, times.expiredAt())
            : Long.MIN_VALUE;
  }

  /** Rounded up: an event of the millisecond that the moment lies in is before it. */
  private static long millis(Instant moment) {
    if (moment.equals(Instant.MIN)) {
      return Long.MIN_VALUE;
    }
    if (moment.equals(Instant.MAX)) {
      return Long.MAX_VALUE;
    }
    long floor = moment.toEpochMilli();
    return moment.isAfter(Instant.ofEpochMilli(floor)) ? floor + 1 : floor;
  }

  private static long firstKept(Windowing windowing, Instant now) {
    // One below, as that expires at the second in which its time is up.
    long bucket = windowing.bucketOf(now.minus(windowing.retention().orElseThrow())) - 1;
    while (windowing.expired(bucket, now)) {
      bucket++;
    }
    return bucket;
  }

  @Override
  public boolean test(long millis) {
    if (millis < from || millis >= to) {
      latest = Verdict.OUT_OF_RANGE;
    } else if (firstKept != Long.MIN_VALUE && windowing.bucketOf(millis) < firstKept) {
      latest = Verdict.EXPIRED;
    } else {
      latest = Verdict.TAKEN;
    }
    return latest == Verdict.TAKEN;
  }

  /** Forgets what it said. */
  void clear() {
    latest = Verdict.TAKEN;
  }

  /** What it said of the latest event since it was cleared. */
  Verdict latest() {
    return latest;
  }
}
