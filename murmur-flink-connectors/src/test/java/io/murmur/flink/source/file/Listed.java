package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;

/** What a run hands out, without a job. */
final class Listed {

  private Listed() {}

  /** All parts in the order in which a single task gets them. */
  static List<FileSourceSplit> splits(ListOptions options) throws IOException {
    PlanBuilder plan = new PlanBuilder();
    List<FoundFile> files = new ArrayList<>();
    FileListing.visit(
        options,
        file -> {
          plan.add(file);
          return files.add(file);
        });
    FileProgress progress = new FileProgress(options, 1, FileListState.begin());
    progress.plan(plan.build(), files);
    List<FileSourceSplit> splits = new ArrayList<>();
    while (!progress.done()) {
      splits.addAll(progress.next(1));
    }
    return splits;
  }
}
