package io.murmur.flink.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * One subtask of an operator under Flink's own test harness, with what the tests of this module
 * need of it.
 *
 * @param <I> the input
 * @param <O> the output
 */
public final class OperatorHarness<I, O> implements AutoCloseable {

  /** The key groups of keyed operators. */
  public static final int MAX_PARALLELISM = 128;

  private final OneInputStreamOperatorTestHarness<I, O> flink;

  private OperatorHarness(OneInputStreamOperatorTestHarness<I, O> flink) {
    this.flink = flink;
  }

  /** An operator without keys; open. */
  public static <I, O> OperatorHarness<I, O> of(OneInputStreamOperator<I, O> operator)
      throws Exception {
    var harness = new OperatorHarness<>(new OneInputStreamOperatorTestHarness<>(operator));
    harness.flink.open();
    return harness;
  }

  /** A keyed operator; open. */
  public static <K, I, O> OperatorHarness<I, O> keyed(
      OneInputStreamOperator<I, O> operator, KeySelector<I, K> key, TypeInformation<K> keyType)
      throws Exception {
    var harness = subtask(operator, key, keyType, 1, 0);
    harness.flink.open();
    return harness;
  }

  /** A keyed operator that goes on from a checkpoint; open. */
  public static <K, I, O> OperatorHarness<I, O> restored(
      OneInputStreamOperator<I, O> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType,
      OperatorSubtaskState checkpoint)
      throws Exception {
    return rescaled(operator, key, keyType, checkpoint, 1, 0);
  }

  /** One subtask of a keyed operator that goes on from the checkpoint of a single one; open. */
  public static <K, I, O> OperatorHarness<I, O> rescaled(
      OneInputStreamOperator<I, O> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType,
      OperatorSubtaskState checkpoint,
      int parallelism,
      int index)
      throws Exception {
    var harness = subtask(operator, key, keyType, parallelism, index);
    harness.flink.initializeState(
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            checkpoint, MAX_PARALLELISM, 1, parallelism, index));
    harness.flink.open();
    return harness;
  }

  private static <K, I, O> OperatorHarness<I, O> subtask(
      OneInputStreamOperator<I, O> operator,
      KeySelector<I, K> key,
      TypeInformation<K> keyType,
      int parallelism,
      int index)
      throws Exception {
    return new OperatorHarness<>(
        new KeyedOneInputStreamOperatorTestHarness<>(
            operator, key, keyType, MAX_PARALLELISM, parallelism, index));
  }

  /** An element comes in. */
  public void process(I value) throws Exception {
    flink.processElement(new StreamRecord<>(value));
  }

  /** The last watermark comes in, as at the end of input. */
  public void lastWatermark() throws Exception {
    flink.processWatermark(Watermark.MAX_WATERMARK);
  }

  /** What Flink does at the end of input, the last watermark apart. */
  public void end() throws Exception {
    flink.endInput();
    flink.getOperator().finish();
  }

  /** A checkpoint as Flink takes it: ahead of the barrier, then the state. */
  public OperatorSubtaskState checkpoint(long id) throws Exception {
    flink.prepareSnapshotPreBarrier(id);
    return flink.snapshot(id, 0);
  }

  /** Sets the clock on the wall; what is due happens. */
  public void clock(long millis) throws Exception {
    flink.setProcessingTime(millis);
    flink.setStateTtlProcessingTime(millis);
  }

  /** What came out so far. */
  public List<O> output() {
    return flink.extractOutputValues();
  }

  /** What came out by a side output so far. */
  public <X> List<X> output(OutputTag<X> tag) {
    List<X> values = new ArrayList<>();
    var elements = flink.getSideOutput(tag);
    if (elements != null) {
      elements.forEach(element -> values.add(element.getValue()));
    }
    return values;
  }

  @Override
  public void close() {
    try {
      flink.close();
    } catch (Exception e) {
      throw new IllegalStateException("the operator cannot be closed", e);
    }
  }
}
