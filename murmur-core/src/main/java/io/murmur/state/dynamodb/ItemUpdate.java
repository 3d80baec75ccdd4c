package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Collects the clauses and conditions of one update of one item. Every name and value goes through
 * a placeholder, so no attribute name can be mistaken for a word of the expression language.
 */
final class ItemUpdate {

  private final List<String> sets = new ArrayList<>(4);
  private final List<String> adds = new ArrayList<>(4);
  private final List<String> removes = new ArrayList<>(2);
  private final List<String> conditions = new ArrayList<>(4);
  private final Map<String, String> placeholders = new LinkedHashMap<>();
  private final Map<String, AttributeValue> values = new HashMap<>();
  private boolean once;

  /** The placeholder of an attribute's name. */
  String name(String attribute) {
    return placeholders.computeIfAbsent(attribute, a -> "#" + placeholders.size());
  }

  /** A placeholder for a value. */
  String value(AttributeValue value) {
    String placeholder = ":" + values.size();
    values.put(placeholder, value);
    return placeholder;
  }

  void set(String attribute, AttributeValue value) {
    sets.add(name(attribute) + " = " + value(value));
  }

  void add(String attribute, AttributeValue value) {
    adds.add(name(attribute) + " " + value(value));
  }

  void remove(String attribute) {
    removes.add(name(attribute));
  }

  /** Adds a condition, made of placeholders, that has to hold beside all others. */
  void require(String condition) {
    conditions.add("(" + condition + ")");
  }

  /**
   * Forbids the client to send the update again when it does not know what became of it: nothing in
   * it would keep it from being applied twice.
   */
  void sendOnce() {
    once = true;
  }

  /** The update alone; it tells what it wrote, and what it found if a condition fails. */
  UpdateItemRequest.Builder toRequest(String table, Key key) {
    var request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(Attributes.keyOf(key))
            .updateExpression(expression())
            .expressionAttributeNames(names())
            .expressionAttributeValues(values)
            .returnValues(ReturnValue.ALL_NEW)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (once) {
      request.overrideConfiguration(o -> o.addPlugin(ThrottlingRetriesOnly.INSTANCE));
    }
    return conditions.isEmpty() ? request : request.conditionExpression(condition());
  }

  /** The update as part of a transaction. */
  Update toUpdate(String table, Key key) {
    var update =
        Update.builder()
            .tableName(table)
            .key(Attributes.keyOf(key))
            .updateExpression(expression())
            .expressionAttributeNames(names())
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    return (conditions.isEmpty() ? update : update.conditionExpression(condition())).build();
  }

  /** The conditions alone as part of a transaction. */
  ConditionCheck toCheck(String table, Key key) {
    return ConditionCheck.builder()
        .tableName(table)
        .key(Attributes.keyOf(key))
        .conditionExpression(condition())
        .expressionAttributeNames(names())
        .expressionAttributeValues(values)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }

  private String condition() {
    return String.join(" AND ", conditions);
  }

  private Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    placeholders.forEach((attribute, placeholder) -> names.put(placeholder, attribute));
    return names;
  }

  private String expression() {
    StringJoiner clauses = new StringJoiner(" ");
    clause(clauses, "SET ", sets);
    clause(clauses, "ADD ", adds);
    clause(clauses, "REMOVE ", removes);
    return clauses.toString();
  }

  private static void clause(StringJoiner clauses, String word, List<String> parts) {
    if (!parts.isEmpty()) {
      clauses.add(word + String.join(", ", parts));
    }
  }
}
