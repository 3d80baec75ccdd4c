package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item as the plain JSON that everybody expects: a text is a text, a number a number with all of
 * its up to 38 digits, a map an object, a list and a set (of texts, numbers or bytes) an array,
 * bytes a text in base64. So the types of bytes and sets are lost, and nothing else.
 *
 * <p>One thread's; it keeps a buffer.
 */
final class ItemJson {

  private final ByteArrayBuilder buffer = new ByteArrayBuilder();

  /** The item's JSON in UTF-8. */
  byte[] write(Map<String, AttributeValue> item) throws IOException {
    buffer.reset();
    try (JsonGenerator json = DynamoJson.FACTORY.createGenerator(buffer)) {
      writeFields(item, json);
    }
    return buffer.toByteArray();
  }

  private static void writeFields(Map<String, AttributeValue> fields, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, AttributeValue> field : fields.entrySet()) {
      json.writeFieldName(field.getKey());
      write(field.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void write(AttributeValue value, JsonGenerator json) throws IOException {
    switch (value.type()) {
      case S -> json.writeString(value.s());
      case N -> json.writeNumber(value.n());
      case B -> json.writeString(DynamoJson.base64(value.b()));
      case BOOL -> json.writeBoolean(value.bool());
      case NUL -> json.writeNull();
      case M -> writeFields(value.m(), json);
      default -> writeMany(value, json);
    }
  }

  private static void writeMany(AttributeValue value, JsonGenerator json) throws IOException {
    json.writeStartArray();
    switch (value.type()) {
      case L -> {
        for (AttributeValue element : value.l()) {
          write(element, json);
        }
      }
      case SS -> {
        for (String text : value.ss()) {
          json.writeString(text);
        }
      }
      case NS -> {
        for (String number : value.ns()) {
          json.writeNumber(number);
        }
      }
      case BS -> {
        for (SdkBytes bytes : value.bs()) {
          json.writeString(DynamoJson.base64(bytes));
        }
      }
      default -> throw new IOException("a value of DynamoDB of an unknown type: " + value);
    }
    json.writeEndArray();
  }
}
