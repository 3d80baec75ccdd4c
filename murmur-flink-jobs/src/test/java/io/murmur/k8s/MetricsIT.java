package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.jobs.testing.Console;
import io.murmur.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job as the manifest configures it has every metric that dashboard, alerts and table name. */
class MetricsIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern METRIC = Pattern.compile("\\bflink_[a-zA-Z_]+");
  private static final Pattern SAMPLE =
      Pattern.compile("^(flink_[a-zA-Z_]+)(\\{[^}]*})? (\\S+)$", Pattern.MULTILINE);

  @TempDir Path folder;

  @Test
  void everyMetricThatIsNamedIsThereAndCountsByPipeline() throws Exception {
    try (Cloud cloud = new Cloud();
        SessionCluster cluster = new SessionCluster(cloud, "bootstrap", folder)) {
      Events events = new Events(cloud);
      CompletableFuture<Void> released = new CompletableFuture<>();
      cloud.holdMerges(released);
      CompletableFuture<Void> job = CompletableFuture.runAsync(() -> run(cluster));
      Map<String, Double> seen = new TreeMap<>();
      try {
        // All is read and nothing is merged, so the job stays.
        Await.until(
            "all events are read and counted",
            LIMIT,
            () -> {
              assertThat(job.isDone()).isFalse();
              seen.clear();
              scrape(cluster.metricsPort(), seen);
              // Counters are not all of one moment.
              double counted =
                  seen.getOrDefault("contributed", 0.0) + seen.getOrDefault("filtered", 0.0);
              return seen.getOrDefault("read", 0.0) == events.read()
                  && counted == events.read()
                  && seen.containsKey("mergesInFlightLimit");
            });
      } finally {
        released.complete(null);
      }
      assertThat(seen).containsKeys(named().toArray(String[]::new));
      job.get();
    }
  }

  /** What dashboard, alerts and the table of the README name. */
  private static Set<String> named() throws IOException {
    Set<String> names = new TreeSet<>();
    JsonNode dashboard =
        Yaml.JSON.readTree(Manifests.K8S.resolve("dashboards/murmur.json").toFile());
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("targets")).isNotEmpty();
      panel.get("targets").forEach(target -> collect(target.get("expr").textValue(), names));
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      collect(variable.get("query").textValue(), names);
    }
    for (JsonNode rule : Manifests.rules()) {
      collect(rule.get("expr").textValue(), names);
    }
    assertThat(names).hasSizeGreaterThan(25);
    collect(Files.readString(Manifests.K8S.resolve("README.md")), names);
    return names;
  }

  private static void collect(String text, Set<String> names) {
    Matcher matcher = METRIC.matcher(text);
    while (matcher.find()) {
      if (!matcher.group().endsWith("_")) { // What many begin with.
        names.add(matcher.group());
      }
    }
  }

  /** Adds all samples by name, over all labels; those of the pipeline also by their short names. */
  private static void scrape(int port, Map<String, Double> samples) {
    String text;
    try {
      text =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
    } catch (IOException e) {
      throw new AssertionError("the reporter does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    Matcher lines = SAMPLE.matcher(text);
    while (lines.find()) {
      String name = lines.group(1);
      double value = Double.parseDouble(lines.group(3));
      samples.merge(name, value, Double::sum);
      String shortName = name.replaceFirst(".*_operator_murmur_pipeline_", "");
      if (!shortName.equals(name)) {
        assertThat(lines.group(2)).contains("pipeline=\"page-views\"");
        samples.merge(shortName, value, Double::sum);
      }
    }
  }

  private static void run(SessionCluster cluster) {
    try {
      Console.of(
          () -> {
            cluster.run();
            return null;
          });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
