package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the files of a plan again. All of them are found, in the order of their names, or it is an
 * error; files that are not in the plan have come later, and are left out.
 *
 * <p>Both listings are sorted, and files can only have come between those of the plan: so the next
 * one of the plan is either the next that is found, or after it, or gone.
 */
final class PlannedListing {

  private final ListOptions options;
  private final FilePlan plan;

  /** Those that were found after the last planned one, and are not the next. */
  private final Set<Long> others = new HashSet<>();

  private String last;
  private FileListing listing;

  /**
   * Creates a listing; nothing is listed yet.
   *
   * @param plan what is to be found; this listing's own
   * @param after the name that comes before all of them
   */
  PlannedListing(ListOptions options, FilePlan plan, String after) {
    this.options = options;
    this.plan = plan;
    this.last = after;
  }

  /** The next files, so many unless there are fewer. */
  List<FoundFile> next(int most) throws IOException {
    if (listing == null) {
      listing = FileListing.after(last, options);
    }
    List<FoundFile> found = new ArrayList<>();
    while (found.size() < most && plan.left() > 0) {
      Optional<FoundFile> next = listing.next();
      if (next.isEmpty() || next.get().name().compareTo(plan.current().last()) > 0) {
        throw changed();
      }
      FoundFile file = next.get();
      if (file.fingerprint() == plan.next()) {
        plan.pass();
        others.clear();
        last = file.name();
        found.add(file);
      } else if (options.wants(file).orElse(false)) {
        others.add(file.fingerprint());
      }
    }
    return found;
  }

  private ChangedFilesException changed() {
    PlannedFiles files = plan.current();
    int gone = 0;
    for (int i = plan.passed(); i < files.size(); i++) {
      gone += others.contains(files.fingerprint(i)) ? 0 : 1;
    }
    return new ChangedFilesException(
        "%d files in %s have vanished or changed since this run listed them%s. Put them back as they were and resume, or start a new run over the files as they are now"
            .formatted(
                gone, files.folder(), last.isEmpty() ? "" : ", the first of them after " + last));
  }
}
