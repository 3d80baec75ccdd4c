package io.murmur.flink.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.testing.Await;
import io.murmur.testing.MongoLocal;
import io.murmur.testing.MongoLocalExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A scan of documents whose ids are of several types, and whose job restarts twice, while a writer
 * inserts and deletes. The full size is {@code -Dmurmur.scan.documents=200000}; unless told, a
 * twentieth of it.
 *
 * <p>The first restart is that of a task manager which is killed; in the second the whole job
 * fails, so that its coordinators are made anew.
 */
@ExtendWith(MongoLocalExtension.class)
class MongoScanKillIT {

  private static final int DOCUMENTS = Integer.getInteger("murmur.scan.documents", 10_000);
  private static final int READERS = 4;
  private static final String DATABASE = "shop";

  /** How long the readers take their time: long enough for both restarts. */
  private static final double SECONDS = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** No more slots than the job takes: whichever task manager is killed, the job feels it. */
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @Test
  void everyDocumentThatStaysIsReadOnceThroughTwoRestarts(
      @InjectMiniCluster MiniCluster cluster, MongoLocal server, MongoClient client)
      throws Exception {
    String name = MongoLocal.newCollectionName("busy");
    var documents = client.getDatabase(DATABASE).getCollection(name, BsonDocument.class);
    documents.insertMany(
        IntStream.range(0, DOCUMENTS)
            .mapToObj(MongoScanKillIT::id)
            .map(MongoScanKillIT::of)
            .toList());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong writes = new AtomicLong();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(documents, stop, writes));
    List<String> read;
    try {
      Await.until("the writer writes", PATIENCE, () -> writes.get() > 10);
      CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> kill(cluster));
      read = scan(server, name, DOCUMENTS / 200);
      killing.get();
    } finally {
      stop.set(true);
      writing.join();
    }
    assertThat(Trace.starts.get()).isGreaterThanOrEqualTo(3 * READERS);
    assertThat(Trace.coordinators.get()).isGreaterThanOrEqualTo(2);
    assertThat(writes.get()).isGreaterThan(100);
    assertThat(read).doesNotHaveDuplicates();
    Set<String> missing = new HashSet<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      if (!isDeleted(i)) {
        missing.add(DocumentId.key(id(i)));
      }
    }
    read.forEach(missing::remove);
    assertThat(missing).isEmpty();
  }

  private static BsonDocument of(BsonValue id) {
    return new BsonDocument("_id", id);
  }

  /** Of five types by turns. */
  private static BsonValue id(int i) {
    return switch (i % 5) {
      case 0 -> new BsonInt32(i);
      case 1 -> new BsonString("text " + i);
      case 2 -> new BsonObjectId(new ObjectId(i, 7));
      case 3 -> new BsonDocument("a", new BsonInt64(i));
      default -> new BsonDateTime(i);
    };
  }

  /** Those that the writer deletes, sooner or later. */
  private static boolean isDeleted(int i) {
    return i % 20 < 5;
  }

  /** Deletes and inserts documents until it is told to stop. */
  private static void write(
      MongoCollection<BsonDocument> documents, AtomicBoolean stop, AtomicLong writes) {
    Random random = new Random(7);
    for (int inserted = 0; !stop.get(); inserted++) {
      int i = random.nextInt(DOCUMENTS / 20) * 20 + random.nextInt(5);
      documents.deleteOne(of(id(i)));
      documents.insertOne(of(id(DOCUMENTS + inserted)));
      writes.addAndGet(2);
    }
  }

  /** Kills a task manager, and later fails the whole job, each after checkpoints with progress. */
  private static void kill(MiniCluster cluster) {
    try {
      Await.until("rows and checkpoints", PATIENCE, () -> Trace.after(DOCUMENTS / 10, 2));
      CompletableFuture<Void> gone = cluster.terminateTaskManager(0);
      cluster.startTaskManager();
      gone.join();
      Await.until("the job is restored", PATIENCE, () -> Trace.starts.get() >= 2 * READERS);
      int rows = Trace.rows.get();
      int checkpoints = Trace.checkpoints.get();
      Await.until(
          "more of them", PATIENCE, () -> Trace.after(rows + DOCUMENTS / 10, checkpoints + 2));
      Trace.sabotage.complete(null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("try") // closing the iterator may be interrupted
  private static List<String> scan(MongoLocal server, String name, int pageDocuments)
      throws Exception {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(READERS);
    String address = server.connectionString();
    MongoScan scan =
        MongoScan.of(() -> address, DATABASE, name).ranges(16).pageDocuments(pageDocuments);
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<String> all =
        environment
            .fromSource(
                scan.source().recordsPerSecond(DOCUMENTS / SECONDS),
                WatermarkStrategy.noWatermarks(),
                "scan")
            .union(
                environment.fromSource(
                    ScanSource.of(new Saboteur()), WatermarkStrategy.noWatermarks(), "sabotage"))
            .map(new Note())
            .returns(Types.STRING)
            .executeAndCollect()) {
      all.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** What the tasks saw. */
  private static final class Trace {
    static final AtomicInteger checkpoints = new AtomicInteger();
    static final AtomicInteger starts = new AtomicInteger();
    static final AtomicInteger rows = new AtomicInteger();
    static final AtomicInteger coordinators = new AtomicInteger();
    static final CompletableFuture<Void> sabotage = new CompletableFuture<>();

    static boolean after(int someRows, int someCheckpoints) {
      return rows.get() >= someRows && checkpoints.get() >= someCheckpoints;
    }
  }

  /** Has no rows, and fails the whole job once from the job manager when told. */
  private record Saboteur() implements ScanConnector {

    @Override
    public String origin() {
      return "sabotage";
    }

    @Override
    public ScanPlanner openPlanner() {
      boolean first = Trace.coordinators.incrementAndGet() == 1;
      return new ScanPlanner() {
        @Override
        public Plan plan(Optional<String> after, int most) throws Exception {
          Trace.sabotage.get();
          if (first) {
            throw new IllegalStateException("told to fail");
          }
          return Plan.all(List.of());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public ScanReader openReader() {
      throw new IllegalStateException("there is nothing to read");
    }
  }

  /** Counts. */
  private static final class Note
      implements MapFunction<SourceRecord, String>, CheckpointListener, CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public String map(SourceRecord record) {
      Trace.rows.incrementAndGet();
      return record.key().orElseThrow();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      Trace.starts.incrementAndGet();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      // Nothing to keep.
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      Trace.checkpoints.incrementAndGet();
    }
  }
}
