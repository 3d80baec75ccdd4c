package io.murmur.flink.source.file;

/**
 * Rows of CSV (RFC 4180), ended by LF or CR LF outside of quotes. Quotes count where a field begins
 * with one; anywhere else they are characters like others. A row of nothing is blank.
 */
final class CsvFramer implements Framer {

  private enum State {
    FIELD_START,
    UNQUOTED,
    QUOTED,
    /** After a quote in a quoted field: it either closes the field or is one half of a quote. */
    QUOTE
  }

  private final byte delimiter;
  private final byte quote;
  private State state = State.FIELD_START;
  private boolean openAtEnd;

  CsvFramer(char delimiter, char quote) {
    this.delimiter = (byte) delimiter;
    this.quote = (byte) quote;
  }

  @Override
  public int next(byte[] bytes, int from, int limit) {
    State now = state;
    for (int i = from; i < limit; i++) {
      byte b = bytes[i];
      if (now == State.QUOTED) {
        if (b == quote) {
          now = State.QUOTE;
        }
      } else if (b == quote && now != State.UNQUOTED) {
        now = State.QUOTED;
      } else if (b == '\n') {
        state = State.FIELD_START;
        return i + 1;
      } else {
        now = b == delimiter ? State.FIELD_START : State.UNQUOTED;
      }
    }
    state = now;
    return -1;
  }

  @Override
  public Kind kind(byte[] bytes, int from, int end) {
    if (openAtEnd) {
      return Kind.GARBAGE;
    }
    return from == end ? Kind.BLANK : Kind.RECORD;
  }

  @Override
  public int contentEnd(byte[] bytes, int from, int end) {
    return openAtEnd ? end : LineFramer.withoutLineEnd(bytes, from, end);
  }

  @Override
  public void endOfInput() {
    openAtEnd = state == State.QUOTED;
  }

  @Override
  public String complaint() {
    return "the file ends inside of a quoted field of the row that begins here";
  }
}
