package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.yaml.Environment;
import io.murmur.jobs.DefinitionFile;
import io.murmur.jobs.JobLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests are what Kubernetes, Flink's operator and the jobs understand. */
class ManifestsTest {

  private static final String OVERLAYS = "io.murmur.k8s.Manifests#overlays";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");

  private static OperatorClasses operator;
  private static CrdSchema schema;

  @BeforeAll
  static void loadOperator() throws IOException {
    operator = new OperatorClasses();
    schema = new CrdSchema(Operator.shimmed(operator.crd()));
  }

  @AfterAll
  static void closeOperator() throws IOException {
    operator.close();
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void everyResourceHasOnlyFieldsThatItsKindHas(String overlay) {
    List<ObjectNode> resources = Manifests.render(overlay);

    assertThat(resources)
        .extracting(resource -> resource.get("kind").textValue())
        .containsExactlyInAnyOrder(
            "FlinkDeployment",
            "ConfigMap",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "NetworkPolicy",
            "PodMonitor",
            "PrometheusRule");
    for (ObjectNode resource : resources) {
      assertThatCode(() -> operator.read(Operator.shimmed(resource))).doesNotThrowAnyException();
      assertThat(resource.at("/metadata/namespace").textValue()).isEqualTo("murmur");
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void theSchemaAndTheValidatorOfTheOperatorTakeTheJob(String overlay) throws Exception {
    ObjectNode deployment = Manifests.deployment(overlay);

    assertThat(schema.mistakes(deployment)).isEmpty();
    assertThat(deployment.at("/spec/flinkVersion").textValue()).isEqualTo("v2_2");
    assertThat(operator.validate(Operator.shimmed(deployment))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "/spec, flinkVersoin",
    "/spec/job, parallelsim",
    "/spec/jobManager/resource, memroy",
    "/spec/podTemplate/spec, securityContxt",
    "/spec/podTemplate/spec/containers/0, volumeMuonts",
    "/spec/podTemplate/spec/containers/0/securityContext, runAsNonRoots",
  })
  void aMisspeltFieldIsRefusedByItsName(String place, String typo) {
    ObjectNode deployment = Manifests.deployment("bootstrap");
    ((ObjectNode) deployment.at(place)).put(typo, "x");

    assertThat(schema.mistakes(deployment)).singleElement().asString().contains("'" + typo + "'");
    assertThatThrownBy(() -> operator.read(Operator.shimmed(deployment)))
        .hasMessageContaining(typo);
  }

  @Test
  void aMisspeltFieldOfAnyOtherResourceIsRefusedByItsName() {
    for (ObjectNode resource : Manifests.render("replay")) {
      resource.put("speck", "x");
      assertThatThrownBy(() -> operator.read(Operator.shimmed(resource)))
          .hasMessageContaining("speck");
    }
  }

  @Test
  void whatTheOperatorForbidsIsRefused() throws Exception {
    ObjectNode lost = Manifests.deployment("bootstrap");
    ((ObjectNode) lost.at("/spec/flinkConfiguration")).remove("high-availability.type");
    ObjectNode vague = Manifests.deployment("bootstrap");
    ((ObjectNode) vague.at("/spec/taskManager/resource")).put("memory", "lots");

    assertThat(operator.validate(Operator.shimmed(lost)).toString()).contains("last-state");
    assertThat(operator.validate(Operator.shimmed(vague)).toString()).contains("TaskManager");
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void kubectlRendersTheSame(String overlay) throws Exception {
    assumeTrue(Kubectl.isThere(), "there is no kubectl");

    Set<JsonNode> expected = new HashSet<>(Kubectl.kustomize(overlay));
    assertThat(new HashSet<JsonNode>(Manifests.render(overlay))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void podsAreNotRootWriteNothingOutsideOfVolumesAndHaveNoCapability(String overlay) {
    ObjectNode deployment = Manifests.deployment(overlay);
    JsonNode pod = deployment.at("/spec/podTemplate/spec");
    JsonNode container = Manifests.container(deployment);

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/securityContext/seccompProfile/type").textValue())
        .isEqualTo("RuntimeDefault");
    assertThat(container.get("name").textValue()).isEqualTo("flink-main-container");
    JsonNode security = container.get("securityContext");
    assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
    Set<String> volumes = new TreeSet<>(pod.get("volumes").findValuesAsText("name"));
    assertThat(volumes).contains("tmp", "log", "pipeline");
    for (JsonNode mount : container.get("volumeMounts")) {
      assertThat(volumes).contains(mount.get("name").textValue());
    }
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void namesThatResourcesKnowEachOtherByAreTheSame(String overlay) {
    ObjectNode deployment = Manifests.deployment(overlay);
    String account = deployment.at("/spec/serviceAccount").textValue();
    JsonNode labels = deployment.at("/spec/podTemplate/metadata/labels");

    ObjectNode serviceAccount = Manifests.only(overlay, "ServiceAccount");
    assertThat(serviceAccount.at("/metadata/name").textValue()).isEqualTo(account);
    assertThat(serviceAccount.at("/metadata/annotations/eks.amazonaws.com~1role-arn").textValue())
        .endsWith(":role/" + account);
    ObjectNode binding = Manifests.only(overlay, "RoleBinding");
    assertThat(binding.at("/subjects/0/name").textValue()).isEqualTo(account);
    assertThat(binding.at("/subjects/0/namespace").textValue())
        .isEqualTo(binding.at("/metadata/namespace").textValue());
    assertThat(binding.at("/roleRef/name").textValue())
        .isEqualTo(Manifests.only(overlay, "Role").at("/metadata/name").textValue());
    assertThat(Manifests.only(overlay, "NetworkPolicy").at("/spec/podSelector/matchLabels"))
        .isEqualTo(labels);
    ObjectNode monitor = Manifests.only(overlay, "PodMonitor");
    assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(Manifests.container(deployment).at("/ports/0/name"))
        .isEqualTo(monitor.at("/spec/podMetricsEndpoints/0/port"));
    assertThat(Manifests.container(deployment).at("/ports/0/containerPort").asText())
        .isEqualTo(Manifests.flinkConfiguration(deployment).get("metrics.reporter.prom.port"));
    assertThat(deployment.at("/spec/podTemplate/spec/volumes").findValue("configMap").get("name"))
        .isEqualTo(Manifests.only(overlay, "ConfigMap").at("/metadata/name"));
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void theMainOfTheJobUnderstandsItsArgumentsAndTheirFileIsMounted(String overlay) {
    ObjectNode deployment = Manifests.deployment(overlay);
    List<String> arguments = Manifests.arguments(deployment);
    JsonNode mount = Manifests.container(deployment).at("/volumeMounts/0");

    JobLines.parse(deployment.at("/spec/job/entryClass").textValue(), arguments);

    assertThat(arguments).contains("--run-id");
    Path definition = Path.of(arguments.get(arguments.indexOf("--pipeline") + 1));
    assertThat(mount.get("name").textValue()).isEqualTo("pipeline");
    assertThat(definition.getParent()).isEqualTo(Path.of(mount.get("mountPath").textValue()));
    assertThat(Manifests.only(overlay, "ConfigMap").get("data").has(definition.getFileName() + ""))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void theDefinitionIsTheExampleWithTablesThatAreThereAndDeadLettersThatAreKept(
      String overlay, @TempDir Path folder) throws IOException {
    ObjectNode deployment = Manifests.deployment(overlay);
    String text = Manifests.only(overlay, "ConfigMap").at("/data/page-views.yaml").textValue();
    Path file = Files.writeString(folder.resolve("page-views.yaml"), text);
    Map<String, String> variables = Manifests.variables(deployment);

    var job = DefinitionFile.read(file, Environment.of(variables));

    assertThat(job.store().create()).isFalse();
    ObjectNode ours = (ObjectNode) Yaml.all(text).get(0);
    ObjectNode example = (ObjectNode) Yaml.one(Path.of("examples/page-views.yaml"));
    ours.remove("dead-letters");
    // The interval is in Flink's configuration.
    example.remove("checkpoint");
    ((ObjectNode) example.get("store")).remove("create");
    assertThat(ours).isEqualTo(example);
    Set<String> asked = new TreeSet<>();
    Matcher names = VARIABLE.matcher(text);
    while (names.find()) {
      asked.add(names.group(1));
    }
    asked.add("AWS_REGION");
    assertThat(variables).containsOnlyKeys(asked);
  }
}
