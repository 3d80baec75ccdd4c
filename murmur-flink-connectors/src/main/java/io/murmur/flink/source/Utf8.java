package io.murmur.flink.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 and refuses what is not. */
final class Utf8 {

  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The record's bytes as text.
   *
   * @throws CharacterCodingException if they are not UTF-8, with the first wrong byte's place in
   *     the record
   */
  static String decode(SourceRecord record) throws CharacterCodingException {
    String text = record.text();
    // The fast decoder replaces what is malformed, so only text with replacements needs a second
    // look.
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireWellFormed(record);
    }
    return text;
  }

  private static void requireWellFormed(SourceRecord record) throws CharacterCodingException {
    CharsetDecoder strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(record.buffer(), record.offset(), record.length());
    CoderResult result = strict.decode(in, CharBuffer.allocate(record.length()), true);
    if (result.isError()) {
      throw new NotUtf8Exception(in.position() - record.offset(), in.get(in.position()));
    }
  }

  private static final class NotUtf8Exception extends CharacterCodingException {

    private static final long serialVersionUID = 1L;

    private final String text;

    NotUtf8Exception(int index, byte found) {
      this.text = "not UTF-8: byte %d of the record is 0x%02X".formatted(index, found);
    }

    @Override
    public String getMessage() {
      return text;
    }
  }
}
