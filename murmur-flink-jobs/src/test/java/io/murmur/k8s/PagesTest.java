package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.jobs.cli.Examples;
import io.murmur.jobs.cli.Murmur;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README and runbook say of alerts, refusals, memory and commands is so. */
class PagesTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND = Pattern.compile("^ {4}(\\S+) ", Pattern.MULTILINE);
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
  private static final Pattern ANCHOR = Pattern.compile("]\\(#([a-z0-9-]+)\\)");
  private static final Pattern QUOTE = Pattern.compile("^> (.+)$", Pattern.MULTILINE);

  /** By name, without the namespace. */
  private static final Map<String, ObjectNode> DEPLOYMENTS = new TreeMap<>();

  static {
    Manifests.overlays()
        .map(Manifests::deployment)
        .forEach(d -> DEPLOYMENTS.put(d.at("/metadata/name").textValue(), d));
  }

  @Test
  void everyAlertLeadsToItsPartOfTheRunbookAndEveryPartIsOfAnAlert() throws IOException {
    String runbook = read("RUNBOOK.md");
    Set<String> alerts = new TreeSet<>();
    for (JsonNode rule : Manifests.rules()) {
      String name = rule.get("alert").textValue();
      alerts.add(name);
      assertThat(rule.at("/annotations/runbook_url").textValue())
          .endsWith("/k8s/RUNBOOK.md#" + anchor(name));
      assertThat(rule.at("/labels/severity").textValue()).isIn("critical", "warning", "info");
    }
    assertThat(alerts).isNotEmpty();
    String part = runbook.substring(runbook.indexOf("# Alerts"), runbook.indexOf("# Refusals"));
    assertThat(headings(part)).contains("Alerts").containsAll(alerts).hasSize(alerts.size() + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "RUNBOOK.md"})
  void everyLinkWithinAPageLeadsSomewhere(String page) throws IOException {
    String text = read(page);
    List<String> anchors = headings(text).stream().map(PagesTest::anchor).toList();
    Matcher links = ANCHOR.matcher(text);
    while (links.find()) {
      assertThat(anchors).contains(links.group(1));
    }
  }

  @Test
  void everyRefusalThatIsQuotedIsSaidByTheCode() throws IOException {
    String code = code();
    Matcher quotes = QUOTE.matcher(read("RUNBOOK.md"));
    int found = 0;
    while (quotes.find()) {
      assertThat(code.contains(quotes.group(1))).as(quotes.group(1)).isTrue();
      found++;
    }
    assertThat(found).isGreaterThan(8);
  }

  @Test
  void memoryIsWhatFlinkMakesOfTheManifest() throws IOException {
    ObjectNode deployment = Manifests.deployment("bootstrap");
    Configuration settings = Configuration.fromMap(Manifests.flinkConfiguration(deployment));
    JsonNode resource = deployment.at("/spec/taskManager/resource");
    settings.set(
        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(resource.get("memory").textValue()));
    settings.set(TaskManagerOptions.CPU_CORES, resource.get("cpu").doubleValue());

    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(settings);

    assertThat(read("README.md"))
        .contains(
            "| JVM heap of tasks | %d |".formatted(spec.getTaskHeapSize().getMebiBytes()),
            "| managed | %d |".formatted(spec.getManagedMemorySize().getMebiBytes()),
            "| network | %d |".formatted(spec.getNetworkMemSize().getMebiBytes()),
            "| off-heap of tasks | %d |".formatted(spec.getTaskOffHeapSize().getMebiBytes()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s/README.md", "k8s/RUNBOOK.md", "README.md"})
  void everyCommandIsUnderstood(String page) throws Exception {
    // Only what is indented; between fences there is Java and YAML.
    String text = Files.readString(ROOT.resolve(page)).replaceAll("(?s)```.*?```", "");
    Matcher programs = COMMAND.matcher(text);
    Set<String> found = new TreeSet<>();
    while (programs.find()) {
      found.add(programs.group(1));
    }
    assertThat(found)
        .contains("kubectl", "murmur")
        .isSubsetOf("kubectl", "murmur", "docker", "aws", "mvn", "flink", "git");
    Examples.of(text, "murmur").forEach(words -> Murmur.commandLine().parseArgs(words));
    Examples.of(text, "docker").forEach(words -> docker(List.of(words)));
    Examples.of(text, "aws").forEach(words -> aws(List.of(words)));
    try (OperatorClasses operator = new OperatorClasses()) {
      for (String[] words : Examples.of(text, "kubectl")) {
        kubectl(new ArrayList<>(List.of(words)), operator);
      }
    }
  }

  private static void docker(List<String> words) {
    assertThat(words).first().isEqualTo("build");
    assertThat(ROOT.resolve(after("-f", words))).isRegularFile();
    assertThat(DEPLOYMENTS.values())
        .allMatch(d -> d.at("/spec/image").textValue().equals(after("-t", words)));
  }

  private static void aws(List<String> words) {
    Path template = ROOT.resolve(after("--template-file", words));
    JsonNode parameters = Yaml.one(template).get("Parameters");
    assertThat(parameters.has(after("--parameter-overrides", words).split("=")[0])).isTrue();
    // It names its roles.
    assertThat(after("--capabilities", words)).isEqualTo("CAPABILITY_NAMED_IAM");
  }

  private static void kubectl(List<String> words, OperatorClasses operator) throws Exception {
    String namespace = DEPLOYMENTS.values().iterator().next().at("/metadata/namespace").textValue();
    if (words.get(0).equals("-n")) {
      assertThat(words.get(1)).isEqualTo(namespace);
      words.subList(0, 2).clear();
    }
    String what = words.get(1);
    switch (words.get(0)) {
      case "apply", "kustomize" -> {
        assertThat(what).isEqualTo("-k");
        assertThat(Kustomization.render(ROOT.resolve(words.get(2)))).isNotEmpty();
      }
      case "create" -> assertThat(words).containsExactly("create", "namespace", namespace);
      case "logs" -> assertThat(DEPLOYMENTS).containsKey(what.replace("deployment/", ""));
      case "port-forward" ->
          assertThat(DEPLOYMENTS)
              .containsKey(what.replace("service/", "").replaceFirst("-rest$", ""));
      case "get", "describe", "delete" -> {
        assertThat(what).isIn("flinkdeployment", "pods", "events");
        if (what.equals("flinkdeployment")) {
          assertThat(DEPLOYMENTS).containsKey(words.get(2));
        } else if (what.equals("pods")) {
          assertThat(after("-l", words)).isEqualTo("app.kubernetes.io/name=murmur");
        }
      }
      case "patch" -> {
        ObjectNode patched = DEPLOYMENTS.get(words.get(2)).deepCopy();
        assertThat(after("--type", words)).isEqualTo("merge");
        Kustomization.merge(patched, Yaml.JSON.readTree(after("-p", words)));
        Operator.assertTaken(operator, patched);
      }
      default -> throw new AssertionError("kubectl " + words);
    }
  }

  private static String after(String option, List<String> words) {
    assertThat(words).contains(option);
    return words.get(words.indexOf(option) + 1);
  }

  private static String read(String page) throws IOException {
    return Files.readString(Manifests.K8S.resolve(page));
  }

  private static List<String> headings(String text) {
    return HEADING.matcher(text).results().map(heading -> heading.group(1)).toList();
  }

  /** As the common renderers of Markdown make them. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  /** All main code, with string literals that go over several lines in one piece. */
  private static String code() throws IOException {
    StringBuilder code = new StringBuilder();
    for (String module : List.of("murmur-core", "murmur-flink-connectors", "murmur-flink-jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
          code.append(Files.readString(file));
        }
      }
    }
    return code.toString().replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
