package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.k8s.Cloud.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the roles of the template allow of DynamoDB. */
final class Policies {

  private Policies() {}

  /**
   * Actions on tables that a role may take; a table may end with {@code *}.
   *
   * @param role its name in the template, or that of a policy alone
   */
  static Set<Request> of(String role) {
    List<JsonNode> documents = new ArrayList<>();
    if (Stack.properties(role).has("PolicyDocument")) {
      documents.add(Stack.properties(role).get("PolicyDocument"));
    }
    for (JsonNode managed : Stack.properties(role).path("ManagedPolicyArns")) {
      documents.add(Stack.properties(managed.get("Ref").textValue()).get("PolicyDocument"));
    }
    Stack.properties(role).path("Policies").forEach(p -> documents.add(p.get("PolicyDocument")));
    Set<Request> allowed = new TreeSet<>();
    for (JsonNode document : documents) {
      for (JsonNode statement : document.get("Statement")) {
        for (JsonNode action : statement.get("Action")) {
          for (JsonNode resource : statement.get("Resource")) {
            if (action.textValue().startsWith("dynamodb:")) {
              allowed.add(new Request(action.textValue(), table(resource)));
            }
          }
        }
      }
    }
    return allowed;
  }

  /** Whether one of them is an action on this table. */
  static boolean allow(Set<Request> allowed, Request request) {
    return allowed.stream().anyMatch(each -> covers(each, request));
  }

  static boolean covers(Request allowed, Request request) {
    return allowed.action().equals(request.action())
        && (allowed.table().endsWith("*")
            ? request.table().startsWith(allowed.table().substring(0, allowed.table().length() - 1))
            : allowed.table().equals(request.table()));
  }

  private static String table(JsonNode resource) {
    Map<String, String> names =
        Stack.tables().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    if (resource.has("Fn::GetAtt")) {
      return names.get(resource.at("/Fn::GetAtt/0").textValue());
    }
    String text = resource.get("Fn::Sub").textValue();
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace("${" + name.getKey() + ".Arn}", name.getValue());
    }
    return text;
  }
}
