package io.murmur.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.client.deployment.application.ApplicationDispatcherLeaderProcessFactoryFactory;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponent;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.SessionRestEndpointFactory;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.security.token.DelegationTokenManager;
import org.apache.flink.runtime.webmonitor.retriever.MetricQueryServiceRetriever;

/**
 * The job of a manifest, in application mode and in this process: a cluster with its configuration
 * and as many slots as its pods would have, which runs its main class with its arguments. Of the
 * configuration only this is otherwise: names of buckets; high availability is ZooKeeper's, since
 * that of Kubernetes needs an API server; the role that S3 is read with; ports; the checkpoint
 * interval, so that nobody waits a minute for the last one; and the retention, since the events of
 * tests are of fixed dates.
 */
final class ManifestCluster implements AutoCloseable {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-[^}]*)?}");
  private static final long LIMIT_MINUTES = 4;

  private final int metricsPort = Ports.free();
  private final Path definition;
  private final ApplicationCluster cluster;

  /**
   * Starts the job.
   *
   * @param availability where its high availability is; one that died goes on in the same
   */
  ManifestCluster(Cloud cloud, Availability availability, String overlay, Path folder)
      throws Exception {
    ObjectNode deployment = Manifests.deployment(overlay);
    definition = writeDefinition(cloud, deployment, overlay, folder);
    Configuration settings = settings(cloud, availability, deployment, folder);
    List<String> arguments = new ArrayList<>(Manifests.arguments(deployment));
    arguments.set(arguments.indexOf("--pipeline") + 1, definition.toString());
    arguments.addAll(List.of("--endpoint", cloud.endpoint()));
    arguments.addAll(List.of("--region", Manifests.variables(deployment).get("AWS_REGION")));
    PackagedProgram program =
        PackagedProgram.newBuilder()
            .setEntryPointClassName(deployment.at("/spec/job/entryClass").textValue())
            .setUserClassPaths(
                List.of(ManifestCluster.class.getProtectionDomain().getCodeSource().getLocation()))
            .setArguments(arguments.toArray(String[]::new))
            .setConfiguration(settings)
            .build();
    cluster = new ApplicationCluster(settings, program);
    cluster.start();
  }

  /** A cluster that runs one main, as a job manager in application mode does. */
  private static final class ApplicationCluster extends MiniCluster {

    private final Configuration settings;
    private final PackagedProgram program;
    private final CompletableFuture<ApplicationStatus> ended = new CompletableFuture<>();

    ApplicationCluster(Configuration settings, PackagedProgram program) {
      super(
          new MiniClusterConfiguration.Builder()
              .setConfiguration(settings)
              .setNumTaskManagers(
                  ceilDiv(
                      settings.get(CoreOptions.DEFAULT_PARALLELISM),
                      settings.get(TaskManagerOptions.NUM_TASK_SLOTS)))
              .setNumSlotsPerTaskManager(settings.get(TaskManagerOptions.NUM_TASK_SLOTS))
              .build());
      this.settings = settings;
      this.program = program;
    }

    private static int ceilDiv(int whole, int part) {
      return (whole + part - 1) / part;
    }

    @Override
    protected DispatcherResourceManagerComponentFactory
        createDispatcherResourceManagerComponentFactory() {
      return new DefaultDispatcherResourceManagerComponentFactory(
          new DefaultDispatcherRunnerFactory(
              ApplicationDispatcherLeaderProcessFactoryFactory.create(
                  settings, SessionDispatcherFactory.INSTANCE, program)),
          StandaloneResourceManagerFactory.getInstance(),
          SessionRestEndpointFactory.INSTANCE);
    }

    @Override
    protected Collection<? extends DispatcherResourceManagerComponent>
        createDispatcherResourceManagerComponents(
            Configuration configuration,
            RpcServiceFactory rpcServiceFactory,
            BlobServer blobServer,
            HeartbeatServices heartbeatServices,
            DelegationTokenManager delegationTokenManager,
            MetricRegistry metricRegistry,
            MetricQueryServiceRetriever metricQueryServiceRetriever,
            FatalErrorHandler fatalErrorHandler)
            throws Exception {
      var made =
          super.createDispatcherResourceManagerComponents(
              configuration,
              rpcServiceFactory,
              blobServer,
              heartbeatServices,
              delegationTokenManager,
              metricRegistry,
              metricQueryServiceRetriever,
              error -> {
                ended.completeExceptionally(error);
                fatalErrorHandler.onFatalError(error);
              });
      for (DispatcherResourceManagerComponent component : made) {
        component
            .getShutDownFuture()
            .whenComplete(
                (status, error) -> {
                  if (error == null) {
                    ended.complete(status);
                  } else {
                    ended.completeExceptionally(error);
                  }
                });
      }
      return made;
    }
  }

  private Configuration settings(
      Cloud cloud, Availability availability, ObjectNode deployment, Path folder) {
    Map<String, String> given = new TreeMap<>();
    Manifests.flinkConfiguration(deployment)
        .forEach((key, value) -> given.put(key, cloud.here(value)));
    given.putAll(availability.settings());
    given.put("high-availability.cluster-id", "/" + deployment.at("/metadata/name").textValue());
    given.remove("fs.s3a.aws.credentials.provider");
    given.put("metrics.reporter.prom.port", Integer.toString(metricsPort));
    given.put(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), "1 s");
    given.put(CoreOptions.TMP_DIRS.key(), folder.toString());
    given.put(RestOptions.BIND_PORT.key(), "0");
    // What the operator adds to every job.
    given.put(DeploymentOptions.TARGET.key(), EmbeddedExecutor.NAME);
    given.put(
        CoreOptions.DEFAULT_PARALLELISM.key(), deployment.at("/spec/job/parallelism").asText());
    return Configuration.fromMap(given);
  }

  /** The mounted file, with the variables of the container. */
  private static Path writeDefinition(
      Cloud cloud, ObjectNode deployment, String overlay, Path folder) throws IOException {
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

  /** Waits for the end of the main and its job. */
  ApplicationStatus await() throws Exception {
    return cluster.ended.get(LIMIT_MINUTES, TimeUnit.MINUTES);
  }

  /** Whether main and job are at their end. */
  boolean ended() {
    return cluster.ended.isDone();
  }

  /** Lets the job manager and its task managers die, and leaves what high availability knows. */
  void die() throws Exception {
    cluster.closeAsyncWithoutCleaningHighAvailabilityData().get(LIMIT_MINUTES, TimeUnit.MINUTES);
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
    cluster.close();
  }
}
