package io.murmur.flink.source.mongodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDbPointer;
import org.bson.BsonReader;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;

/**
 * A document as the plain JSON that everybody expects: a number is a number with all its digits, a
 * date a text of ISO 8601 in UTC, an object id a text of its hexadecimal digits, bytes a text in
 * base64, and a UUID a text with hyphens. A double without a fraction is a whole number, since
 * there are clients that know doubles only; what is no number, and infinity, are texts. A timestamp
 * is an object of {@code t} (seconds) and {@code i}.
 *
 * <p>One thread's; it keeps a buffer.
 */
final class DocumentJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  /** Beyond this, doubles are not all whole numbers there are. */
  private static final double EXACT = 1L << 53;

  /** A number with more zeros at its end has an exponent. */
  private static final int MOST_ZEROS = 40;

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private final ByteArrayBuilder buffer = new ByteArrayBuilder();

  /** The document's JSON in UTF-8. */
  byte[] write(RawBsonDocument document) throws IOException {
    buffer.reset();
    try (JsonGenerator json = FACTORY.createGenerator(buffer);
        BsonReader reader = document.asBsonReader()) {
      writeDocument(reader, json);
    }
    return buffer.toByteArray();
  }

  private static void writeDocument(BsonReader reader, JsonGenerator json) throws IOException {
    reader.readStartDocument();
    json.writeStartObject();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      json.writeFieldName(reader.readName());
      write(reader, json);
    }
    json.writeEndObject();
    reader.readEndDocument();
  }

  private static void writeArray(BsonReader reader, JsonGenerator json) throws IOException {
    reader.readStartArray();
    json.writeStartArray();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      write(reader, json);
    }
    json.writeEndArray();
    reader.readEndArray();
  }

  private static void write(BsonReader reader, JsonGenerator json) throws IOException {
    switch (reader.getCurrentBsonType()) {
      case DOCUMENT -> writeDocument(reader, json);
      case ARRAY -> writeArray(reader, json);
      case STRING -> json.writeString(reader.readString());
      case INT32 -> json.writeNumber(reader.readInt32());
      case INT64 -> json.writeNumber(reader.readInt64());
      case DOUBLE -> writeDouble(reader.readDouble(), json);
      case DECIMAL128 -> writeDecimal(reader.readDecimal128(), json);
      case BOOLEAN -> json.writeBoolean(reader.readBoolean());
      case OBJECT_ID -> json.writeString(reader.readObjectId().toHexString());
      case DATE_TIME -> json.writeString(Instant.ofEpochMilli(reader.readDateTime()).toString());
      case BINARY -> json.writeString(text(reader.readBinaryData()));
      case NULL -> {
        reader.readNull();
        json.writeNull();
      }
      default -> writeOther(reader, json);
    }
  }

  private static void writeOther(BsonReader reader, JsonGenerator json) throws IOException {
    switch (reader.getCurrentBsonType()) {
      case UNDEFINED -> {
        reader.readUndefined();
        json.writeNull();
      }
      case SYMBOL -> json.writeString(reader.readSymbol());
      case TIMESTAMP -> {
        BsonTimestamp time = reader.readTimestamp();
        json.writeStartObject();
        json.writeNumberField("t", time.getTime() & UNSIGNED);
        json.writeNumberField("i", time.getInc() & UNSIGNED);
        json.writeEndObject();
      }
      case REGULAR_EXPRESSION -> {
        BsonRegularExpression expression = reader.readRegularExpression();
        json.writeString("/" + expression.getPattern() + "/" + expression.getOptions());
      }
      case JAVASCRIPT -> json.writeString(reader.readJavaScript());
      case JAVASCRIPT_WITH_SCOPE -> {
        json.writeStartObject();
        json.writeStringField("code", reader.readJavaScriptWithScope());
        json.writeFieldName("scope");
        writeDocument(reader, json);
        json.writeEndObject();
      }
      case DB_POINTER -> {
        BsonDbPointer pointer = reader.readDBPointer();
        json.writeStartObject();
        json.writeStringField("$ref", pointer.getNamespace());
        json.writeStringField("$id", pointer.getId().toHexString());
        json.writeEndObject();
      }
      case MIN_KEY -> {
        reader.readMinKey();
        json.writeString("MinKey");
      }
      case MAX_KEY -> {
        reader.readMaxKey();
        json.writeString("MaxKey");
      }
      default ->
          throw new IOException(
              "a value of MongoDB of an unknown type: " + reader.getCurrentBsonType());
    }
  }

  private static void writeDouble(double number, JsonGenerator json) throws IOException {
    boolean whole = number == Math.rint(number) && Math.abs(number) <= EXACT;
    boolean negativeZero = number == 0 && 1 / number < 0;
    if (whole && !negativeZero) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number); // Jackson makes texts of NaN and infinity.
    }
  }

  private static void writeDecimal(Decimal128 number, JsonGenerator json) throws IOException {
    if (!number.isFinite()) {
      json.writeString(number.toString());
      return;
    }
    BigDecimal exact = new BigDecimal(number.toString());
    boolean plain = exact.scale() >= -MOST_ZEROS && exact.scale() <= MOST_ZEROS;
    json.writeNumber(plain ? exact.toPlainString() : exact.toString());
  }

  private static String text(BsonBinary bytes) {
    if (bytes.getType() == BsonBinarySubType.UUID_STANDARD.getValue()
        && bytes.getData().length == 2 * Long.BYTES) {
      ByteBuffer halves = ByteBuffer.wrap(bytes.getData());
      return new UUID(halves.getLong(), halves.getLong()).toString();
    }
    return BASE64.encodeToString(bytes.getData());
  }
}
