package io.murmur.flink.source.file;

import io.murmur.flink.source.file.FileBytes.UnreachableFileException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * The content of a file: its bytes, decompressed if it is compressed, also if it is twice. Offsets
 * are those of the content. A plain file can be read from any of them; of a compressed one, all
 * that comes before has to be decompressed.
 */
final class FileInput implements Closeable {

  private static final int SKIP_BYTES = 1 << 16;

  private final FileBytes bytes;
  private final String origin;
  private final byte[] head;
  private final Compression compression;

  /** How the content is compressed once more: records that were compressed before they came. */
  private Compression inner = Compression.NONE;

  private InputStream outerContent;
  private InputStream content;
  private long position;

  /** Whether the decompressor has failed once. */
  private boolean damaged;

  private boolean bytewise;

  private FileInput(FileBytes bytes, String origin, byte[] head) {
    this.bytes = bytes;
    this.origin = origin;
    this.head = head;
    this.compression = Compression.of(head);
  }

  /**
   * Opens the file of a split at the beginning of its content.
   *
   * @throws UnreadableFileException if it is of a kind that cannot be read
   * @throws UnreachableFileException if it cannot be reached, or is not the file that was listed
   */
  static FileInput open(FileSourceSplit split) throws IOException {
    FileBytes bytes = FileBytes.open(split);
    try {
      byte[] head = bytes.readNBytes(Compression.MAGIC_BYTES);
      FileInput input = new FileInput(bytes, Origins.of(split.path()), head);
      input.requireKnown();
      input.rewind();
      if (input.compression != Compression.NONE) {
        input.lookInside();
      }
      return input;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** What is there may be compressed once more; leaves the input at the content's beginning. */
  private void lookInside() throws IOException {
    inner = Compression.of(peek(Compression.MAGIC_BYTES));
    if (inner != Compression.NONE) {
      rewind();
    }
    // Of damage that was met here, the reader of the records shall find out for itself.
    damaged = false;
    bytewise = false;
  }

  private void requireKnown() throws UnreadableFileException {
    var foreign = Magic.foreign(head);
    if (foreign.isPresent()) {
      throw new UnreadableFileException(
          "%s is %s, which is not read: files may be plain text in UTF-8, compressed by gzip, zstd or bzip2 or not at all, or Parquet or Avro"
              .formatted(origin, foreign.get()));
    }
    Compression promised = Compression.ofName(origin);
    if (compression == Compression.NONE && promised != Compression.NONE && hasControls()) {
      throw new UnreadableFileException(
          "%s is neither %s, as its name promises, nor text".formatted(origin, promised));
    }
  }

  /** Whether there are bytes that no text begins with. */
  private boolean hasControls() {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return true;
      }
    }
    return false;
  }

  /** The file's name. */
  String origin() {
    return origin;
  }

  /** The first bytes of the file as it lies there. */
  byte[] head() {
    return head;
  }

  /** How the file is compressed. */
  Compression compression() {
    return compression;
  }

  /** The offset of the next byte. */
  long position() {
    return position;
  }

  /** The file's bytes, for formats that do not read it from its beginning to its end. */
  FileBytes bytes() {
    return bytes;
  }

  /**
   * Goes to an offset of the content.
   *
   * @throws UnreadableFileException if the content is damaged before it
   * @throws UnreachableFileException if the content ends before it
   */
  void seek(long target) throws IOException {
    if (compression == Compression.NONE) {
      bytes.seek(target);
      position = target;
      return;
    }
    if (target < position) {
      rewind();
    }
    byte[] skipped = new byte[SKIP_BYTES];
    while (position < target) {
      if (read(skipped, 0, (int) Math.min(SKIP_BYTES, target - position)) < 0) {
        throw new UnreachableFileException(
            "%s is to be resumed at byte %d of its content, but ends at byte %d: it has been replaced since this run listed it"
                .formatted(origin, target, position));
      }
    }
  }

  private void rewind() throws IOException {
    closeContent();
    bytes.seek(0);
    position = 0;
    try {
      outerContent = compression.decompress(bytes);
      content = inner.decompress(outerContent);
    } catch (UnreachableFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damage(e);
    }
  }

  /**
   * Reads what is there, at least one byte.
   *
   * @return the number of bytes, or -1 at the end of the content
   * @throws UnreadableFileException if the content is damaged here
   */
  int read(byte[] buffer, int offset, int length) throws IOException {
    int read;
    try {
      read = content.read(buffer, offset, bytewise ? Math.min(1, length) : length);
    } catch (UnreachableFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decompressors meet damaged data with all sorts of exceptions.
      if (damaged) {
        throw damage(e);
      }
      comeBackBytewise();
      return read(buffer, offset, length);
    }
    if (read > 0) {
      position += read;
    }
    return read;
  }

  /**
   * A decompressor that fails says nothing of the bytes that it had got out of the same call, so
   * what is readable before the damage is asked for once more, byte by byte. (The last byte of a
   * member of gzip without its checksum still goes with the error.)
   */
  private void comeBackBytewise() throws IOException {
    damaged = true;
    long reached = position;
    rewind();
    seek(reached);
    bytewise = true;
  }

  /** The first bytes of the content, fewer only if it has no more; it is at its beginning again. */
  byte[] peek(int length) throws IOException {
    byte[] first = new byte[length];
    int read = 0;
    for (int n = 0; n >= 0 && read < length; n = read(first, read, length - read)) {
      read += n;
    }
    seek(0);
    return Arrays.copyOf(first, read);
  }

  private UnreadableFileException damage(Exception e) {
    return new UnreadableFileException(
        "%s is damaged: its %s data %s at byte %d of the content, after %d of %d bytes of the file (%s)"
            .formatted(
                origin,
                compression,
                e instanceof EOFException ? "breaks off" : "is wrong",
                position,
                bytes.getPos(),
                bytes.size(),
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }

  /** Checks that the file is still the one that was listed. */
  void requireUnchanged() throws IOException {
    bytes.requireUnchanged();
  }

  private void closeContent() throws IOException {
    if (content != null && content != outerContent) {
      content.close();
    }
    if (outerContent != null && outerContent != bytes) {
      outerContent.close();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeContent();
    } finally {
      bytes.close();
    }
  }
}
