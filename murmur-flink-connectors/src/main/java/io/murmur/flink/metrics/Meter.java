package io.murmur.flink.metrics;

import io.murmur.flink.metrics.RunCounts.Counted;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts for one operator: as Flink's metrics in the pipeline's {@link #group} and accumulators
 * {@code murmur.<pipeline>.<what>} since the task started, and as {@link RunCounts} since the
 * latest barrier. Not safe for concurrent use.
 */
public final class Meter {

  private final RuntimeContext context;
  private final String pipeline;
  private final Map<Counted, Counter> counters = new EnumMap<>(Counted.class);
  private final Map<Counted, LongCounter> takenBack = new EnumMap<>(Counted.class);
  private RunCounts sent = RunCounts.NONE;

  /** Creates a meter that counts from zero and registers its metrics and accumulators. */
  public Meter(RuntimeContext context, String pipeline, Counted... what) {
    this.context = context;
    this.pipeline = pipeline;
    MetricGroup group = group(context.getMetricGroup(), pipeline);
    for (Counted counted : what) {
      counters.put(counted, group.counter(counted.metric(), new LiveCounter(accumulator(counted))));
    }
  }

  /**
   * The group of all metrics of a pipeline in an operator: {@code murmur.pipeline.<pipeline>}. A
   * reporter that has labels names a metric of it {@code …_murmur_pipeline_<what>} and puts the
   * pipeline into a label.
   */
  public static MetricGroup group(MetricGroup operator, String pipeline) {
    return operator.addGroup("murmur").addGroup("pipeline", pipeline);
  }

  private LongCounter accumulator(Counted what) {
    LongCounter accumulator = new LongCounter();
    context.addAccumulator(what.accumulator(pipeline), accumulator);
    return accumulator;
  }

  /**
   * The counter of one thing that this meter was created with, to be kept by whoever counts often.
   */
  public Counter counter(Counted what) {
    Counter counter = counters.get(what);
    if (counter == null) {
      throw new IllegalArgumentException(what + " is not counted here, only " + counters.keySet());
    }
    return counter;
  }

  /**
   * Takes back from the totals what an operator before this one counted; its own metric goes on
   * saying what it saw.
   */
  public void takeBack(Counted what, long count) {
    takenBack.computeIfAbsent(what, this::accumulator).add(-count);
  }

  /**
   * Sends what was counted since the last call to {@link RunCounts#OUTPUT}. To be called before
   * every barrier and at the end of input, and at no other time.
   */
  public void send(Output<?> output) {
    RunCounts total = RunCounts.of(this::total);
    RunCounts before = sent;
    RunCounts fresh = RunCounts.of(what -> total.get(what) - before.get(what));
    if (!fresh.equals(RunCounts.NONE)) {
      output.collect(RunCounts.OUTPUT, new StreamRecord<>(fresh));
      sent = total;
    }
  }

  private long total(Counted what) {
    Counter counter = counters.get(what);
    LongCounter back = takenBack.get(what);
    long taken = back == null ? 0 : back.getLocalValuePrimitive();
    return (counter == null ? 0 : counter.getCount()) + taken;
  }
}
