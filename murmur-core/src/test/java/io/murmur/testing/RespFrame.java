package io.murmur.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a frame of Valkey's protocol ends (RESP 2 and 3, see the <a
 * href="https://valkey.io/topics/protocol/">specification</a>). Streamed strings and aggregates,
 * which no server sends, are not known here.
 */
final class RespFrame {

  private static final int UNKNOWN = -1;

  private RespFrame() {}

  /** The index after the frame that starts at an index; negative if it has not arrived whole. */
  static int end(ByteBuf in, int start) {
    int lineEnd = endOfLine(in, start);
    if (lineEnd < 0) {
      return UNKNOWN;
    }
    return switch (in.getByte(start)) {
      case '$', '=', '!' -> endOfBytes(in, lineEnd, number(in, start, lineEnd));
      case '*', '~', '>' -> endOfMany(in, lineEnd, number(in, start, lineEnd));
      case '%' -> endOfMany(in, lineEnd, 2 * number(in, start, lineEnd));
      // Attributes of the frame that follows.
      case '|' -> endOfMany(in, lineEnd, 2 * number(in, start, lineEnd) + 1);
      default -> lineEnd;
    };
  }

  private static int endOfBytes(ByteBuf in, int lineEnd, int length) {
    if (length < 0) {
      return lineEnd;
    }
    int end = lineEnd + length + 2;
    return end <= in.writerIndex() ? end : UNKNOWN;
  }

  private static int endOfMany(ByteBuf in, int lineEnd, int count) {
    int end = lineEnd;
    for (int i = 0; i < count && end >= 0; i++) {
      end = end(in, end);
    }
    return end;
  }

  private static int endOfLine(ByteBuf in, int start) {
    int newline = in.indexOf(start, in.writerIndex(), (byte) '\n');
    return newline < 0 ? UNKNOWN : newline + 1;
  }

  private static int number(ByteBuf in, int start, int lineEnd) {
    return Integer.parseInt(in.toString(start + 1, lineEnd - start - 3, US_ASCII));
  }
}
