package io.murmur.flink.testing;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** Passes events on, and lets a test see and disturb what the task does. */
public final class Probe extends RichMapFunction<Long, Long>
    implements CheckpointedFunction, CheckpointListener {

  private static final long serialVersionUID = 1L;

  private final Shared<Hooks> hooks;

  public Probe(Shared<Hooks> hooks) {
    this.hooks = hooks;
  }

  /** What a test wants to be told; what it throws happens in the task. */
  public static final class Hooks {

    public final AtomicLong events = new AtomicLong();
    public final AtomicLong snapshots = new AtomicLong();
    public final AtomicLong completed = new AtomicLong();
    public final AtomicLong aborted = new AtomicLong();
    public final AtomicLong starts = new AtomicLong();
    public volatile Hook onEvent = number -> {};
    public volatile Hook onSnapshot = checkpoint -> {};
    public volatile Hook onComplete = checkpoint -> {};
  }

  /** Told the number of an event or a checkpoint. */
  public interface Hook {
    void on(long number) throws Exception;
  }

  @Override
  public Long map(Long event) throws Exception {
    hooks.get().events.incrementAndGet();
    hooks.get().onEvent.on(event);
    return event;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    hooks.get().starts.incrementAndGet();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    hooks.get().snapshots.incrementAndGet();
    hooks.get().onSnapshot.on(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    hooks.get().completed.incrementAndGet();
    hooks.get().onComplete.on(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) {
    hooks.get().aborted.incrementAndGet();
  }
}
