package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

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
}
