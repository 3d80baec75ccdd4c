package io.murmur.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;

/**
 * The job of a manifest as it runs in this process: its main class, arguments, definition and
 * configuration. Only this is otherwise: names of buckets; where DynamoDB is; the role that S3 is
 * read with; ports; the checkpoint interval, so that nobody waits a minute for the last one; and
 * the retention, since the events of tests are of fixed dates.
 */
final class ManifestJob {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-[^}]*)?}");

  private final Cloud cloud;
  private final Path folder;
  private final ObjectNode deployment;
  private final Path definition;

  ManifestJob(Cloud cloud, String overlay, Path folder) throws IOException {
    this.cloud = cloud;
    this.folder = folder;
    this.deployment = Manifests.deployment(overlay);
    this.definition = writeDefinition(overlay);
  }

  /** The mounted file, with the variables of the container. */
  private Path writeDefinition(String overlay) throws IOException {
    Map<String, String> variables = Manifests.variables(deployment);
    String text = Manifests.only(overlay, "ConfigMap").at("/data/page-views.yaml").textValue();
    String filled =
        VARIABLE
            .matcher(text)
            .replaceAll(
                variable -> Matcher.quoteReplacement(cloud.here(variables.get(variable.group(1)))));
    return Files.writeString(
        folder.resolve(overlay + ".yaml"), filled.replace("retention: 90d", "retention: 10000d"));
  }

  /** What its resource is called. */
  String name() {
    return deployment.at("/metadata/name").textValue();
  }

  String mainClass() {
    return deployment.at("/spec/job/entryClass").textValue();
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>(Manifests.arguments(deployment));
    arguments.set(arguments.indexOf("--pipeline") + 1, definition.toString());
    arguments.addAll(List.of("--endpoint", cloud.endpoint()));
    arguments.addAll(List.of("--region", Manifests.variables(deployment).get("AWS_REGION")));
    return arguments;
  }

  /** Flink's configuration, with the parallelism that the operator adds to it. */
  Map<String, String> settings() {
    Map<String, String> given = new TreeMap<>();
    Manifests.flinkConfiguration(deployment)
        .forEach((key, value) -> given.put(key, cloud.here(value)));
    given.remove("fs.s3a.aws.credentials.provider");
    given.put(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), "1 s");
    given.put(CoreOptions.TMP_DIRS.key(), folder.toString());
    given.put(RestOptions.BIND_PORT.key(), "0");
    given.put(
        CoreOptions.DEFAULT_PARALLELISM.key(), deployment.at("/spec/job/parallelism").asText());
    return given;
  }
}
