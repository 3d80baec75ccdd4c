package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** The CloudFormation template: tables and roles. */
final class Stack {

  private static final JsonNode RESOURCES =
      Yaml.one(Manifests.K8S.resolve("aws/page-views.yaml")).get("Resources");

  private Stack() {}

  /** A resource, by its name in the template. */
  static JsonNode properties(String name) {
    return RESOURCES.at("/" + name + "/Properties");
  }

  /** What each table is called in the template, by its name. */
  static Map<String, String> tables() {
    Map<String, String> tables = new TreeMap<>();
    RESOURCES
        .properties()
        .forEach(
            each -> {
              if (each.getValue().get("Type").textValue().equals("AWS::DynamoDB::Table")) {
                tables.put(each.getValue().at("/Properties/TableName").textValue(), each.getKey());
              }
            });
    return tables;
  }

  /** Creates a table as CloudFormation would. */
  static void create(DynamoDbAsyncClient client, String resource, String table) {
    JsonNode properties = properties(resource);
    List<AttributeDefinition> attributes = new ArrayList<>();
    for (JsonNode each : properties.get("AttributeDefinitions")) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(each.get("AttributeName").textValue())
              .attributeType(each.get("AttributeType").textValue())
              .build());
    }
    List<KeySchemaElement> key = new ArrayList<>();
    for (JsonNode each : properties.get("KeySchema")) {
      key.add(
          KeySchemaElement.builder()
              .attributeName(each.get("AttributeName").textValue())
              .keyType(each.get("KeyType").textValue())
              .build());
    }
    client
        .createTable(
            r ->
                r.tableName(table)
                    .attributeDefinitions(attributes)
                    .keySchema(key)
                    .billingMode(BillingMode.fromValue(properties.get("BillingMode").textValue())))
        .join();
    JsonNode expiry = properties.path("TimeToLiveSpecification");
    if (!expiry.isMissingNode()) {
      client
          .updateTimeToLive(
              r ->
                  r.tableName(table)
                      .timeToLiveSpecification(
                          t ->
                              t.attributeName(expiry.get("AttributeName").textValue())
                                  .enabled(expiry.get("Enabled").asBoolean())))
          .join();
    }
  }
}
