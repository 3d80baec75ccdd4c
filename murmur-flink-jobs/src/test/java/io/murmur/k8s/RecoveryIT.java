package io.murmur.k8s;

import static org.apache.flink.runtime.clusterframework.ApplicationStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Run;
import io.murmur.control.RunStatus;
import io.murmur.jobs.testing.Items;
import io.murmur.testing.Await;
import io.murmur.testing.InjectedFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job managers that die, and job managers that should not be there. */
class RecoveryIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String RUN = "page-views-bootstrap";

  @TempDir Path folder;

  @Test
  void theJobOfAJobManagerThatDiedGoesOnAsTheSameSubmission() throws Exception {
    try (Cloud cloud = new Cloud();
        Availability availability = availability()) {
      Events events = new Events(cloud);
      CompletableFuture<Void> released = new CompletableFuture<>();
      InjectedFault held = cloud.holdMerges(released);
      try (ManifestCluster cluster = start(cloud, availability)) {
        awaitCommit(cluster, held);
        cluster.die();
      } finally {
        released.complete(null);
      }
      try (ManifestCluster next = start(cloud, availability)) {
        assertThat(next.await()).isEqualTo(SUCCEEDED);
      }
      assertThat(views(cloud)).isEqualTo(events.views());
      Run run = cloud.run(RUN).orElseThrow();
      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(run.generation()).isEqualTo(1);
    }
  }

  /** Its job has the same id, since that is made of the name. */
  @Test
  void aSecondClusterOfTheSameNameTakesTheRunOverFromTheFirst() throws Exception {
    try (Cloud cloud = new Cloud();
        Availability availability = availability();
        Availability elsewhere = availability()) {
      Events events = new Events(cloud);
      CompletableFuture<Void> released = new CompletableFuture<>();
      InjectedFault held = cloud.holdMerges(released);
      try (ManifestCluster first = start(cloud, availability)) {
        awaitCommit(first, held);
        try (ManifestCluster second = start(cloud, elsewhere)) {
          Await.until(
              "the run is taken over",
              LIMIT,
              () -> cloud.run(RUN).filter(run -> run.generation() == 2).isPresent());
          released.complete(null);
          assertThat(second.await()).isEqualTo(SUCCEEDED);
        }
        assertThat(views(cloud)).isEqualTo(events.views());
        assertThatThrownBy(first::await).hasStackTraceContaining("is superseded by generation 2");
      } finally {
        released.complete(null);
      }
      assertThat(views(cloud)).isEqualTo(events.views());
      assertThat(cloud.run(RUN).orElseThrow().generation()).isEqualTo(2);
    }
  }

  private static void awaitCommit(ManifestCluster cluster, InjectedFault held) {
    Await.until(
        "a commit is under way",
        LIMIT,
        () -> {
          assertThat(cluster.ended()).isFalse();
          return held.strikes() > 0;
        });
  }

  private Availability availability() throws Exception {
    return new Availability(Files.createTempDirectory(folder, "availability"));
  }

  private ManifestCluster start(Cloud cloud, Availability availability) throws Exception {
    return new ManifestCluster(cloud, availability, "bootstrap", folder);
  }

  private static Map<String, Long> views(Cloud cloud) {
    return Events.viewsIn(Items.of(cloud.client(), "page_views"));
  }
}
