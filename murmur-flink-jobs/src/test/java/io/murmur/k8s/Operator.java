package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;

/**
 * Asks Flink's operator, of an older release than the manifests are for, what it thinks of them.
 */
final class Operator {

  private Operator() {}

  /** Its schema and its validator have nothing against a job. */
  static void assertTaken(OperatorClasses operator, ObjectNode deployment) throws Exception {
    assertThat(new CrdSchema(shimmed(operator.crd())).mistakes(deployment)).isEmpty();
    assertThat(operator.validate(shimmed(deployment))).isEqualTo(Optional.empty());
  }

  /**
   * What the release at hand does not know yet, in words that it knows. The version of Flink is one
   * of an enumeration; and the operator finds options by the keys of the Flink that it was built
   * with, which Flink still takes as older names of the same options.
   */
  static <T extends JsonNode> T shimmed(T original) {
    T copy = original.deepCopy();
    if (copy.at("/spec/versions/0/schema") instanceof ObjectNode schema) {
      ((ArrayNode) schema.findValue("flinkVersion").get("enum")).add("v2_2");
    } else if (copy.at("/spec/flinkVersion").asText().equals("v2_2")) {
      ((ObjectNode) copy.get("spec")).put("flinkVersion", "v1_17");
      if (copy.at("/spec/flinkConfiguration") instanceof ObjectNode settings) {
        olderNames().forEach((now, then) -> rename(settings, now, then));
      }
    }
    return copy;
  }

  private static Map<String, String> olderNames() {
    Map<String, String> names = new HashMap<>();
    Stream.<ConfigOption<?>>of(
            CheckpointingOptions.CHECKPOINTS_DIRECTORY, CheckpointingOptions.SAVEPOINT_DIRECTORY)
        .forEach(
            option -> {
              for (FallbackKey key : option.fallbackKeys()) {
                names.putIfAbsent(option.key(), key.getKey());
              }
            });
    return names;
  }

  private static void rename(ObjectNode settings, String now, String then) {
    if (settings.has(now)) {
      settings.set(then, settings.remove(now));
    }
  }
}
