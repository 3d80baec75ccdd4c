package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The files of all patterns in the order of their names, each once, listed as they are asked for. A
 * pattern's folders are first listed when the order comes to where it begins.
 */
final class FileListing {

  private static final int EXAMPLES = 3;

  /** By what comes next. */
  private final PriorityQueue<Branch> branches =
      new PriorityQueue<>(Comparator.comparing(Branch::bound));

  /** How many files each pattern found, by its text. */
  private final Map<String, Long> matches = new TreeMap<>();

  private String last = "";

  /** The files of one pattern. */
  private static final class Branch {

    final String text;
    final FileWalk walk;
    Optional<FoundFile> next = Optional.empty();

    Branch(String text, FileWalk walk) {
      this.text = text;
      this.walk = walk;
    }

    String bound() {
      return next.isPresent() ? next.get().name() : walk.lowest();
    }
  }

  /** Begins a listing of the files whose names come after one. */
  static FileListing after(String name, ListOptions options) throws IOException {
    FileListing listing = new FileListing();
    for (PathPattern pattern : options.patterns()) {
      listing.matches.put(pattern.text(), 0L);
      FileWalk.begin(pattern, options, name)
          .ifPresent(walk -> listing.branches.add(new Branch(pattern.text(), walk)));
    }
    return listing;
  }

  /** The next file; empty at the end. */
  Optional<FoundFile> next() throws IOException {
    while (!branches.isEmpty()) {
      Branch branch = branches.poll();
      Optional<FoundFile> file = branch.next;
      branch.next = branch.walk.next();
      if (branch.next.isPresent()) {
        matches.merge(branch.text, 1L, Long::sum);
        branches.add(branch);
      }
      if (file.isPresent() && comesNext(file.get().name())) {
        return file;
      }
    }
    return Optional.empty();
  }

  private boolean comesNext(String name) throws IOException {
    int order = name.compareTo(last);
    if (order < 0) {
      throw new IOException(
          "%s was listed after %s, so files cannot be read in the order of their names: write the path without '..' and links"
              .formatted(name, last));
    }
    last = name;
    return order > 0;
  }

  /** Takes files. */
  @FunctionalInterface
  interface Visitor {

    /** Takes the next file, and says whether to go on. */
    boolean visit(FoundFile file);
  }

  /**
   * Shows all files to read, once, in order; nothing is held of those that were shown.
   *
   * @throws NoFilesException if there is not what there must be; files were shown before that
   */
  static void visit(ListOptions options, Visitor visitor) throws IOException {
    FileListing listing = after("", options);
    long found = 0;
    long wanted = 0;
    long dateless = 0;
    List<String> examples = new ArrayList<>();
    for (Optional<FoundFile> next = listing.next(); next.isPresent(); next = listing.next()) {
      FoundFile file = next.get();
      Optional<Boolean> wants = options.wants(file);
      found++;
      if (wants.isEmpty()) {
        dateless++;
        if (examples.size() < EXAMPLES) {
          examples.add(file.name());
        }
      } else if (wants.get()) {
        wanted++;
        if (!visitor.visit(file)) {
          return;
        }
      }
    }
    listing.requireMatches(options);
    if (options.dates().isPresent()) {
      requireDates(options, found, wanted, dateless, examples);
    }
  }

  /** How many bytes all files to read have together. */
  static long bytes(ListOptions options) throws IOException {
    long[] bytes = {0};
    visit(
        options,
        file -> {
          bytes[0] += file.length();
          return true;
        });
    return bytes[0];
  }

  private void requireMatches(ListOptions options) throws NoFilesException {
    List<String> unmatched =
        matches.entrySet().stream()
            .filter(match -> match.getValue() == 0)
            .map(match -> "'" + match.getKey() + "'")
            .toList();
    if (!unmatched.isEmpty() && !options.mayBeEmpty()) {
      throw new NoFilesException(
          "no file matches %s%s: check the path, or let it be empty: allowNoFiles(), in a definition allow-no-files: true"
              .formatted(
                  String.join(", ", unmatched),
                  options
                      .dates()
                      .map(d -> " and is in a folder of the dates " + d.range())
                      .orElse("")));
    }
  }

  private static void requireDates(
      ListOptions options, long found, long wanted, long dateless, List<String> examples)
      throws NoFilesException {
    PathDates dates = options.dates().orElseThrow();
    if (dateless > 0) {
      throw new NoFilesException(
          "%d files have no date of the form '%s' in their paths, for example %s: narrow the path to those that have one, or leave the date range out"
              .formatted(dateless, dates.form(), String.join(", ", examples)));
    }
    if (wanted == 0 && !options.mayBeEmpty()) {
      throw new NoFilesException(
          "none of the %d files found has a date %s in its path, by the form '%s': check the dates, or let it be empty: allowNoFiles(), in a definition allow-no-files: true"
              .formatted(found, dates.range(), dates.form()));
    }
  }
}
