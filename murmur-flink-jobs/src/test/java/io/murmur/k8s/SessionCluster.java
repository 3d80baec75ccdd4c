package io.murmur.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.testing.Ports;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.util.MiniClusterPipelineExecutorServiceLoader;

/**
 * The job of a manifest on a session cluster, in this process: its main class with its arguments,
 * on a cluster with its configuration and as many slots as its pods would have. Of the
 * configuration only this is otherwise: names of buckets; high availability, which needs an API
 * server; the role that S3 is read with; ports; the checkpoint interval, so that nobody waits a
 * minute for the last one; and the retention, since the events of tests are of fixed dates.
 */
final class SessionCluster implements AutoCloseable {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-[^}]*)?}");

  private final Cloud cloud;
  private final ObjectNode deployment;
  private final Path definition;
  private final int metricsPort = Ports.free();
  private final MiniCluster cluster;

  SessionCluster(Cloud cloud, String overlay, Path folder) throws Exception {
    this.cloud = cloud;
    this.deployment = Manifests.deployment(overlay);
    this.definition = writeDefinition(overlay, folder);
    Configuration settings = settings(folder);
    int slots = settings.get(TaskManagerOptions.NUM_TASK_SLOTS);
    int parallelism = deployment.at("/spec/job/parallelism").intValue();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers((parallelism + slots - 1) / slots)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    Environment.of(cluster, settings);
  }

  /** What Flink does when it starts a main in a cluster. */
  private static final class Environment extends StreamExecutionEnvironment {

    static void of(MiniCluster cluster, Configuration settings) {
      Configuration all =
          MiniClusterPipelineExecutorServiceLoader.updateConfigurationForMiniCluster(
              new Configuration(settings), List.of(), List.of());
      initializeContextEnvironment(
          more -> {
            Configuration merged = new Configuration(all);
            merged.addAll(more);
            return new StreamExecutionEnvironment(
                new MiniClusterPipelineExecutorServiceLoader(cluster),
                merged,
                SessionCluster.class.getClassLoader());
          });
    }

    static void reset() {
      resetContextEnvironment();
    }
  }

  private Configuration settings(Path folder) {
    Map<String, String> given = new TreeMap<>();
    Manifests.flinkConfiguration(deployment)
        .forEach((key, value) -> given.put(key, cloud.here(value)));
    given.keySet().removeIf(key -> key.startsWith("high-availability."));
    given.remove("fs.s3a.aws.credentials.provider");
    given.put("metrics.reporter.prom.port", Integer.toString(metricsPort));
    given.put(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), "1 s");
    given.put(CoreOptions.TMP_DIRS.key(), folder.toString());
    given.put(RestOptions.BIND_PORT.key(), "0");
    return Configuration.fromMap(given);
  }

  /** The mounted file, with the variables of the container. */
  private Path writeDefinition(String overlay, Path folder) throws IOException {
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

  /** Runs the main with the manifest's arguments, where DynamoDB is. */
  void run() throws Exception {
    List<String> arguments = new ArrayList<>(Manifests.arguments(deployment));
    arguments.set(arguments.indexOf("--pipeline") + 1, definition.toString());
    arguments.addAll(List.of("--endpoint", cloud.endpoint()));
    arguments.addAll(List.of("--region", Manifests.variables(deployment).get("AWS_REGION")));
    try {
      Class.forName(deployment.at("/spec/job/entryClass").textValue())
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  /** Where its metrics are. */
  int metricsPort() {
    return metricsPort;
  }

  /** The file that the job reads. */
  Path definition() {
    return definition;
  }

  @Override
  public void close() throws Exception {
    Environment.reset();
    cluster.close();
  }
}
