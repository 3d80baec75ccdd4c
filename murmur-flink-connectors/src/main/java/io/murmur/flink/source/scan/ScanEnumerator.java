package io.murmur.flink.source.scan;

import io.murmur.flink.source.scan.ScanPlanner.Plan;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Gives ranges to readers that ask, one at a time, and has more planned when few are left. The
 * database is only asked in the context's worker thread; all else is the coordinator's thread.
 */
final class ScanEnumerator implements SplitEnumerator<ScanSplit, ScanState> {

  /** How many ranges are planned at a time. */
  static final int BATCH = 512;

  private final SplitEnumeratorContext<ScanSplit> context;
  private final ScanConnector connector;
  private final Optional<RangePositions> keeper;
  private final ScanProgress progress;
  private final ScanMetrics metrics;

  /** Readers that asked and got nothing yet, in the order of asking. */
  private final Set<Integer> waiting = new LinkedHashSet<>();

  /** The worker thread's, until the end. */
  private volatile ScanPlanner planner;

  /** Whether a checkpoint may hold this scan, so that it may go on after its end here. */
  private boolean inCheckpoint;

  /** The first checkpoint in which all is read; none while there is something to read. */
  private OptionalLong doneIn = OptionalLong.empty();

  private boolean released;
  private boolean planning;
  private boolean keeping;
  private boolean kept;

  ScanEnumerator(
      SplitEnumeratorContext<ScanSplit> context,
      ScanConnector connector,
      Optional<RangePositions> keeper,
      ScanState state) {
    this.context = context;
    this.connector = connector;
    this.keeper = keeper;
    this.progress = new ScanProgress(state);
    this.inCheckpoint = progress.wholePosition().isPresent();
    this.metrics = new ScanMetrics(context.metricGroup(), state.startedAt());
  }

  @Override
  public void start() {
    if (progress.wholePosition().isPresent() && !progress.done()) {
      resume(progress.wholePosition().get());
    }
    goOn();
  }

  private void resume(String position) {
    context.callAsync(
        () -> {
          planner().resume(position);
          return position;
        },
        (same, error) -> {
          if (error != null) {
            throw failure("the scan of %s cannot go on".formatted(connector.origin()), error);
          }
        });
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    waiting.add(subtask);
    goOn();
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (event instanceof RangeReport report) {
      kept &= report.finished();
      progress.told(report.split());
      goOn();
    }
  }

  @Override
  public void addSplitsBack(List<ScanSplit> splits, int subtask) {
    waiting.remove(subtask);
    kept &= splits.isEmpty();
    doneIn = OptionalLong.empty();
    progress.back(splits);
    goOn();
  }

  @Override
  public void addReader(int subtask) {
    // It asks when it wants something: what it was restored with comes first.
  }

  private void goOn() {
    waiting.removeIf(subtask -> !context.registeredReaders().containsKey(subtask));
    assign();
    plan();
    finish();
    metrics.update(progress);
  }

  private void assign() {
    Iterator<Integer> askers = waiting.iterator();
    while (askers.hasNext()) {
      int subtask = askers.next();
      Optional<ScanSplit> split = progress.next();
      if (split.isEmpty()) {
        return;
      }
      askers.remove();
      context.assignSplit(split.get(), subtask);
    }
  }

  private void plan() {
    if (planning || !progress.wantsPlan()) {
      return;
    }
    planning = true;
    Optional<String> after = progress.planNext();
    context.callAsync(() -> askPlanner(after), this::planned);
  }

  private Plan askPlanner(Optional<String> after) throws Exception {
    return planner().plan(after, BATCH);
  }

  /** The worker thread's. */
  private ScanPlanner planner() throws Exception {
    if (planner == null) {
      planner = connector.openPlanner();
    }
    return planner;
  }

  private void planned(Plan plan, Throwable error) {
    planning = false;
    if (error != null) {
      throw failure("the ranges of %s cannot be planned".formatted(connector.origin()), error);
    }
    progress.planned(plan);
    goOn();
  }

  /** Lets readers end that wait for nothing any more. */
  private void finish() {
    if (!progress.givenOut() || waiting.isEmpty()) {
      return;
    }
    if (keeper.isPresent() && !kept) {
      keep(keeper.get());
      return;
    }
    waiting.forEach(context::signalNoMoreSplits);
    waiting.clear();
  }

  private void keep(RangePositions taker) {
    if (keeping || !progress.done()) {
      return;
    }
    keeping = true;
    SortedMap<String, String> positions = progress.positions();
    context.callAsync(
        () -> {
          taker.keep(positions);
          return positions;
        },
        this::kept);
  }

  private void kept(SortedMap<String, String> positions, Throwable error) {
    keeping = false;
    if (error != null) {
      throw failure(
          "%s is read, but the positions of its ranges could not be kept"
              .formatted(connector.origin()),
          error);
    }
    kept = progress.done() && positions.equals(progress.positions());
    goOn();
  }

  private static RuntimeException failure(String what, Throwable error) {
    return error instanceof ScanException known
        ? known
        : new FlinkRuntimeException(what + ": " + error.getMessage(), error);
  }

  @Override
  public ScanState snapshotState(long checkpointId) {
    inCheckpoint = true;
    if (!progress.done()) {
      doneIn = OptionalLong.empty();
    } else if (doneIn.isEmpty()) {
      doneIn = OptionalLong.of(checkpointId);
    }
    return progress.state();
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    if (doneIn.isEmpty() || checkpointId < doneIn.getAsLong() || !progress.done()) {
      return;
    }
    ScanPlanner open = planner;
    if (open != null && !released) {
      released = true;
      context.callAsync(
          () -> {
            open.release();
            return open;
          },
          (same, error) -> {
            if (error != null) {
              throw failure(
                  "what was held for the scan of %s cannot be let go".formatted(connector.origin()),
                  error);
            }
          });
    }
  }

  @Override
  public void close() throws IOException {
    ScanPlanner open = planner;
    if (open == null) {
      return;
    }
    try (open) {
      if (!inCheckpoint) {
        open.release();
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
