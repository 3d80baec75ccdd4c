package io.murmur.definition.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Collects the parts of a JSON Schema that several places refer to. */
public final class SchemaParts {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private final Map<String, ObjectNode> parts = new TreeMap<>();

  private SchemaParts() {}

  /**
   * The schema of a document.
   *
   * @param id its address
   * @param title what the document is
   * @param root what its top level must be
   */
  public static ObjectNode schema(String id, String title, Shape<?> root) {
    SchemaParts parts = new SchemaParts();
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DIALECT).put("$id", id).put("title", title);
    schema.setAll(root.schema(parts));
    ObjectNode definitions = schema.putObject("$defs");
    parts.parts.forEach(definitions::set);
    return schema;
  }

  /** A reference to a part, which is made when it is first referred to. */
  public ObjectNode reference(String name, Function<SchemaParts, ObjectNode> part) {
    if (!parts.containsKey(name)) {
      // First a placeholder: a part may refer to itself.
      parts.put(name, JsonNodeFactory.instance.objectNode());
      parts.put(name, part.apply(this));
    }
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + name);
  }

  /** Text with a variable in it, in place of a number or the like. */
  ObjectNode variable() {
    return reference(
        "variable",
        parts ->
            JsonNodeFactory.instance
                .objectNode()
                .put("type", "string")
                .put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}")
                .put("description", "An environment variable, ${NAME} or ${NAME:-default}."));
  }

  /** Either a schema, or text with a variable in it. */
  ObjectNode orVariable(ObjectNode schema) {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("anyOf").add(schema).add(variable());
    return either;
  }
}
