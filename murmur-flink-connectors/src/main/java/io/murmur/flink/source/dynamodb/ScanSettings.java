package io.murmur.flink.source.dynamodb;

import io.murmur.flink.dynamodb.DynamoDbConnection;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * What a scan reads; empty texts and 0 for what is not said.
 *
 * @param names the names behind the placeholders of expressions, {@code #name}
 * @param values the values behind those, {@code :value}, each in DynamoDB's JSON
 */
record ScanSettings(
    DynamoDbConnection connection,
    String table,
    int segments,
    String filter,
    String projection,
    Map<String, String> names,
    Map<String, String> values,
    boolean consistent,
    int pageItems)
    implements Serializable {

  private static final String KEY_PLACEHOLDER = "#murmurKey";

  ScanSettings {
    names = Map.copyOf(names);
    values = Map.copyOf(values);
  }

  /** The first part of the ids of the table's items. */
  static String origin(String table) {
    return "dynamodb:" + table;
  }

  /** The request for a page of a segment; what it goes on after is not in it. */
  ScanRequest.Builder request(Segment segment) throws IOException {
    ScanRequest.Builder request =
        ScanRequest.builder()
            .tableName(table)
            .segment(segment.number())
            .totalSegments(segment.of())
            .consistentRead(consistent)
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
    Map<String, String> allNames = new HashMap<>(names);
    if (!projection.isEmpty()) {
      request.projectionExpression(projectionWithKey(segment.key(), allNames));
    }
    if (!filter.isEmpty()) {
      request.filterExpression(filter);
    }
    if (!allNames.isEmpty()) {
      request.expressionAttributeNames(allNames);
    }
    if (!values.isEmpty()) {
      Map<String, AttributeValue> parsed = new HashMap<>();
      for (Map.Entry<String, String> value : values.entrySet()) {
        parsed.put(value.getKey(), DynamoJson.read(value.getValue()));
      }
      request.expressionAttributeValues(parsed);
    }
    if (pageItems > 0) {
      request.limit(pageItems);
    }
    return request;
  }

  /** The key is always read: without it nothing could be told apart. */
  private String projectionWithKey(List<String> key, Map<String, String> allNames) {
    List<String> paths = new ArrayList<>();
    List<String> read = new ArrayList<>();
    for (String path : projection.split(",", -1)) {
      paths.add(path.strip());
      read.add(names.getOrDefault(path.strip(), path.strip()));
    }
    for (String attribute : key) {
      if (!read.contains(attribute)) {
        String placeholder = KEY_PLACEHOLDER + paths.size();
        paths.add(placeholder);
        allNames.put(placeholder, attribute);
      }
    }
    return String.join(", ", paths);
  }

  /** One line for people and for run ids; names what changes the records, and nothing else. */
  String describe() {
    List<String> parts = new ArrayList<>(Arrays.asList(origin(table)));
    if (!filter.isEmpty()) {
      parts.add("filter " + filter + " " + new java.util.TreeMap<>(values));
    }
    if (!projection.isEmpty()) {
      parts.add("attributes " + projection);
    }
    if (!names.isEmpty()) {
      parts.add("names " + new java.util.TreeMap<>(names));
    }
    return String.join(", ", parts);
  }
}
