package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.scan.ScanException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.flink.core.fs.Path;

/**
 * The lines of a file of an export, from its first byte to its last, since only then is it known
 * whether the file is the one that the manifest means.
 */
final class ExportStream implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final ExportFile file;
  private final MessageDigest md5;
  private final InputStream bytes;
  private final InputStream lines;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int limit;
  private long offset;
  private long items;

  ExportStream(ExportFile file) throws IOException {
    this.file = file;
    Path path = new Path(file.path());
    try {
      md5 = MessageDigest.getInstance("MD5");
      bytes = new DigestInputStream(path.getFileSystem().open(path), md5);
    } catch (FileNotFoundException e) {
      throw new ScanException(
          "%s is in the export's list of files, but not there: copy the export again"
              .formatted(file.path()),
          e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try {
      lines = new GZIPInputStream(bytes, BUFFER_BYTES);
    } catch (IOException e) {
      bytes.close();
      throw damaged(e);
    }
  }

  ExportFile file() {
    return file;
  }

  /** The offset of the next line in the file's decompressed content. */
  long offset() {
    return offset;
  }

  /**
   * The next line that is not empty.
   *
   * @return empty at the end of a file that is what the manifest says
   * @throws ScanException if it is not
   */
  Optional<byte[]> next() throws IOException {
    for (byte[] line = line(); line != null; line = line()) {
      if (line.length > 0) {
        items++;
        return Optional.of(line);
      }
    }
    requireWhole();
    return Optional.empty();
  }

  private byte[] line() throws IOException {
    ByteArrayOutputStream begun = null;
    while (true) {
      for (int i = start; i < limit; i++) {
        if (buffer[i] == '\n') {
          byte[] end = Arrays.copyOfRange(buffer, start, i);
          offset += i + 1 - start;
          start = i + 1;
          return begun == null ? end : join(begun, end);
        }
      }
      if (limit > start) {
        begun = begun == null ? new ByteArrayOutputStream() : begun;
        begun.write(buffer, start, limit - start);
        offset += limit - start;
      }
      start = 0;
      limit = read();
      if (limit < 0) {
        limit = 0;
        return begun == null ? null : begun.toByteArray();
      }
    }
  }

  private static byte[] join(ByteArrayOutputStream begun, byte[] end) {
    begun.writeBytes(end);
    return begun.toByteArray();
  }

  private int read() throws IOException {
    try {
      return lines.read(buffer);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /** Gzip's own checksum finds damaged bytes; the manifest's finds another file. */
  private void requireWhole() throws IOException {
    while (bytes.read(buffer) >= 0) {
      // What follows the compressed data counts for the checksum.
    }
    String found = Base64.getEncoder().encodeToString(md5.digest());
    if (!found.equals(file.md5()) || items != file.items()) {
      throw new ScanException(
          "%s is not the file that the export's manifest means: it has %d items and the checksum %s, and should have %d and %s: copy the export again"
              .formatted(file.path(), items, found, file.items(), file.md5()));
    }
  }

  private ScanException damaged(IOException error) {
    return new ScanException(
        "%s is damaged at byte %d of its content: %s; copy the export again"
            .formatted(file.path(), offset, error.getMessage()),
        error);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
