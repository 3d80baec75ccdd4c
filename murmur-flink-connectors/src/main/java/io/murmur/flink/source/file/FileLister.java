package io.murmur.flink.source.file;

import io.murmur.flink.source.file.PathPattern.AnyFolders;
import io.murmur.flink.source.file.PathPattern.Literal;
import io.murmur.flink.source.file.PathPattern.Step;
import io.murmur.flink.source.file.PathPattern.Wildcard;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds the files that a pattern stands for. Folders that match are searched to the bottom; folders
 * whose date is out of range are not entered.
 *
 * <p>Hidden files and folders are left out, unless they are called by their name or by a pattern
 * that begins like one.
 */
final class FileLister {

  private final PathPattern pattern;
  private final ListOptions options;
  private final FileSystem fileSystem;
  private final String basePath;

  /** By name, so that a file that is found on two ways is found once, and the order is stable. */
  private final Map<String, FileStatus> found = new TreeMap<>();

  private FileLister(PathPattern pattern, ListOptions options, FileSystem fileSystem, Path base) {
    this.pattern = pattern;
    this.options = options;
    this.fileSystem = fileSystem;
    this.basePath = base.getPath();
  }

  /** The files of a pattern by their names, whether their dates are in range or not. */
  static Map<String, FileStatus> list(PathPattern pattern, ListOptions options) throws IOException {
    Path path = pattern.basePath();
    FileSystem fileSystem = path.getFileSystem();
    Optional<FileStatus> base = status(fileSystem, path);
    if (base.isEmpty()) {
      return Map.of();
    }
    FileLister lister = new FileLister(pattern, options, fileSystem, base.get().getPath());
    lister.enter(base.get(), 0);
    return lister.found;
  }

  private static Optional<FileStatus> status(FileSystem fileSystem, Path path) throws IOException {
    try {
      return Optional.ofNullable(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Takes what matched all steps before this one. */
  private void enter(FileStatus matched, int step) throws IOException {
    if (!matched.isDir()) {
      if (step == pattern.steps().size()) {
        found.put(Origins.of(matched.getPath()), matched);
      }
    } else if (step == pattern.steps().size()) {
      addAll(children(matched));
    } else if (pattern.steps().get(step) instanceof Literal literal) {
      Optional<FileStatus> child = status(fileSystem, new Path(matched.getPath(), literal.name()));
      if (child.isPresent() && !isExcluded(child.get())) {
        enter(child.get(), step + 1);
      }
    } else {
      match(children(matched), step);
    }
  }

  private void match(FileStatus[] children, int step) throws IOException {
    List<Step> steps = pattern.steps();
    if (step == steps.size()) {
      addAll(children);
    } else if (steps.get(step) instanceof AnyFolders) {
      match(children, step + 1);
      for (FileStatus child : children) {
        if (child.isDir() && isVisible(child) && !isExcluded(child)) {
          match(children(child), step);
        }
      }
    } else {
      for (FileStatus child : children) {
        if (matches(steps.get(step), child) && !isExcluded(child)) {
          enter(child, step + 1);
        }
      }
    }
  }

  private boolean matches(Step step, FileStatus child) {
    String name = child.getPath().getName();
    if (step instanceof Wildcard wildcard) {
      return wildcard.matches(name) && (wildcard.hidden() || isVisible(child));
    }
    return step instanceof Literal literal && literal.name().equals(name);
  }

  private void addAll(FileStatus[] children) throws IOException {
    for (FileStatus child : children) {
      if (isVisible(child)) {
        if (!child.isDir()) {
          found.put(Origins.of(child.getPath()), child);
        } else if (!isExcluded(child)) {
          addAll(children(child));
        }
      }
    }
  }

  private FileStatus[] children(FileStatus folder) throws IOException {
    FileStatus[] children = fileSystem.listStatus(folder.getPath());
    if (children == null) {
      throw new IOException(
          "folder "
              + Origins.of(folder.getPath())
              + " cannot be listed: it has vanished, or may not be read");
    }
    return children;
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
    if (!folder.isDir() || options.dates().isEmpty()) {
      return false;
    }
    String path = folder.getPath().getPath();
    String below = path.startsWith(basePath) ? path.substring(basePath.length()) : path;
    return options.dates().get().excludesFolder(below);
  }
}
