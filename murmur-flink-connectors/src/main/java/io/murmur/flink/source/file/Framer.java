package io.murmur.flink.source.file;

/**
 * Cuts a stream of bytes, handed over piece by piece, into frames: records and what lies between
 * them. It sees every byte once and in order, and keeps what it must remember between two pieces.
 * Every frame begins where the one before it ended.
 */
interface Framer {

  /** What a frame is. */
  enum Kind {
    /** A record. */
    RECORD,
    /** Nothing that counts: a blank line, whitespace. */
    BLANK,
    /** What cannot be a record; {@link #complaint()} says why. */
    GARBAGE
  }

  /**
   * Goes on looking for the end of the frame that it is in.
   *
   * @param bytes the bytes; only those from {@code from} to {@code limit} are looked at
   * @param from the first byte not yet looked at
   * @param limit the end of the bytes that are there
   * @return the index after the frame's last byte, or -1 if the frame does not end before {@code
   *     limit}. After an index, the next call begins with the next frame
   */
  int next(byte[] bytes, int from, int limit);

  /**
   * What the frame is that just ended.
   *
   * @param bytes the bytes with the whole frame
   * @param from the frame's first byte
   * @param end the index after its content, as {@link #contentEnd} gave it
   */
  Kind kind(byte[] bytes, int from, int end);

  /**
   * Where the content of a frame ends: before its line end, if it has one.
   *
   * @param bytes the bytes with the whole frame
   * @param from the frame's first byte
   * @param end the index after its last byte
   */
  int contentEnd(byte[] bytes, int from, int end);

  /**
   * Ends the frame that is not ended yet, since no more bytes follow. {@link #kind} then says what
   * it is.
   */
  void endOfInput();

  /** What is wrong with the frame that just ended, if it is garbage. */
  String complaint();
}
