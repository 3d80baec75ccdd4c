package io.murmur.state.dynamodb;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * The key of a kind of table, and what a table that has another one is told.
 *
 * @param title what such a table is called in messages
 */
record TableSchema(String title, List<Column> columns) {

  /** Aggregates: entity and bucket. */
  static final TableSchema STATE =
      new TableSchema(
          "state table",
          List.of(
              new Column(Attributes.PARTITION, KeyType.HASH, ScalarAttributeType.S),
              new Column(Attributes.SORT, KeyType.RANGE, ScalarAttributeType.N)));

  /** Claims: their own name. */
  static final TableSchema DEDUP =
      new TableSchema(
          "dedup table",
          List.of(new Column(Attributes.PARTITION, KeyType.HASH, ScalarAttributeType.S)));

  /** An attribute of a key. */
  record Column(String name, KeyType role, ScalarAttributeType type) {
    @Override
    public String toString() {
      return "'" + name + "' (" + role + ", " + type + ")";
    }
  }

  List<KeySchemaElement> key() {
    return columns.stream()
        .map(c -> KeySchemaElement.builder().attributeName(c.name()).keyType(c.role()).build())
        .toList();
  }

  List<AttributeDefinition> definitions() {
    return columns.stream()
        .map(
            c ->
                AttributeDefinition.builder()
                    .attributeName(c.name())
                    .attributeType(c.type())
                    .build())
        .toList();
  }

  /** Everything in which a table's key is not this one. */
  List<String> mistakesOf(TableDescription table) {
    List<Column> found =
        table.keySchema().stream()
            .map(k -> new Column(k.attributeName(), k.keyType(), typeOf(table, k.attributeName())))
            .toList();
    List<String> mistakes = new ArrayList<>();
    for (Column column : columns) {
      if (!found.contains(column)) {
        mistakes.add("the key has to have " + column);
      }
    }
    for (Column column : found) {
      if (!columns.contains(column)) {
        mistakes.add("the key must not have " + column);
      }
    }
    return mistakes;
  }

  private static ScalarAttributeType typeOf(TableDescription table, String attribute) {
    return table.attributeDefinitions().stream()
        .filter(definition -> definition.attributeName().equals(attribute))
        .map(AttributeDefinition::attributeType)
        .findAny()
        .orElse(ScalarAttributeType.UNKNOWN_TO_SDK_VERSION);
  }
}
