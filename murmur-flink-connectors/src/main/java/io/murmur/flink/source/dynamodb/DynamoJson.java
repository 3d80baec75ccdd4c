package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB's own JSON, where each value has its type beside it: {@code {"N":"1"}}. Keys and the
 * values of filters travel in it, and exports are written in it.
 */
final class DynamoJson {

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private DynamoJson() {}

  /** A value as text. */
  static String write(AttributeValue value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static void write(AttributeValue value, JsonGenerator json) throws IOException {
    json.writeStartObject();
    switch (value.type()) {
      case S -> json.writeStringField("S", value.s());
      case N -> json.writeStringField("N", value.n());
      case B -> json.writeStringField("B", base64(value.b()));
      case BOOL -> json.writeBooleanField("BOOL", value.bool());
      case NUL -> json.writeBooleanField("NULL", true);
      case SS -> writeTexts("SS", value.ss(), json);
      case NS -> writeTexts("NS", value.ns(), json);
      case BS -> writeTexts("BS", value.bs().stream().map(DynamoJson::base64).toList(), json);
      case L -> {
        json.writeArrayFieldStart("L");
        for (AttributeValue element : value.l()) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case M -> {
        json.writeObjectFieldStart("M");
        for (Map.Entry<String, AttributeValue> field : value.m().entrySet()) {
          json.writeFieldName(field.getKey());
          write(field.getValue(), json);
        }
        json.writeEndObject();
      }
      default -> throw new IOException("a value of DynamoDB of an unknown type: " + value);
    }
    json.writeEndObject();
  }

  private static void writeTexts(String type, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(type);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static String base64(SdkBytes bytes) {
    return BASE64.encodeToString(bytes.asByteArrayUnsafe());
  }

  /**
   * The value that a text is.
   *
   * @throws IOException if it is none
   */
  static AttributeValue read(String text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      json.nextToken();
      return read(json);
    }
  }

  /** The fields of the object that begins at the parser's token; afterwards it is at its end. */
  static Map<String, AttributeValue> readFields(JsonParser json) throws IOException {
    require(json, JsonToken.START_OBJECT);
    Map<String, AttributeValue> fields = new LinkedHashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      fields.put(name, read(json));
    }
    return fields;
  }

  private static AttributeValue read(JsonParser json) throws IOException {
    require(json, JsonToken.START_OBJECT);
    String type = json.nextFieldName();
    if (type == null) {
      throw new IOException("a value of DynamoDB without a type");
    }
    json.nextToken();
    AttributeValue value = readTyped(type, json);
    json.nextToken();
    require(json, JsonToken.END_OBJECT);
    return value;
  }

  private static AttributeValue readTyped(String type, JsonParser json) throws IOException {
    return switch (type) {
      case "S" -> AttributeValue.fromS(text(json));
      case "N" -> AttributeValue.fromN(text(json));
      case "B" -> AttributeValue.fromB(bytes(text(json)));
      case "BOOL" -> AttributeValue.fromBool(json.getBooleanValue());
      case "NULL" -> AttributeValue.fromNul(true);
      case "SS" -> AttributeValue.fromSs(texts(json));
      case "NS" -> AttributeValue.fromNs(texts(json));
      case "BS" -> AttributeValue.fromBs(texts(json).stream().map(DynamoJson::bytes).toList());
      case "L" -> {
        List<AttributeValue> elements = new ArrayList<>();
        require(json, JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(json));
        }
        yield AttributeValue.fromL(elements);
      }
      case "M" -> AttributeValue.fromM(readFields(json));
      default -> throw new IOException("'%s' is no type of DynamoDB".formatted(type));
    };
  }

  private static List<String> texts(JsonParser json) throws IOException {
    require(json, JsonToken.START_ARRAY);
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(json));
    }
    return texts;
  }

  private static String text(JsonParser json) throws IOException {
    require(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static SdkBytes bytes(String base64) {
    return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64));
  }

  private static void require(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException(
          "not the JSON of DynamoDB at byte %d: %s where %s should be"
              .formatted(json.currentTokenLocation().getByteOffset(), json.currentToken(), token));
    }
  }
}
