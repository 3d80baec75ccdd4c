package io.murmur.flink.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Reads a record that is one JSON object, strictly: numbers keep every digit, and whatever follows
 * the object is an error, since it would be lost.
 */
final class Json {

  /**
   * Names are not interned, because objects used as maps have any number of them; the length of a
   * record is the source's business, so a text may be as long as its record.
   */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads the object that the record is.
   *
   * @throws IOException if it is not one JSON object and nothing else, or is not what the body
   *     expects; the message tells the byte of the record
   */
  static <T> T read(SourceRecord record, Body<T> body) throws IOException {
    try (JsonParser parser =
        MAPPER.getFactory().createParser(record.buffer(), record.offset(), record.length())) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new IOException(
            first == null
                ? "the record is empty, and not a JSON object"
                : "the record is not a JSON object: it begins with " + first);
      }
      T value = body.read(parser);
      if (parser.nextToken() != null) {
        throw new IOException(
            "more follows the JSON object, at byte "
                + parser.currentTokenLocation().getByteOffset()
                + ": one record must be one object");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw describe(e);
    }
  }

  /** Reads from the start of the object to its end. */
  @FunctionalInterface
  interface Body<T> {
    T read(JsonParser parser) throws IOException;
  }

  /** The same error, in words that fit a dead letter. */
  static IOException describe(JsonProcessingException e) {
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String place = at < 0 ? "" : " at byte " + at;
    return new IOException("not the JSON expected" + place + ": " + e.getOriginalMessage(), e);
  }
}
