package io.murmur.k8s;

import static org.apache.flink.runtime.clusterframework.ApplicationStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Run;
import io.murmur.control.RunStatus;
import io.murmur.jobs.cli.Murmur;
import io.murmur.jobs.testing.Items;
import io.murmur.k8s.Cloud.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The jobs of the manifests, as they are, and what they ask of AWS. */
class ManifestRunsIT {

  /**
   * What a role may do besides: what definitions ask for that remember ids in a table or have no
   * windows, and what happens only with tags, with answers that were lost, or with a shadow that is
   * there already.
   */
  private static final Set<Request> UNUSED_HERE =
      Set.of(
          new Request("dynamodb:GetItem", "page_views_claims"),
          new Request("dynamodb:PutItem", "page_views_claims"),
          new Request("dynamodb:GetItem", "page_views"),
          new Request("dynamodb:GetItem", "page_views_v*"),
          new Request("dynamodb:BatchGetItem", "page_views"),
          new Request("dynamodb:BatchGetItem", "page_views_v*"),
          new Request("dynamodb:Scan", "page_views_v*"),
          new Request("dynamodb:TagResource", "page_views_v*"));

  private static Cloud cloud;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    cloud = new Cloud();
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void aBootstrapAndAReplayAreExactAreNotRepeatedAndDoOnlyWhatTheirRolesAllow() throws Exception {
    Events events = new Events(cloud);
    cloud.asked();

    assertThat(runAnew("bootstrap")).isEqualTo(SUCCEEDED);
    Map<String, Map<String, AttributeValue>> live = Items.of(cloud.client(), "page_views");
    assertThat(Events.viewsIn(live)).isEqualTo(events.views());
    assertThat(cloud.kept("checkpoints/")).isNotEmpty();
    Run run = cloud.run("page-views-bootstrap").orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);

    // What the operator does when its memory of a finished job has expired.
    assertThat(runAnew("bootstrap")).isEqualTo(SUCCEEDED);
    assertThat(Items.of(cloud.client(), "page_views")).isEqualTo(live);
    assertThat(cloud.run("page-views-bootstrap").orElseThrow()).isEqualTo(run);
    assertAllowed("BootstrapRole", cloud.asked());

    assertThat(runAnew("replay")).isEqualTo(SUCCEEDED);
    assertThat(Events.viewsIn(Items.of(cloud.client(), "page_views_v2"))).isEqualTo(events.views());
    assertThat(Items.of(cloud.client(), "page_views")).isEqualTo(live);
    assertAllowed("ReplayRole", cloud.asked());

    String file = folder.resolve("replay.yaml").toString();
    murmur("tables", "check", "--table", "page_views", "--control-table", "murmur_control");
    murmur("tables", "check", "--table", "page_views_v2", "--control-table", "murmur_control");
    murmur("get", "page:/1", "--pipeline", file);
    murmur("runs", "list", "--control-table", "murmur_control");
    murmur("status", "page_views", "--control-table", "murmur_control");
    murmur("diff", "page_views_v2", "--pipeline", file);
    murmur("promote", "page_views", "page_views_v2", "--control-table", "murmur_control");
    murmur("top", "--by", "views", "--pipeline", file);
    murmur("get", "page:/1", "--pipeline", file);
    murmur("rollback", "page_views", "--control-table", "murmur_control");
    murmur(
        "retire",
        "page_views",
        "page_views_v2",
        "--grace",
        "0s",
        "--control-table",
        "murmur_control");
    assertAllowed("CommandPolicy", cloud.asked());
  }

  /** With a high availability that knows nothing of a run before. */
  private ApplicationStatus runAnew(String overlay) throws Exception {
    try (Availability availability =
            new Availability(Files.createTempDirectory(folder, "availability"));
        ManifestCluster cluster = new ManifestCluster(cloud, availability, overlay, folder)) {
      return cluster.await();
    }
  }

  private static void murmur(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--endpoint", cloud.endpoint(), "--region", "eu-central-1"));
    StringWriter said = new StringWriter();
    CommandLine line =
        Murmur.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    assertThat(line.execute(all.toArray(String[]::new))).as("%s: %s", all, said).isZero();
  }

  /** No less than they need, and no more. */
  private static void assertAllowed(String role, Set<Request> asked) {
    Set<Request> allowed = Policies.of(role);
    assertThat(asked).isNotEmpty().allMatch(request -> Policies.allow(allowed, request));
    Set<Request> unused = new TreeSet<>(allowed);
    unused.removeIf(each -> asked.stream().anyMatch(request -> Policies.covers(each, request)));
    assertThat(UNUSED_HERE).containsAll(unused);
  }
}
