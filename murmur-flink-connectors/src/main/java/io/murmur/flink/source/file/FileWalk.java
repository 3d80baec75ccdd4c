package io.murmur.flink.source.file;

import io.murmur.flink.source.file.PathPattern.AnyFolders;
import io.murmur.flink.source.file.PathPattern.Literal;
import io.murmur.flink.source.file.PathPattern.Step;
import io.murmur.flink.source.file.PathPattern.Wildcard;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds the files that a pattern stands for, one after the other in the order of their names.
 * Folders that match are searched to the bottom; folders whose date is out of range are not
 * entered.
 *
 * <p>A folder is listed once, when the walk comes to it, and only what is still to come is held: of
 * the folder that the walk is in, and of those above it.
 *
 * <p>Hidden files and folders are left out, unless they are called by their name or by a pattern
 * that begins like one.
 */
final class FileWalk {

  private static final BitSet NOTHING_BELOW = new BitSet(0);

  private final List<Step> steps;
  private final ListOptions options;
  private final String after;
  private final FileStatus base;
  private final FileSystem fileSystem;

  /** What is to come, the innermost folder first. */
  private final Deque<Deque<Entry>> folders = new ArrayDeque<>();

  /**
   * What a folder has.
   *
   * @param key the name, and of a folder a slash: sorted by it, the names of files are sorted
   * @param steps of a folder, those that its children are to match
   */
  private record Entry(String key, FileStatus status, BitSet steps) {}

  private FileWalk(
      PathPattern pattern,
      ListOptions options,
      String after,
      FileStatus base,
      FileSystem fileSystem) {
    this.steps = pattern.steps();
    this.options = options;
    this.after = after;
    this.base = base;
    this.fileSystem = fileSystem;
    Deque<Entry> first = new ArrayDeque<>();
    BitSet begin = new BitSet();
    begin.set(0);
    if (base.isDir() || steps.isEmpty()) {
      add(base, begin, first);
    }
    folders.push(first);
  }

  /**
   * Begins a walk; nothing is listed yet.
   *
   * @param after the name of a file: it is left out, and all that come before it
   * @return empty if what the pattern begins with is not there
   */
  static Optional<FileWalk> begin(PathPattern pattern, ListOptions options, String after)
      throws IOException {
    Path path = pattern.basePath();
    FileSystem fileSystem = path.getFileSystem();
    return status(fileSystem, path)
        .map(base -> new FileWalk(pattern, options, after, base, fileSystem));
  }

  private static Optional<FileStatus> status(FileSystem fileSystem, Path path) throws IOException {
    try {
      return Optional.ofNullable(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The name that no file comes before. */
  String lowest() {
    return Origins.of(base.getPath());
  }

  /** The next file; empty at the end. */
  Optional<FoundFile> next() throws IOException {
    while (!folders.isEmpty()) {
      Entry entry = folders.peek().poll();
      if (entry == null) {
        folders.pop();
      } else if (entry.status.isDir()) {
        folders.push(enter(entry));
      } else {
        return Optional.of(FoundFile.of(entry.status));
      }
    }
    return Optional.empty();
  }

  private Deque<Entry> enter(Entry folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Path path = folder.status.getPath();
    Optional<Literal> only = onlyName(folder.steps);
    if (only.isPresent()) {
      Optional<FileStatus> child = status(fileSystem, new Path(path, only.get().name()));
      if (child.isPresent()) {
        BitSet next = new BitSet();
        next.set(folder.steps.nextSetBit(0) + 1);
        take(child.get(), next, entries);
      }
    } else {
      for (FileStatus child : children(path)) {
        take(child, onward(child, folder.steps), entries);
      }
    }
    entries.sort(Comparator.comparing(Entry::key));
    return new ArrayDeque<>(entries);
  }

  /** The name that a child must have, if there is nothing else to match. */
  private Optional<Literal> onlyName(BitSet at) {
    int step = at.nextSetBit(0);
    return at.cardinality() == 1 && step < steps.size() && steps.get(step) instanceof Literal name
        ? Optional.of(name)
        : Optional.empty();
  }

  private FileStatus[] children(Path folder) throws IOException {
    FileStatus[] children = fileSystem.listStatus(folder);
    if (children == null) {
      throw new IOException(
          "folder "
              + Origins.of(folder)
              + " cannot be listed: it has vanished, or may not be read");
    }
    return children;
  }

  /** The steps that are to be matched below a child that matches some of these. */
  private BitSet onward(FileStatus child, BitSet at) {
    BitSet next = new BitSet();
    for (int step = at.nextSetBit(0); step >= 0; step = at.nextSetBit(step + 1)) {
      if (step == steps.size()) {
        next.set(step, isVisible(child));
      } else if (steps.get(step) instanceof AnyFolders) {
        if (child.isDir() && isVisible(child)) {
          next.set(step);
        }
      } else if (matches(steps.get(step), child)) {
        next.set(step + 1);
      }
    }
    return next;
  }

  private boolean matches(Step step, FileStatus child) {
    String name = child.getPath().getName();
    if (step instanceof Wildcard wildcard) {
      return wildcard.matches(name) && (wildcard.hidden() || isVisible(child));
    }
    return step instanceof Literal literal && literal.name().equals(name);
  }

  private void take(FileStatus child, BitSet next, Collection<Entry> entries) {
    if (child.isDir() ? !next.isEmpty() && !isExcluded(child) : next.get(steps.size())) {
      add(child, next, entries);
    }
  }

  private void add(FileStatus found, BitSet next, Collection<Entry> entries) {
    String name = Origins.of(found.getPath());
    if (found.isDir()) {
      // The root of a file system ends with a slash.
      String below = name.endsWith("/") ? name : name + "/";
      if (below.compareTo(after) > 0 || after.startsWith(below)) {
        // Any number of folders may be none.
        for (int step = next.nextSetBit(0); step >= 0; step = next.nextSetBit(step + 1)) {
          if (step < steps.size() && steps.get(step) instanceof AnyFolders) {
            next.set(step + 1);
          }
        }
        entries.add(new Entry(found.getPath().getName() + "/", found, next));
      }
    } else if (name.compareTo(after) > 0) {
      entries.add(new Entry(found.getPath().getName(), found, NOTHING_BELOW));
    }
  }

  private boolean isVisible(FileStatus file) {
    return options.hidden() || !isHidden(file.getPath().getName());
  }

  /**
   * What is left beside the data by those who write and copy it: {@code _SUCCESS}, {@code
   * _temporary}, checksums, unfinished copies, and the markers of folders in object stores. Names
   * of partitions may begin with an underscore.
   */
  static boolean isHidden(String name) {
    return name.startsWith(".")
        || (name.startsWith("_") && name.indexOf('=') < 0)
        || name.endsWith(".crc")
        || name.endsWith("._COPYING_")
        || name.endsWith("_$folder$");
  }

  private boolean isExcluded(FileStatus folder) {
    if (options.dates().isEmpty()) {
      return false;
    }
    String path = folder.getPath().getPath();
    String basePath = base.getPath().getPath();
    String below = path.startsWith(basePath) ? path.substring(basePath.length()) : path;
    return options.dates().get().excludesFolder(below);
  }
}
