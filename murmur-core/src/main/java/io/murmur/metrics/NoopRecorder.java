package io.murmur.metrics;

import java.time.Duration;

/** Drops everything. */
enum NoopRecorder implements Recorder {
  INSTANCE;

  @Override
  public void recordEvent(String name) {}

  @Override
  public void recordEvents(String name, long count) {}

  @Override
  public void recordError(String name, Throwable error) {}

  @Override
  public void recordLatency(String operation, Duration latency) {}

  @Override
  public void recordBatch(String name, long events, Duration duration) {}
}
