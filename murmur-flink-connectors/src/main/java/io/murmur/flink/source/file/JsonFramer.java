package io.murmur.flink.source.file;

/**
 * JSON objects and arrays back to back, whatever whitespace is between them or none. Brackets are
 * counted outside of strings; escapes inside of them are honoured. Nothing else is checked: whether
 * the value is well formed is for those who decode it.
 *
 * <p>Whatever is found between two values is garbage up to the next bracket that opens one.
 */
final class JsonFramer implements Framer {

  private enum State {
    /** Before a frame's first byte. */
    START,
    WHITESPACE,
    GARBAGE,
    VALUE,
    STRING,
    ESCAPE
  }

  private State state = State.START;
  private int depth;
  private Kind kind = Kind.BLANK;
  private String complaint = "";

  @Override
  public int next(byte[] bytes, int from, int limit) {
    int i = from;
    while (i < limit) {
      switch (state) {
        case START -> {
          state = stateOf(bytes[i]);
          depth = 0;
        }
        case WHITESPACE -> {
          i = skip(State.WHITESPACE, bytes, i, limit);
          if (i < limit) {
            return end(Kind.BLANK, i);
          }
        }
        case GARBAGE -> {
          i = skip(State.GARBAGE, bytes, i, limit);
          if (i < limit) {
            complaint = "expected a JSON object or array to begin here";
            return end(Kind.GARBAGE, i);
          }
        }
        case VALUE -> {
          i = value(bytes, i, limit);
          if (state == State.VALUE && depth == 0) {
            return end(Kind.RECORD, i);
          }
        }
        case STRING -> i = string(bytes, i, limit);
        case ESCAPE -> {
          state = State.STRING;
          i++;
        }
      }
    }
    return -1;
  }

  private int end(Kind ended, int index) {
    kind = ended;
    state = State.START;
    return index;
  }

  /** Garbage goes on over whitespace, since its end is where a value may begin. */
  private static int skip(State what, byte[] bytes, int from, int limit) {
    int i = from;
    while (i < limit) {
      State found = stateOf(bytes[i]);
      boolean same = found == what || (what == State.GARBAGE && found == State.WHITESPACE);
      if (!same) {
        return i;
      }
      i++;
    }
    return limit;
  }

  /** Whether a byte may stand between two values. */
  static boolean isWhitespace(byte b) {
    return stateOf(b) == State.WHITESPACE;
  }

  /** What a byte begins, between two values; a byte order mark begins nothing. */
  private static State stateOf(byte b) {
    return switch (b) {
      case '{', '[' -> State.VALUE;
      case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> State.WHITESPACE;
      default -> State.GARBAGE;
    };
  }

  private int value(byte[] bytes, int from, int limit) {
    for (int i = from; i < limit; i++) {
      switch (bytes[i]) {
        case '"' -> {
          state = State.STRING;
          return i + 1;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (--depth == 0) {
            return i + 1;
          }
        }
        default -> {}
      }
    }
    return limit;
  }

  private int string(byte[] bytes, int from, int limit) {
    for (int i = from; i < limit; i++) {
      byte b = bytes[i];
      if (b == '"') {
        state = State.VALUE;
        return i + 1;
      }
      if (b == '\\') {
        state = State.ESCAPE;
        return i + 1;
      }
    }
    return limit;
  }

  @Override
  public Kind kind(byte[] bytes, int from, int end) {
    return kind;
  }

  @Override
  public int contentEnd(byte[] bytes, int from, int end) {
    return end;
  }

  @Override
  public void endOfInput() {
    switch (state) {
      case START, WHITESPACE -> end(Kind.BLANK, 0);
      case GARBAGE -> {
        complaint = "expected a JSON object or array to begin here";
        end(Kind.GARBAGE, 0);
      }
      case VALUE, STRING, ESCAPE -> {
        complaint = "the file ends inside of the JSON value that begins here";
        end(Kind.GARBAGE, 0);
      }
    }
  }

  @Override
  public String complaint() {
    return complaint;
  }
}
