package io.murmur.k8s;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Clusters in this process. */
final class Clusters {

  private Clusters() {}

  /** With as many task managers as a job of the settings' parallelism needs. */
  static MiniClusterConfiguration ofSize(Configuration settings) {
    int parallelism = settings.get(CoreOptions.DEFAULT_PARALLELISM);
    int slots = settings.get(TaskManagerOptions.NUM_TASK_SLOTS);
    return new MiniClusterConfiguration.Builder()
        .setConfiguration(settings)
        .setNumTaskManagers((parallelism + slots - 1) / slots)
        .setNumSlotsPerTaskManager(slots)
        .build();
  }

  /** Stops one, whatever it was at. */
  static void close(MiniCluster cluster) {
    try {
      cluster.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a cluster stopped", e);
    } catch (Exception e) {
      throw new AssertionError("a cluster did not stop", e);
    }
  }
}
