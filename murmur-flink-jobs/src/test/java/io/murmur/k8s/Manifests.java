package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the folder {@code k8s} holds, seen from the folder of a module. */
final class Manifests {

  static final Path K8S = Path.of("../k8s");

  /** Where the runs of the overlays keep what they keep. */
  static final String STATE_BUCKET = "murmur-state";

  private Manifests() {}

  /** The names of the overlays. */
  static Stream<String> overlays() {
    return Stream.of("bootstrap", "replay");
  }

  /** All resources of an overlay. */
  static List<ObjectNode> render(String overlay) {
    return Kustomization.render(K8S.resolve("overlays").resolve(overlay));
  }

  /** The only resource of a kind in an overlay. */
  static ObjectNode only(String overlay, String kind) {
    List<ObjectNode> found =
        render(overlay).stream().filter(r -> r.get("kind").textValue().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError(overlay + " has " + found.size() + " resources " + kind);
    }
    return found.get(0);
  }

  /** All alerts. */
  static List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : only("bootstrap", "PrometheusRule").at("/spec/groups")) {
      group.get("rules").forEach(rules::add);
    }
    return rules;
  }

  /** The job of an overlay. */
  static ObjectNode deployment(String overlay) {
    return only(overlay, "FlinkDeployment");
  }

  /** The main container of a job's pods. */
  static JsonNode container(JsonNode deployment) {
    return deployment.at("/spec/podTemplate/spec/containers/0");
  }

  /** Flink's configuration of a job. */
  static Map<String, String> flinkConfiguration(JsonNode deployment) {
    Map<String, String> settings = new TreeMap<>();
    deployment
        .at("/spec/flinkConfiguration")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().textValue()));
    return settings;
  }

  /** The variables of a job's containers. */
  static Map<String, String> variables(JsonNode deployment) {
    Map<String, String> variables = new TreeMap<>();
    container(deployment)
        .path("env")
        .forEach(
            each -> variables.put(each.get("name").textValue(), each.get("value").textValue()));
    return variables;
  }

  /** The arguments of a job. */
  static List<String> arguments(JsonNode deployment) {
    List<String> arguments = new ArrayList<>();
    deployment.at("/spec/job/args").forEach(argument -> arguments.add(argument.textValue()));
    return arguments;
  }
}
