package io.murmur.flink.source.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.SourceRecord;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A scan whose task managers are killed. The full size is {@code -Dmurmur.scan.items=200000};
 * unless told, a tenth of it, in pages that are as much smaller.
 */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbScanKillIT {

  private static final int ITEMS = Integer.getInteger("murmur.scan.items", 20_000);
  private static final int PAGE = Math.max(50, ITEMS / 200);
  private static final int SEGMENTS = 16;
  private static final int KILLS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** No more slots than the job takes: whichever task manager is killed, the job feels it. */
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static Map<String, AttributeValue> item(int i) {
    return Map.of("id", AttributeValue.fromS("item " + i), "n", AttributeValue.fromN("" + i));
  }

  @Test
  void everyItemComesOnceAndNoPageThatACheckpointHasIsReadAgain(
      @InjectMiniCluster MiniCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient client)
      throws Exception {
    DynamoDbTable table = DynamoDbTable.create(client, false);
    table.fill(ITEMS, DynamoDbScanKillIT::item);
    Trace.places = places(table);
    try (FaultProxy proxy = FaultProxy.dynamoDb(local.endpoint(), 1)) {
      proxy.inject(
          FaultRule.of(Fault.reset()).matching(r -> Trace.request(r.operation(), r.body())));
      Killer killer = new Killer(cluster, proxy, table);
      CompletableFuture<Void> killing = CompletableFuture.runAsync(killer);
      List<String> read = scan(proxy, table);
      killing.join();
      // Items were inserted and deleted meanwhile; all others come once.
      Set<String> seen = new HashSet<>();
      assertThat(read.stream().filter(key -> !seen.add(key))).isEmpty();
      Set<String> missing = new HashSet<>();
      for (int i = KILLS; i < ITEMS; i++) {
        missing.add("{\"id\":{\"S\":\"item %d\"}}".formatted(i));
      }
      missing.removeAll(seen);
      assertThat(missing).isEmpty();
      assertThat(read.size()).isBetween(ITEMS - KILLS, ITEMS + KILLS);
    }
    assertThat(Trace.restores).isGreaterThanOrEqualTo(KILLS);
    assertThat(Trace.rereads()).allSatisfy(items -> assertThat(items).isLessThanOrEqualTo(PAGE));
  }

  /** Where each item is in its segment, as a plain loop of pages finds it. */
  private static Map<String, int[]> places(DynamoDbTable table) {
    Map<String, int[]> places = new HashMap<>();
    for (int segment = 0; segment < SEGMENTS; segment++) {
      Map<String, AttributeValue> after = Map.of();
      int index = 0;
      do {
        int number = segment;
        Map<String, AttributeValue> start = after;
        var page =
            table
                .client()
                .scan(
                    r -> {
                      r.tableName(table.name()).segment(number).totalSegments(SEGMENTS);
                      if (!start.isEmpty()) {
                        r.exclusiveStartKey(start);
                      }
                    })
                .join();
        for (Map<String, AttributeValue> item : page.items()) {
          places.put(item.get("id").s(), new int[] {segment, index++});
        }
        after = page.lastEvaluatedKey();
      } while (!after.isEmpty());
    }
    return places;
  }

  @SuppressWarnings("try") // closing the iterator may be interrupted
  private static List<String> scan(FaultProxy proxy, DynamoDbTable table) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(4);
    DynamoDbScan scan =
        DynamoDbScan.of(DynamoDbTable.at(proxy.endpoint()), table.name())
            .segments(SEGMENTS)
            .pageItems(PAGE);
    List<String> keys = new ArrayList<>();
    try (CloseableIterator<String> all =
        environment
            .fromSource(scan.source(), WatermarkStrategy.noWatermarks(), "scan")
            .map(new Note())
            .returns(Types.STRING)
            .executeAndCollect()) {
      all.forEachRemaining(keys::add);
    }
    return keys;
  }

  /** Lets some pages pass, kills a task manager after a checkpoint, and so on. */
  private record Killer(MiniCluster cluster, FaultProxy proxy, DynamoDbTable table)
      implements Runnable {

    @Override
    public void run() {
      int pages = ITEMS / PAGE;
      for (int kill = 0; kill < KILLS; kill++) {
        AtomicInteger passed = new AtomicInteger();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        int quota = pages / (KILLS + 2);
        try (InjectedFault held =
            proxy.inject(
                FaultRule.of(Fault.holdRequest(gate))
                    .on("Scan")
                    .matching(request -> passed.incrementAndGet() > quota))) {
          Await.until("the pages have passed", PATIENCE, () -> held.strikes() > 0);
          int seen = Trace.checkpoints.get();
          Await.until("two checkpoints", PATIENCE, () -> Trace.checkpoints.get() > seen + 1);
          table.delete("item " + kill);
          table.put(item(ITEMS + kill));
          int restores = Trace.restores;
          // It takes its time to be gone, above all while its requests are held.
          CompletableFuture<Void> gone = cluster.terminateTaskManager(kill);
          cluster.startTaskManager();
          gate.complete(null);
          gone.join();
          Await.until("the job is restored", PATIENCE, () -> Trace.restores > restores);
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** What the wire and the tasks saw. */
  private static final class Trace {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final AtomicInteger checkpoints = new AtomicInteger();

    /** For each checkpoint, how many items of each segment were emitted before it. */
    static final Map<Long, Map<Integer, Integer>> emitted = new ConcurrentHashMap<>();

    /** How many items were asked for again that the restored checkpoint has, for each request. */
    private static final ConcurrentLinkedQueue<Integer> again = new ConcurrentLinkedQueue<>();

    static volatile Map<String, int[]> places = Map.of();
    static volatile Map<Integer, Integer> restored = Map.of();
    static volatile int restores;
    private static long restoredFrom = -1;

    static boolean request(String operation, String body) {
      if (!operation.equals("Scan")) {
        return false;
      }
      try {
        JsonNode request = MAPPER.readTree(body);
        int segment = request.get("Segment").intValue();
        JsonNode start = request.path("ExclusiveStartKey").path("id").path("S");
        int from = start.isMissingNode() ? 0 : placeOf(start.textValue()) + 1;
        again.add(restored.getOrDefault(segment, 0) - from);
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
      return false;
    }

    private static int placeOf(String id) {
      int[] place = places.get(id);
      return place == null ? Integer.MAX_VALUE - 1 : place[1];
    }

    static List<Integer> rereads() {
      return List.copyOf(again);
    }

    static synchronized Map<Integer, Integer> restore(long checkpoint) {
      Map<Integer, Integer> state = emitted.getOrDefault(checkpoint, Map.of());
      if (checkpoint != restoredFrom) {
        restoredFrom = checkpoint;
        restores++;
        restored = Map.copyOf(state);
      }
      return state;
    }
  }

  /** Notes what was emitted before each checkpoint. */
  private static final class Note
      implements MapFunction<SourceRecord, String>, CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1L;
    private transient Map<Integer, Integer> progress;

    @Override
    public String map(SourceRecord record) throws Exception {
      String key = record.key().orElseThrow();
      int[] place = Trace.places.get(ItemKey.read(key).get("id").s());
      if (place != null) {
        progress.merge(place[0], place[1] + 1, Math::max);
      }
      return key;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      OptionalLong checkpoint = context.getRestoredCheckpointId();
      progress =
          new HashMap<>(checkpoint.isPresent() ? Trace.restore(checkpoint.getAsLong()) : Map.of());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      Map<Integer, Integer> all =
          Trace.emitted.computeIfAbsent(context.getCheckpointId(), id -> new ConcurrentHashMap<>());
      progress.forEach((segment, items) -> all.merge(segment, items, Math::max));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      Trace.checkpoints.incrementAndGet();
    }
  }
}
