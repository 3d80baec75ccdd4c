package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * As much of Kustomize as our manifests use, so that they are rendered where there is no {@code
 * kubectl}: resources, config maps of files, a namespace, and patches that merge. Whatever else a
 * kustomization says is an error, so nothing is rendered otherwise than Kustomize would.
 */
final class Kustomization {

  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "patches",
          "configMapGenerator",
          "generatorOptions");

  private Kustomization() {}

  /** The resources that a folder stands for. */
  static List<ObjectNode> render(Path folder) {
    JsonNode file = Yaml.one(folder.resolve("kustomization.yaml"));
    Set<String> unknown = new TreeSet<>();
    file.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KNOWN);
    require(unknown.isEmpty(), folder, "says what is not rendered here: " + unknown);
    List<ObjectNode> resources = new ArrayList<>();
    for (JsonNode resource : file.path("resources")) {
      Path path = folder.resolve(resource.textValue()).normalize();
      if (Files.isDirectory(path)) {
        resources.addAll(render(path));
      } else {
        Yaml.all(path).forEach(document -> resources.add((ObjectNode) document));
      }
    }
    for (JsonNode generator : file.path("configMapGenerator")) {
      require(
          file.at("/generatorOptions/disableNameSuffixHash").asBoolean(),
          folder,
          "has a config map whose name ends with a hash");
      resources.add(configMap(folder, generator));
    }
    for (JsonNode patch : file.path("patches")) {
      patch(folder, patch, resources);
    }
    if (file.has("namespace")) {
      for (ObjectNode resource : resources) {
        ((ObjectNode) resource.get("metadata")).set("namespace", file.get("namespace"));
      }
    }
    return resources;
  }

  private static ObjectNode configMap(Path folder, JsonNode generator) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").set("name", generator.get("name"));
    ObjectNode data = map.putObject("data");
    for (JsonNode file : generator.get("files")) {
      try {
        data.put(file.textValue(), Files.readString(folder.resolve(file.textValue())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return map;
  }

  private static void patch(Path folder, JsonNode patch, List<ObjectNode> resources) {
    require(
        patch.at("/options/allowNameChange").asBoolean(),
        folder,
        "has a patch that finds its resource by name");
    String kind = patch.at("/target/kind").textValue();
    JsonNode changes = Yaml.one(folder.resolve(patch.get("path").textValue()));
    List<ObjectNode> targets =
        resources.stream().filter(r -> r.get("kind").textValue().equals(kind)).toList();
    require(targets.size() == 1, folder, "patches " + targets.size() + " resources " + kind);
    merge(targets.get(0), changes);
  }

  /** Objects merge; anything else replaces what was there, and null takes it away (RFC 7386). */
  static void merge(ObjectNode into, JsonNode changes) {
    changes
        .properties()
        .forEach(
            change -> {
              if (change.getValue().isNull()) {
                into.remove(change.getKey());
              } else if (change.getValue().isObject() && into.path(change.getKey()).isObject()) {
                merge((ObjectNode) into.get(change.getKey()), change.getValue());
              } else {
                into.set(change.getKey(), change.getValue());
              }
            });
  }

  private static void require(boolean condition, Path folder, String otherwise) {
    if (!condition) {
      throw new AssertionError(folder + "/kustomization.yaml " + otherwise);
    }
  }
}
