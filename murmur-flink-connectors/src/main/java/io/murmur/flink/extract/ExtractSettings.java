package io.murmur.flink.extract;

import io.murmur.flink.metrics.RecorderFactory;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What an extract does besides.
 *
 * @param carryIds whether events carry their ids on
 * @param failOnError whether the first dead letter stops the job
 * @param recorder makes the recorder of each task
 * @param batchTick the time between two batches that are recorded; zero for one batch at the end
 * @param times which events are taken by their times
 */
record ExtractSettings(
    boolean carryIds,
    boolean failOnError,
    RecorderFactory recorder,
    Duration batchTick,
    EventTimes times)
    implements Serializable {

  static final ExtractSettings DEFAULT =
      new ExtractSettings(
          false, false, RecorderFactory.noop(), Duration.ofSeconds(1), EventTimes.ALL);

  ExtractSettings {
    Objects.requireNonNull(recorder, "recorder");
    Objects.requireNonNull(times, "times");
    if (batchTick.isNegative() || batchTick.toMillis() == 0) {
      batchTick = Duration.ZERO;
    }
  }

  ExtractSettings carryingIds() {
    return new ExtractSettings(true, failOnError, recorder, batchTick, times);
  }

  ExtractSettings failingOnError(boolean fail) {
    return new ExtractSettings(carryIds, fail, recorder, batchTick, times);
  }

  ExtractSettings recordingTo(RecorderFactory factory, Duration tick) {
    return new ExtractSettings(carryIds, failOnError, factory, tick, times);
  }

  ExtractSettings taking(EventTimes some) {
    return new ExtractSettings(carryIds, failOnError, recorder, batchTick, some);
  }
}
