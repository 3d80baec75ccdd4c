package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;

/** The job manager's side of a run, whose readers are the test. */
final class HandingOut {

  private final TestingSplitEnumeratorContext<FileSourceSplit> context;
  private final FileSplitEnumerator enumerator;
  private final ListOptions options;
  private final int readers;
  private final int ahead;

  private HandingOut(ListOptions options, int readers, int ahead, FileListState state) {
    this.options = options;
    this.readers = readers;
    this.ahead = ahead;
    this.context = new TestingSplitEnumeratorContext<>(readers);
    this.enumerator = new FileSplitEnumerator(context, options, ahead, state);
    for (int reader = 0; reader < readers; reader++) {
      register(reader);
    }
    enumerator.start();
  }

  /** A run whose files are not listed yet. */
  static HandingOut begin(ListOptions options, int readers, int ahead) {
    return new HandingOut(options, readers, ahead, FileListState.begin());
  }

  /** The same run from a checkpoint that is taken now. */
  HandingOut restarted() throws IOException {
    return restored(options, readers, ahead, checkpoint());
  }

  static HandingOut restored(ListOptions options, int readers, int ahead, byte[] checkpoint)
      throws IOException {
    FileListStateSerializer serializer = new FileListStateSerializer();
    return new HandingOut(
        options, readers, ahead, serializer.deserialize(serializer.getVersion(), checkpoint));
  }

  byte[] checkpoint() throws IOException {
    return new FileListStateSerializer().serialize(enumerator.snapshotState(1));
  }

  /** Lets the worker do what is to be done now, but nothing that comes of it. */
  HandingOut work() {
    context.getExecutorService().trigger();
    return this;
  }

  boolean idle() {
    return context.getExecutorService().numQueuedRunnables() == 0;
  }

  void register(int reader) {
    context.registerReader(reader, "host");
    enumerator.addReader(reader);
  }

  void unregister(int reader) {
    context.registeredReaders().remove(reader);
  }

  void ask(int reader) {
    enumerator.handleSplitRequest(reader, "host");
  }

  void giveBack(int reader, List<FileSourceSplit> parts) {
    enumerator.addSplitsBack(parts, reader);
  }

  /** What a reader was given since the last call. */
  List<FileSourceSplit> given(int reader) {
    var assigned = context.getSplitAssignments().get(reader);
    if (assigned == null) {
      return List.of();
    }
    List<FileSourceSplit> given = new ArrayList<>(assigned.getAssignedSplits());
    assigned.getAssignedSplits().clear();
    return given;
  }

  boolean ended(int reader) {
    var assigned = context.getSplitAssignments().get(reader);
    return assigned != null && assigned.hasReceivedNoMoreSplitsSignal();
  }

  /** The next group for a reader that asks for it, listed if needed. */
  List<FileSourceSplit> next(int reader) {
    ask(reader);
    while (!idle()) {
      work();
    }
    return given(reader);
  }

  /** All that is left, to one reader. */
  List<FileSourceSplit> rest(int reader) {
    List<FileSourceSplit> all = new ArrayList<>();
    while (!ended(reader)) {
      all.addAll(next(reader));
    }
    return all;
  }

  int listedAhead() {
    return enumerator.listedAhead();
  }
}
