package io.murmur.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes only when a test says so. */
final class VirtualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

  private final PriorityQueue<Task> queue = new PriorityQueue<>();
  private final List<Long> delays = new ArrayList<>();
  private long nowMillis;

  /** The delays that were asked for, in milliseconds, in order. */
  List<Long> delays() {
    return List.copyOf(delays);
  }

  /** The time in nanoseconds, as a clock. */
  long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(nowMillis);
  }

  int waiting() {
    return queue.size();
  }

  /** Lets time pass, running what becomes due. */
  void advance(long millis) {
    long until = nowMillis + millis;
    while (!queue.isEmpty() && queue.peek().dueMillis <= until) {
      Task next = queue.poll();
      nowMillis = next.dueMillis;
      next.run();
    }
    nowMillis = until;
  }

  /** Lets time pass until nothing waits any more. */
  void runAll() {
    while (!queue.isEmpty()) {
      advance(queue.peek().dueMillis - nowMillis);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    delays.add(unit.toMillis(delay));
    Task task = new Task(command, nowMillis + unit.toMillis(delay));
    queue.add(task);
    return task;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  @Override
  public void execute(Runnable command) {
    command.run();
  }

  private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long dueMillis;

    Task(Runnable command, long dueMillis) {
      super(command, null);
      this.dueMillis = dueMillis;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueMillis, ((Task) other).dueMillis);
    }
  }
}
