package io.murmur.flink.testing;

import io.murmur.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.util.MiniClusterPipelineExecutorServiceLoader;

/** Two task managers in this JVM. */
public final class TestCluster implements AutoCloseable {

  /** Generous: only a failing test waits that long. */
  public static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final int SLOTS = 4;

  private final MiniCluster cluster;
  private final List<CompletableFuture<Void>> killed = new ArrayList<>();

  TestCluster() throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(200));
    settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(20));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(2)
                .setNumSlotsPerTaskManager(SLOTS)
                .withRandomPorts()
                .build());
    cluster.start();
  }

  /** An environment whose jobs run here, whoever submits them. */
  public StreamExecutionEnvironment environment(Configuration jobSettings) {
    return new StreamExecutionEnvironment(
        new MiniClusterPipelineExecutorServiceLoader(cluster),
        MiniClusterPipelineExecutorServiceLoader.updateConfigurationForMiniCluster(
            jobSettings, List.of(), List.of()),
        getClass().getClassLoader());
  }

  /** Starts a job. */
  public JobID submit(StreamExecutionEnvironment job, Optional<String> restoreFrom)
      throws Exception {
    return submit(
        job,
        restoreFrom.map(SavepointRestoreSettings::forPath).orElse(SavepointRestoreSettings.none()));
  }

  /** Starts a job from a savepoint that holds state for operators which it does not have. */
  public JobID submitDroppingState(StreamExecutionEnvironment job, String restoreFrom)
      throws Exception {
    return submit(job, SavepointRestoreSettings.forPath(restoreFrom, true));
  }

  private JobID submit(StreamExecutionEnvironment job, SavepointRestoreSettings restore)
      throws Exception {
    JobGraph graph = job.getStreamGraph().getJobGraph();
    graph.setSavepointRestoreSettings(restore);
    return get(cluster.submitJob(graph)).getJobID();
  }

  /** Waits for the end of a job. */
  public JobResult result(JobID job) throws Exception {
    return get(cluster.requestJobResult(job));
  }

  /** Runs a job to its end, which has to be a good one. */
  public void run(StreamExecutionEnvironment job) throws Exception {
    result(submit(job, Optional.empty())).toJobExecutionResult(getClass().getClassLoader());
  }

  /** Runs a job to its end, which has to be a bad one; its error. */
  public Throwable fail(StreamExecutionEnvironment job) throws Exception {
    return error(submit(job, Optional.empty()));
  }

  /** Waits for the bad end of a job; its error. */
  public Throwable error(JobID job) throws Exception {
    JobResult result = result(job);
    return result
        .getSerializedThrowable()
        .orElseThrow(() -> new AssertionError("the job did not fail: " + result))
        .deserializeError(getClass().getClassLoader());
  }

  /** How a job is. */
  public JobStatus status(JobID job) throws Exception {
    return get(cluster.getJobStatus(job));
  }

  /** Stops a job with a savepoint; the savepoint's path. */
  public String stop(JobID job, String directory, boolean drain) throws Exception {
    return get(cluster.stopWithSavepoint(job, directory, drain, SavepointFormatType.CANONICAL));
  }

  /** Takes a savepoint of a job that goes on; its path. */
  public String savepoint(JobID job, String directory) throws Exception {
    Await.until("all tasks run", PATIENCE, () -> allRun(job));
    return get(cluster.triggerSavepoint(job, directory, false, SavepointFormatType.CANONICAL));
  }

  /** How many subtasks have acknowledged a checkpoint that is not complete. */
  public int acknowledged(JobID job, long checkpoint) throws Exception {
    AbstractCheckpointStats stats =
        get(cluster.getExecutionGraph(job))
            .getCheckpointStatsSnapshot()
            .getHistory()
            .getCheckpointById(checkpoint);
    return stats == null ? 0 : stats.getNumberOfAcknowledgedSubtasks();
  }

  /** The newest checkpoint of a job that is complete; 0 if there is none. */
  public long completed(JobID job) throws Exception {
    AbstractCheckpointStats stats =
        get(cluster.getExecutionGraph(job))
            .getCheckpointStatsSnapshot()
            .getHistory()
            .getLatestCompletedCheckpoint();
    return stats == null ? 0 : stats.getCheckpointId();
  }

  /** Whether all tasks of a job run. */
  public boolean allRun(JobID job) throws Exception {
    for (AccessExecutionVertex vertex :
        get(cluster.getExecutionGraph(job)).getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** How many subtasks a job has. */
  public int subtasks(JobID job) throws Exception {
    int subtasks = 0;
    for (AccessExecutionJobVertex vertex :
        get(cluster.getExecutionGraph(job)).getVerticesTopologically()) {
      subtasks += vertex.getParallelism();
    }
    return subtasks;
  }

  /** Cancels a job and waits for its end. */
  public void cancel(JobID job) throws Exception {
    get(cluster.cancelJob(job));
    result(job);
  }

  /** Kills a task manager and starts another one in its place. */
  public void killTaskManager() throws Exception {
    // It takes its time to be gone; the test does not.
    killed.add(cluster.terminateTaskManager(killed.size()));
    cluster.startTaskManager();
  }

  @Override
  public void close() {
    cluster.closeAsync().join();
  }

  private static <T> T get(CompletableFuture<? extends T> future) throws Exception {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
