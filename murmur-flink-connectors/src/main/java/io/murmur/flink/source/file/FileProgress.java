package io.murmur.flink.source.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * What is left to be handed out of a run's files. Parts that came back go first; then files are cut
 * into parts in the order of their names.
 *
 * <p>It holds the fingerprints of all files that are left, and a few files that were listed: they
 * are asked for when few are left, and are not in its state.
 */
final class FileProgress {

  /** How many parts are handed out together at most. */
  static final int GROUP = 64;

  private final ListOptions options;
  private final int ahead;
  private final Deque<FileSourceSplit> back;
  private final Deque<FoundFile> listed = new ArrayDeque<>();
  private boolean planned;
  private FilePlan plan;
  private String after;
  private long offset;
  private long nextPart;

  /**
   * Goes on from a state.
   *
   * @param ahead how many files are listed at a time
   */
  FileProgress(ListOptions options, int ahead, FileListState state) {
    this.options = options;
    this.ahead = ahead;
    this.back = new ArrayDeque<>(state.back());
    this.planned = state.planned();
    this.plan = new FilePlan(state.files());
    this.after = state.after();
    this.offset = state.offset();
    this.nextPart = state.nextPart();
  }

  boolean planned() {
    return planned;
  }

  /**
   * Takes the plan.
   *
   * @param files all of the run's
   * @param first the first of them
   */
  void plan(List<PlannedFiles> files, List<FoundFile> first) {
    planned = true;
    plan = new FilePlan(files);
    listed.addAll(first);
  }

  /** Lists what comes after all that is listed. */
  PlannedListing listing() {
    FilePlan rest = new FilePlan(plan.rest());
    listed.forEach(file -> rest.pass());
    return new PlannedListing(options, rest, listed.isEmpty() ? after : listed.getLast().name());
  }

  /** Whether so few files are listed that more are wanted. */
  boolean wantsFiles() {
    return listed.size() <= ahead / 2 && listed.size() < plan.left();
  }

  /** Takes the next files of the plan. */
  void listed(List<FoundFile> files) {
    listed.addAll(files);
  }

  /** How many files are listed and not handed out. */
  int ahead() {
    return listed.size();
  }

  /** Takes parts back. */
  void back(List<FileSourceSplit> parts) {
    back.addAll(parts);
  }

  /** Whether nothing is left to be handed out. */
  boolean done() {
    return planned && back.isEmpty() && plan.left() == 0;
  }

  /**
   * The next parts for one reader: small ones together up to the size of a large one, but so few
   * that there are some for the others, too. None if files have to be listed first.
   */
  List<FileSourceSplit> next(int readers) {
    long fair = (back.size() + plan.left()) / (2L * readers);
    long most = Math.max(1, Math.min(GROUP, fair));
    List<FileSourceSplit> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < most && (!back.isEmpty() || !listed.isEmpty())) {
      bytes += nextLength();
      if (!group.isEmpty() && bytes > options.groupBytes()) {
        return group;
      }
      group.add(back.isEmpty() ? cut() : back.remove());
    }
    return group;
  }

  private long nextLength() {
    return back.isEmpty()
        ? options.endOfPart(listed.element(), offset) - offset
        : back.element().length();
  }

  private FileSourceSplit cut() {
    FoundFile file = listed.element();
    long end = options.endOfPart(file, offset);
    FileSourceSplit part =
        new FileSourceSplit(
            "%010d".formatted(nextPart++),
            file.path(),
            offset,
            end - offset,
            file.modified(),
            file.length());
    if (end < file.length()) {
      offset = end;
    } else {
      listed.remove();
      plan.pass();
      after = file.name();
      offset = 0;
    }
    return part;
  }

  FileListState state() {
    return new FileListState(planned, plan.rest(), after, offset, nextPart, List.copyOf(back));
  }
}
