package io.murmur.k8s;

import io.murmur.testing.Ports;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.util.MiniClusterPipelineExecutorServiceLoader;

/**
 * The job of a manifest on a session cluster, in this process: its main class with its arguments,
 * on a cluster with its configuration and as many slots as its pods would have, without high
 * availability.
 */
final class SessionCluster implements AutoCloseable {

  private final int metricsPort = Ports.free();
  private final ManifestJob job;
  private final MiniCluster cluster;

  SessionCluster(Cloud cloud, String overlay, Path folder) throws Exception {
    this.job = new ManifestJob(cloud, overlay, folder);
    Map<String, String> given = job.settings();
    given.keySet().removeIf(key -> key.startsWith("high-availability."));
    given.put("metrics.reporter.prom.port", Integer.toString(metricsPort));
    Configuration settings = Configuration.fromMap(given);
    cluster = new MiniCluster(Clusters.ofSize(settings));
    cluster.start();
    Environment.of(cluster, settings);
  }

  /** What Flink does when it starts a main in a cluster. */
  @SuppressWarnings("try") // The close method of Flink's class.
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

  /** Runs the main with the manifest's arguments, where DynamoDB is. */
  void run() throws Exception {
    try {
      Class.forName(job.mainClass())
          .getMethod("main", String[].class)
          .invoke(null, (Object) job.arguments().toArray(String[]::new));
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  /** Where its metrics are. */
  int metricsPort() {
    return metricsPort;
  }

  @Override
  public void close() {
    Environment.reset();
    Clusters.close(cluster);
  }
}
