package io.murmur.k8s;

import io.murmur.testing.Ports;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.client.deployment.application.ApplicationDispatcherLeaderProcessFactoryFactory;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
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
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.SessionRestEndpointFactory;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.security.token.DelegationTokenManager;
import org.apache.flink.runtime.webmonitor.retriever.MetricQueryServiceRetriever;

/**
 * The job of a manifest, in application mode and in this process: a cluster with its configuration
 * and as many slots as its pods would have, which runs its main class with its arguments. Its high
 * availability is ZooKeeper's, since that of Kubernetes needs an API server.
 */
final class ManifestCluster implements AutoCloseable {

  private static final long LIMIT_MINUTES = 4;

  private final ApplicationCluster cluster;

  /** Starts the job. */
  ManifestCluster(Cloud cloud, Availability availability, String overlay, Path folder)
      throws Exception {
    ManifestJob job = new ManifestJob(cloud, overlay, folder);
    Configuration settings = settings(job, availability);
    PackagedProgram program =
        PackagedProgram.newBuilder()
            .setEntryPointClassName(job.mainClass())
            .setUserClassPaths(
                List.of(ManifestCluster.class.getProtectionDomain().getCodeSource().getLocation()))
            .setArguments(job.arguments().toArray(String[]::new))
            .setConfiguration(settings)
            .build();
    cluster = new ApplicationCluster(settings, program);
    cluster.start();
  }

  /** A cluster that runs one main, as a job manager in application mode does. */
  @SuppressWarnings("try") // The close method of Flink's class.
  private static final class ApplicationCluster extends MiniCluster {

    private final Configuration settings;
    private final PackagedProgram program;
    private final CompletableFuture<ApplicationStatus> ended = new CompletableFuture<>();

    ApplicationCluster(Configuration settings, PackagedProgram program) {
      super(Clusters.ofSize(settings));
      this.settings = settings;
      this.program = program;
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
        var unused =
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

  private static Configuration settings(ManifestJob job, Availability availability) {
    Map<String, String> given = job.settings();
    given.putAll(availability.settings());
    given.put("high-availability.cluster-id", "/" + job.name());
    given.put("metrics.reporter.prom.port", Integer.toString(Ports.free()));
    // What the operator adds to every job.
    given.put(DeploymentOptions.TARGET.key(), EmbeddedExecutor.NAME);
    return Configuration.fromMap(given);
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

  @Override
  public void close() {
    Clusters.close(cluster);
  }
}
