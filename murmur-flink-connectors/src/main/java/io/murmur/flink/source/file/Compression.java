package io.murmur.flink.source.file;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * How a file is compressed. The first bytes decide; a name only says what to expect.
 *
 * <p>All decompressors read several members, frames or streams one after the other, as archives
 * have them that were put together from parts. (The one of the JDK for gzip is not used, because it
 * stops after the first member whenever the file system says that no byte is available without
 * waiting.)
 */
enum Compression {
  NONE("", ""),
  GZIP(".gz", ".gzip"),
  ZSTD(".zst", ".zstd"),
  BZIP2(".bz2", ".bzip2");

  /** How many of a file's first bytes {@link #of} wants to see. */
  static final int MAGIC_BYTES = 10;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String suffix;
  private final String longSuffix;

  Compression(String suffix, String longSuffix) {
    this.suffix = suffix;
    this.longSuffix = longSuffix;
  }

  /** The compression that a file begins with. */
  static Compression of(byte[] head) {
    if (Magic.begins(head, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (Magic.begins(head, 0x28, 0xB5, 0x2F, 0xFD) || isSkippableFrame(head)) {
      return ZSTD;
    }
    return isBzip2(head) ? BZIP2 : NONE;
  }

  /** A frame of Zstandard that is not data: 16 magic numbers (RFC 8878, 3.1.2). */
  private static boolean isSkippableFrame(byte[] head) {
    return head.length >= 4
        && (head[0] & 0xF0) == 0x50
        && head[1] == 0x2A
        && head[2] == 0x4D
        && head[3] == 0x18;
  }

  /** "BZh", the size of blocks, and the magic number of the first block, or of the end. */
  private static boolean isBzip2(byte[] head) {
    return head.length >= MAGIC_BYTES
        && Magic.begins(head, 'B', 'Z', 'h')
        && head[3] >= '1'
        && head[3] <= '9'
        && (Magic.at(head, 4, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59)
            || Magic.at(head, 4, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90));
  }

  /** The compression that a file's name promises. */
  static Compression ofName(String name) {
    for (Compression each : values()) {
      if (each.lengthOfSuffix(name) > 0) {
        return each;
      }
    }
    return NONE;
  }

  /** A file's name without the suffix that promises a compression. */
  static String stripSuffix(String name) {
    return name.substring(0, name.length() - ofName(name).lengthOfSuffix(name));
  }

  private int lengthOfSuffix(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(suffix)) {
      return suffix.length();
    }
    return lower.endsWith(longSuffix) ? longSuffix.length() : 0;
  }

  /** The content of a compressed stream; closing it leaves the compressed one open. */
  InputStream decompress(InputStream compressed) throws IOException {
    InputStream in = new BufferedInputStream(new Uncloseable(compressed), BUFFER_BYTES);
    return switch (this) {
      case NONE -> compressed;
      case GZIP -> new GzipCompressorInputStream(in, true);
      case ZSTD -> new ZstdInputStream(in);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Decompressors hold native memory, so they are closed, but they must not close the file. */
  private static final class Uncloseable extends InputStream {

    private final InputStream in;

    Uncloseable(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }
  }
}
