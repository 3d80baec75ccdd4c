package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The primary key of items as a text that keeps its types, in DynamoDB's JSON: {@code
 * {"id":{"S":"1"}}} and {@code {"id":{"N":"1"}}} are two. It is the second part of event ids, and
 * what a scan goes on after.
 */
final class ItemKey {

  private ItemKey() {}

  /**
   * The key of an item.
   *
   * @param origin what is read, for errors
   * @param attributes the names of the key's attributes, the partition key's first
   */
  static String of(String origin, List<String> attributes, Map<String, AttributeValue> item)
      throws IOException {
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = DynamoJson.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      for (String name : attributes) {
        AttributeValue value = item.get(name);
        if (value == null) {
          throw new ScanException(
              "%s has items without the key attribute '%s': the table has been made anew with another key since this scan began; start a new run"
                  .formatted(origin, name));
        }
        json.writeFieldName(name);
        DynamoJson.write(value, json);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  /** The key that a text is. */
  static Map<String, AttributeValue> read(String text) throws IOException {
    try (JsonParser json = DynamoJson.FACTORY.createParser(text)) {
      json.nextToken();
      return new LinkedHashMap<>(DynamoJson.readFields(json));
    }
  }
}
