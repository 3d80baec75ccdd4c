package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the files of a run in groups of parts. As a run begins it goes through all of them once
 * and keeps what it needs to know them again; then it lists them again, few at a time, when readers
 * have taken most of those before. Files are only listed in the context's worker thread; all else
 * is the coordinator's thread.
 *
 * <p>A reader is expected to ask when it has nothing to read, so one that is told that there is
 * nothing more has read all it was given.
 */
final class FileSplitEnumerator
    implements SplitEnumerator<FileSourceSplit, FileListState>, SupportsBatchSnapshot {

  /** How many files are listed at a time; at most half as many more are held. */
  static final int AHEAD = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(FileSplitEnumerator.class);

  private final SplitEnumeratorContext<FileSourceSplit> context;
  private final ListOptions options;
  private final int ahead;
  private final FileProgress progress;

  /** Readers that asked and got nothing yet, in the order of asking. */
  private final Set<Integer> waiting = new LinkedHashSet<>();

  /** The worker thread's; null before it is first needed. */
  private PlannedListing listing;

  private boolean atWork;

  FileSplitEnumerator(
      SplitEnumeratorContext<FileSourceSplit> context,
      ListOptions options,
      int ahead,
      FileListState state) {
    this.context = context;
    this.options = options;
    this.ahead = ahead;
    this.progress = new FileProgress(options, ahead, state);
  }

  @Override
  public void start() {
    goOn();
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    waiting.add(subtask);
    goOn();
  }

  @Override
  public void addSplitsBack(List<FileSourceSplit> splits, int subtask) {
    waiting.remove(subtask);
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
    list();
    if (progress.done()) {
      waiting.forEach(context::signalNoMoreSplits);
      waiting.clear();
    }
  }

  private void assign() {
    Iterator<Integer> askers = waiting.iterator();
    while (askers.hasNext()) {
      int subtask = askers.next();
      List<FileSourceSplit> parts = progress.next(context.currentParallelism());
      if (parts.isEmpty()) {
        return;
      }
      askers.remove();
      context.assignSplits(new SplitsAssignment<>(Map.of(subtask, parts)));
    }
  }

  private void list() {
    if (atWork) {
      return;
    }
    if (!progress.planned()) {
      atWork = true;
      context.callAsync(this::plan, this::planned);
    } else if (progress.wantsFiles()) {
      atWork = true;
      if (listing == null) {
        listing = progress.listing();
      }
      PlannedListing current = listing;
      context.callAsync(() -> current.next(ahead), this::listed);
    }
  }

  /** The files of a run, and the first of them, which need not be listed again. */
  private record Plan(List<PlannedFiles> files, List<FoundFile> first) {}

  private Plan plan() throws IOException {
    PlanBuilder files = new PlanBuilder();
    List<FoundFile> first = new ArrayList<>();
    FileListing.visit(
        options,
        file -> {
          files.add(file);
          if (first.size() < ahead) {
            first.add(file);
          }
          return true;
        });
    return new Plan(files.build(), first);
  }

  private void planned(Plan plan, Throwable error) {
    requireListed(error);
    atWork = false;
    progress.plan(plan.files, plan.first);
    LOG.info("Reading {} files", plan.files.stream().mapToLong(PlannedFiles::size).sum());
    goOn();
  }

  private void listed(List<FoundFile> files, Throwable error) {
    requireListed(error);
    atWork = false;
    progress.listed(files);
    goOn();
  }

  private static void requireListed(Throwable error) {
    if (error != null) {
      throw new FlinkRuntimeException(
          "The files to read cannot be listed: " + error.getMessage(), error);
    }
  }

  @Override
  public FileListState snapshotState(long checkpointId) {
    return progress.state();
  }

  /** How many files are listed and not handed out. */
  int listedAhead() {
    return progress.ahead();
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
