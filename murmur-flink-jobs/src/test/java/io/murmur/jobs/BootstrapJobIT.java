package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.example.PageViews;
import io.murmur.jobs.testing.FlinkProcesses;
import io.murmur.jobs.testing.FlinkProcesses.Outcome;
import io.murmur.jobs.testing.UserJar;
import io.murmur.monoid.Monoids;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The job as users run it: processes of its own, {@code flink run}, and {@code kill -9}. */
@ExtendWith(DynamoDbLocalExtension.class)
class BootstrapJobIT {

  private static final int EVENTS = 600_000;
  private static final int PAGES = 50;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final FaultProxy proxy;
  private final DynamoDbAsyncClient client;
  @TempDir Path directory;

  BootstrapJobIT(DynamoDbLocal server, DynamoDbAsyncClient client) {
    this.proxy = FaultProxy.dynamoDb(server.endpoint(), 42);
    this.client = client;
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Test
  void threeKilledTaskManagersCostNothingAndASecondStartTouchesNothing() throws Exception {
    Path input = Files.createDirectory(directory.resolve("views"));
    Map<String, Long> oracle = writeViews(input);
    String table = DynamoDbLocal.newTableName("views");
    String control = DynamoDbLocal.newTableName("control");
    Path user = UserJar.write(directory.resolve("user.jar"), PageViews.class);
    String[] run = {
      "run",
      "-p",
      "2",
      "-C",
      user.toUri().toString(),
      System.getProperty("murmur.bootstrapJar"),
      "--pipeline-class",
      PageViews.class.getName(),
      "--input",
      input.toString(),
      "--table",
      table,
      "--control-table",
      control,
      "--create-tables",
      "--endpoint",
      proxy.endpoint().toString(),
      "--region",
      "us-east-1"
    };
    Map<String, String> settings =
        Map.of(
            "execution.checkpointing.interval", "300ms",
            "restart-strategy.type", "fixed-delay",
            "restart-strategy.fixed-delay.attempts", "20",
            "restart-strategy.fixed-delay.delay", "100ms");
    List<Held> commits = List.of(hold(table, 10), hold(table, 25), hold(table, 40));
    try (FlinkProcesses cluster =
        FlinkProcesses.start(Files.createDirectory(directory.resolve("flink")), 2, 1, settings)) {
      FlinkProcesses.Client client = cluster.startCli(run);
      for (Held commit : commits) {
        Await.until(
            "a commit is under way",
            LIMIT,
            () -> {
              assertThat(client.running()).as("%s", client.output()).isTrue();
              return commit.rule.strikes() > 0;
            });
        commit.rule.close();
        cluster.killTaskManager();
        cluster.startTaskManager();
        // What the killed one had sent arrives after all.
        commit.released.complete(null);
      }
      Outcome outcome = client.await(LIMIT);
      assertThat(outcome.output())
          .contains("run page-views-", " completed")
          .containsPattern(" read +600,000\\n")
          .containsPattern(" contributed +600,000\\n");
      assertThat(outcome.exitCode()).isZero();
      assertThat(totals(table, oracle)).isEqualTo(oracle);

      Outcome second = cluster.cli(LIMIT, run);
      assertThat(second.output()).contains("had completed before: nothing was read or written");
      assertThat(second.exitCode()).isZero();
      assertThat(totals(table, oracle)).isEqualTo(oracle);

      Outcome wrong =
          cluster.cli(
              LIMIT,
              "run",
              System.getProperty("murmur.bootstrapJar"),
              "--input",
              "x",
              "--tabel",
              "y");
      assertThat(wrong.exitCode()).isNotZero();
      assertThat(wrong.output()).contains("--tabel");
    }
  }

  /**
   * A rule that lets some writes of the next commit through and holds the others: then a checkpoint
   * is complete, a part of its epoch is in the table, and the job cannot end.
   */
  private Held hold(String table, int writes) {
    CompletableFuture<Void> released = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(writes);
    FaultRule rule =
        FaultRule.of(Fault.holdRequest(released))
            .on("UpdateItem")
            .matching(request -> request.body().contains('"' + table + '"'))
            .matching(request -> left.getAndDecrement() <= 0);
    return new Held(proxy.inject(rule), released);
  }

  private record Held(InjectedFault rule, CompletableFuture<Void> released) {}

  private static Map<String, Long> writeViews(Path folder) throws IOException {
    Map<String, Long> oracle = new TreeMap<>();
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("views.json"))) {
      for (int i = 0; i < EVENTS; i++) {
        String page = "page-" + (i * 31L % PAGES);
        oracle.merge(page, 1L, Long::sum);
        out.write("{\"page\":\"" + page + "\",\"user\":\"u" + i % 1000 + "\"}\n");
      }
    }
    return oracle;
  }

  private Map<String, Long> totals(String table, Map<String, Long> oracle) throws Exception {
    try (Store<Long> store = DynamoDbStore.builder(client, table, Monoids.count()).build()) {
      List<Key> keys = new ArrayList<>();
      oracle.keySet().forEach(page -> keys.add(Key.allTime(page)));
      Map<String, Long> found = new TreeMap<>();
      var values = store.getMany(keys, Consistency.STRONG).toCompletableFuture().get();
      for (int i = 0; i < keys.size(); i++) {
        String page = keys.get(i).entity();
        values.get(i).ifPresent(stored -> found.put(page, stored.value()));
      }
      return found;
    }
  }
}
