package io.murmur.flink.source.file;

import java.io.IOException;
import java.util.Locale;

/**
 * Tells what a file is: by its first bytes where they leave no doubt, then by its name, then by how
 * its content begins. The answer depends on the file alone, so all parts of a file get the same.
 */
final class FormatDetector {

  /** A first value that is longer than this is taken for a line. */
  private static final int MAX_PEEK_BYTES = 1 << 20;

  private static final int FIRST_PEEK_BYTES = 1 << 12;

  private FormatDetector() {}

  /**
   * The format of a file, which is at its beginning before and after.
   *
   * @throws UnreadableFileException if it cannot be told
   */
  static FileFormat detect(FileInput input) throws IOException {
    if (Magic.isParquet(input.head())) {
      return FileFormat.PARQUET;
    }
    if (Magic.isAvro(input.head())) {
      return FileFormat.AVRO;
    }
    String name = Compression.stripSuffix(input.origin()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return FileFormat.CSV;
    }
    boolean calledJson =
        name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson");
    return detectJson(input, calledJson);
  }

  private static FileFormat detectJson(FileInput input, boolean calledJson) throws IOException {
    for (int length = FIRST_PEEK_BYTES; ; length = Math.min(4 * length, MAX_PEEK_BYTES)) {
      byte[] first = input.peek(length);
      boolean all = first.length < length;
      FirstValue value = FirstValue.of(first);
      if (value == FirstValue.OTHER && !calledJson) {
        throw new UnreadableFileException(
            "%s is of no known format: it does not begin with a JSON object, and is not called .csv; say what it is, for example jsonLines(…) or csv(…)"
                .formatted(input.origin()));
      }
      if (value != FirstValue.UNDECIDED || all || length == MAX_PEEK_BYTES) {
        return value == FirstValue.NOT_A_LINE
            ? FileFormat.CONCATENATED_JSON
            : FileFormat.JSON_LINES;
      }
    }
  }

  /** How the first value of a text lies in its lines. */
  private enum FirstValue {
    /** It is a line. */
    LINE,
    /** It has newlines in it, or more follows it on its line. */
    NOT_A_LINE,
    /** There is no object or array. */
    OTHER,
    /** More bytes are needed to tell. */
    UNDECIDED;

    static FirstValue of(byte[] bytes) {
      JsonFramer framer = new JsonFramer();
      int from = 0;
      int next = framer.next(bytes, 0, bytes.length);
      if (next >= 0 && framer.kind(bytes, from, next) == Framer.Kind.BLANK) {
        from = next;
        next = framer.next(bytes, from, bytes.length);
      }
      if (from < bytes.length && bytes[from] != '{' && bytes[from] != '[') {
        return next < 0 && JsonFramer.isWhitespace(bytes[from]) ? UNDECIDED : OTHER;
      }
      int end = next < 0 ? bytes.length : next;
      for (int i = from; i < end; i++) {
        if (bytes[i] == '\n') {
          return NOT_A_LINE;
        }
      }
      return next < 0 ? UNDECIDED : restOfLine(bytes, next);
    }

    private static FirstValue restOfLine(byte[] bytes, int from) {
      for (int i = from; i < bytes.length; i++) {
        byte b = bytes[i];
        if (b == '\n') {
          return LINE;
        }
        if (b != ' ' && b != '\t' && b != '\r') {
          return NOT_A_LINE;
        }
      }
      return UNDECIDED;
    }
  }
}
