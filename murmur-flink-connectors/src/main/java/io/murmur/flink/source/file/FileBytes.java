package io.murmur.flink.source.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/**
 * The bytes of one file as they were when the run listed it: exactly as many, and an error when the
 * file has changed or vanished since, so that a run never ends with less than it promised.
 *
 * <p>A change is seen by size and time of modification, before the first byte and after the last
 * one. Times are compared to the second, as object stores do not always give more.
 */
final class FileBytes extends FSDataInputStream {

  private static final long CLOCK_MILLIS = 1_000;

  private final FileSourceSplit split;
  private final FileSystem fileSystem;
  private final FSDataInputStream in;
  private long position;

  private FileBytes(FileSourceSplit split, FileSystem fileSystem, FSDataInputStream in) {
    this.split = split;
    this.fileSystem = fileSystem;
    this.in = in;
  }

  /** Opens the file of a split at its first byte. */
  static FileBytes open(FileSourceSplit split) throws IOException {
    FileSystem fileSystem = split.path().getFileSystem();
    requireUnchanged(split, fileSystem);
    try {
      return new FileBytes(split, fileSystem, fileSystem.open(split.path()));
    } catch (FileNotFoundException e) {
      throw new UnreachableFileException(vanished(split), e);
    } catch (IOException | RuntimeException e) {
      throw new UnreachableFileException(Origins.of(split.path()) + " cannot be opened", e);
    }
  }

  /** The number of bytes that there are. */
  long size() {
    return split.fileSize();
  }

  /**
   * Checks that the file is still the one that was listed.
   *
   * @throws UnreachableFileException if it is not
   */
  void requireUnchanged() throws IOException {
    requireUnchanged(split, fileSystem);
  }

  private static void requireUnchanged(FileSourceSplit split, FileSystem fileSystem)
      throws IOException {
    FileStatus now;
    try {
      now = fileSystem.getFileStatus(split.path());
    } catch (FileNotFoundException e) {
      throw new UnreachableFileException(vanished(split), e);
    } catch (IOException | RuntimeException e) {
      throw new UnreachableFileException(Origins.of(split.path()) + " cannot be reached", e);
    }
    long drift = Math.abs(now.getModificationTime() - split.fileModificationTime());
    if (now.getLen() != split.fileSize() || drift >= CLOCK_MILLIS) {
      throw new UnreachableFileException(
          "%s has changed since this run listed it: it had %d bytes of %s and has %d bytes of %s. %s"
              .formatted(
                  Origins.of(split.path()),
                  split.fileSize(),
                  Instant.ofEpochMilli(split.fileModificationTime()),
                  now.getLen(),
                  Instant.ofEpochMilli(now.getModificationTime()),
                  WAY_OUT));
    }
  }

  private static final String WAY_OUT =
      "Put the file back as it was and resume, or start a new run over the files as they are now";

  private static String vanished(FileSourceSplit split) {
    return "%s has vanished since this run listed it with %d bytes. %s"
        .formatted(Origins.of(split.path()), split.fileSize(), WAY_OUT);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long remaining = split.fileSize() - position;
    if (remaining <= 0) {
      return length == 0 ? 0 : -1;
    }
    int read;
    try {
      read = in.read(buffer, offset, (int) Math.min(length, remaining));
    } catch (IOException | RuntimeException e) {
      throw new UnreachableFileException(
          "%s cannot be read at byte %d of %d"
              .formatted(Origins.of(split.path()), position, split.fileSize()),
          e);
    }
    if (read < 0) {
      throw new UnreachableFileException(
          "%s ends at byte %d, and had %d bytes when this run listed it. %s"
              .formatted(Origins.of(split.path()), position, split.fileSize(), WAY_OUT));
    }
    position += read;
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void seek(long target) throws IOException {
    if (target == position) {
      return;
    }
    try {
      in.seek(target);
    } catch (IOException | RuntimeException e) {
      throw new UnreachableFileException(
          "%s cannot be read from byte %d of %d on"
              .formatted(Origins.of(split.path()), target, split.fileSize()),
          e);
    }
    position = target;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * A file cannot be reached, or is another one by now; trying again, or putting it back, may help.
   */
  static final class UnreachableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreachableFileException(String message) {
      super(message);
    }

    UnreachableFileException(String message, Throwable cause) {
      super(message + ": " + cause.getMessage(), cause);
    }
  }
}
