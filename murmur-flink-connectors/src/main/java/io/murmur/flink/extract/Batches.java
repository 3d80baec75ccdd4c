package io.murmur.flink.extract;

import io.murmur.metrics.Recorder;
import java.time.Duration;
import org.apache.flink.metrics.Counter;

/** Records how many events there were since the last time, and how long that took. */
final class Batches {

  private final String name;
  private final Recorder recorder;
  private final Counter events;
  private long eventsBefore;
  private long nanosBefore = System.nanoTime();

  Batches(String name, Recorder recorder, Counter events) {
    this.name = name;
    this.recorder = recorder;
    this.events = events;
  }

  void record() {
    long now = System.nanoTime();
    long count = events.getCount();
    recorder.recordBatch(name, count - eventsBefore, Duration.ofNanos(now - nanosBefore));
    eventsBefore = count;
    nanosBefore = now;
  }
}
