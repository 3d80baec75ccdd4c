package io.murmur.flink.source.file;

import java.util.Optional;

/** Knows kinds of files by their first bytes. */
final class Magic {

  private Magic() {}

  /** Whether the bytes begin with these. */
  static boolean begins(byte[] bytes, int... magic) {
    return at(bytes, 0, magic);
  }

  /** Whether these bytes are found at an index. */
  static boolean at(byte[] bytes, int index, int... magic) {
    if (bytes.length < index + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[index + i] != (byte) magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is a file of Parquet. */
  static boolean isParquet(byte[] head) {
    return begins(head, 'P', 'A', 'R', '1');
  }

  /** Whether this is an object container file of Avro. */
  static boolean isAvro(byte[] head) {
    return begins(head, 'O', 'b', 'j', 1);
  }

  /** Whether a text begins with the byte order mark of UTF-8. */
  static boolean isUtf8Mark(byte[] bytes, int index, int end) {
    return end - index >= 3
        && bytes[index] == (byte) 0xEF
        && bytes[index + 1] == (byte) 0xBB
        && bytes[index + 2] == (byte) 0xBF;
  }

  /** What the bytes begin like, if it is something that no text begins with and no reader takes. */
  static Optional<String> foreign(byte[] head) {
    if (begins(head, 'P', 'K', 3, 4)) {
      return Optional.of("a zip archive");
    }
    if (begins(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return Optional.of("xz");
    }
    if (begins(head, 0x04, 0x22, 0x4D, 0x18)) {
      return Optional.of("lz4");
    }
    if (begins(head, 0xFF, 0x06, 0x00, 0x00, 's', 'N', 'a', 'P', 'p', 'Y')) {
      return Optional.of("snappy");
    }
    if (begins(head, 'S', 'E', 'Q', 6)) {
      return Optional.of("a Hadoop sequence file");
    }
    if (begins(head, 0xFF, 0xFE) || begins(head, 0xFE, 0xFF)) {
      return Optional.of("UTF-16");
    }
    return Optional.empty();
  }
}
