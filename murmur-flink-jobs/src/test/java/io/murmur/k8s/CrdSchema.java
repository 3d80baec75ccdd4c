package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.List;

/**
 * The schema of a custom resource, as strict as {@code kubectl apply --validate=strict}: a field
 * that is not in it is an error.
 */
final class CrdSchema {

  private final JsonSchema schema;

  /** Takes the schema of the only version that a definition has. */
  CrdSchema(JsonNode definition) {
    JsonNode open = definition.at("/spec/versions/0/schema/openAPIV3Schema").deepCopy();
    close(open);
    // Not in the definition: every resource has them, and the API server checks them itself.
    ObjectNode fields = (ObjectNode) open.get("properties");
    fields.putObject("apiVersion").put("type", "string");
    fields.putObject("kind").put("type", "string");
    fields.putObject("metadata").put("type", "object");
    schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(open);
  }

  /** What Kubernetes says in its own words, and refuses although JSON Schema would allow it. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean any = object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
      if (object.path("properties").isObject() && !any && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      if (object.path("x-kubernetes-int-or-string").asBoolean()) {
        object.remove("type");
        object.remove("anyOf");
        object.putArray("type").add("integer").add("string");
      }
    }
    node.forEach(CrdSchema::close);
  }

  /** What is wrong with a resource, by the paths of the fields. */
  List<String> mistakes(JsonNode resource) {
    return schema.validate(resource).stream().map(message -> message.getMessage()).toList();
  }
}
