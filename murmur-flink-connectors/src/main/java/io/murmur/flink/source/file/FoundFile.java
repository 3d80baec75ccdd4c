package io.murmur.flink.source.file;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * A file as it was listed.
 *
 * @param name its name in messages and in the order of files
 * @param path where it is
 * @param length its bytes
 * @param modified when it was last changed, in milliseconds since 1970
 */
record FoundFile(String name, Path path, long length, long modified) {

  private static final long FNV_BASIS = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long MILLIS_PER_SECOND = 1_000;

  static FoundFile of(FileStatus file) {
    return new FoundFile(
        Origins.of(file.getPath()), file.getPath(), file.getLen(), file.getModificationTime());
  }

  /**
   * 64 bits by which the same file, unchanged, is known again: FNV-1a over name, length and the
   * second of the change, as object stores do not always give more. Another file has the same once
   * in 2^64.
   */
  long fingerprint() {
    long hash = FNV_BASIS;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return mix(mix(hash ^ length) ^ Math.floorDiv(modified, MILLIS_PER_SECOND));
  }

  /** Spreads every bit over all (the last steps of MurmurHash3). */
  private static long mix(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
