package io.murmur.flink.metrics;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;

/** A metric that is an accumulator of the job at the same time. Not safe for concurrent use. */
final class LiveCounter implements Counter {

  private final LongCounter accumulator;

  LiveCounter(LongCounter accumulator) {
    this.accumulator = accumulator;
  }

  @Override
  public void inc() {
    accumulator.add(1L);
  }

  @Override
  public void inc(long count) {
    accumulator.add(count);
  }

  @Override
  public void dec() {
    accumulator.add(-1L);
  }

  @Override
  public void dec(long count) {
    accumulator.add(-count);
  }

  @Override
  public long getCount() {
    return accumulator.getLocalValuePrimitive();
  }
}
