package io.murmur.flink.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.testing.TestCluster;
import io.murmur.flink.testing.TestClusterExtension;
import io.murmur.testing.Await;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultRule;
import io.murmur.testing.ServiceError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * All that can go wrong, mixed by chance: the wire, the tasks, the task managers, the operators who
 * stop, cancel, rescale and start again.
 *
 * <p>{@code -Dseed=N} repeats what a seed decided (threads interleave as they like), {@code
 * -Drepeat=N} takes so many seeds from there.
 */
@ExtendWith({TestClusterExtension.class, DynamoDbLocalExtension.class})
class BootstrapRandomFaultsIT {

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapRandomFaultsIT.class);
  private static final int DISTINCT = 1_000;
  private static final int EVENTS = DISTINCT + DISTINCT / 10;
  private static final Duration LONG = Duration.ofDays(1);

  private final TestCluster cluster;
  private final DynamoDbLocal local;
  private final DynamoDbAsyncClient direct;
  @TempDir Path directory;

  BootstrapRandomFaultsIT(TestCluster cluster, DynamoDbLocal local, DynamoDbAsyncClient direct) {
    this.cluster = cluster;
    this.local = local;
    this.direct = direct;
  }

  static LongStream seeds() {
    long first = Long.getLong("seed", System.nanoTime() % 1_000_000);
    return LongStream.range(first, first + Integer.getInteger("repeat", 1));
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void whateverHappensEveryEventCountsOnce(long seed) throws Exception {
    LOG.warn("faults of seed {}: repeat them with -Dseed={}", seed, seed);
    Random random = new Random(seed);
    List<Aggregate<?>> all = Aggregate.all().toList();
    runAndCheck(all.get(random.nextInt(all.size())), random, seed);
  }

  private <V> void runAndCheck(Aggregate<V> aggregate, Random random, long seed) throws Exception {
    Duplicates duplicates =
        List.of(Duplicates.counted(), Duplicates.rememberedByJob(LONG), Duplicates.claimed(LONG))
            .get(random.nextInt(3));
    Duration tick = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(80);
    try (Wire<V> wire = new Wire<>(aggregate, local, direct, seed)) {
      Optional<String> savepoint = Optional.empty();
      boolean complete = false;
      for (int interruptions = random.nextInt(3); !complete; interruptions--) {
        disturb(wire, random);
        Submission<V> run =
            new Submission<>(cluster, wire, directory, EVENTS)
                .input(BootstrapRandomFaultsIT::twice)
                .duplicates(duplicates)
                .parallelism(1 + random.nextInt(3));
        run.bootstrap.flushTick(tick);
        savepoint.ifPresent(run::restoring);
        disturb(run, random);
        run.start();
        if (interruptions > 0) {
          savepoint = interrupt(run, random);
          complete = !failed(run);
        } else {
          run.report();
          complete = true;
        }
      }
      wire.proxy.heal();
      assertThat(wire.ledger().find("run").orElseThrow().counts())
          .as("-Dseed=%d", seed)
          .containsEntry("read", (long) EVENTS);
      LongStream delivered = LongStream.range(0, EVENTS).map(BootstrapRandomFaultsIT::twice);
      wire.assertHolds(
          duplicates instanceof Duplicates.Counted
              ? aggregate.oracle(delivered)
              : aggregate.oracleOfDistinct(delivered));
    }
  }

  private static void disturb(Wire<?> wire, Random random) {
    wire.proxy.heal();
    for (int failures = random.nextInt(3); failures > 0; failures--) {
      wire.strikeWrites(Fault.error(Wire.FORBIDDEN), 1 + random.nextInt(100));
    }
    var lost = Fault.errorAfterApplying(ServiceError.INTERNAL_SERVER_ERROR);
    inject(wire, Fault.dropReply(), 0.06 * random.nextDouble());
    inject(wire, lost, 0.04 * random.nextDouble());
    inject(wire, Fault.reset(), 0.04 * random.nextDouble());
    inject(wire, Fault.error(ServiceError.THROTTLING), 0.2 * random.nextDouble());
  }

  private static void inject(Wire<?> wire, Fault fault, double probability) {
    wire.proxy.inject(FaultRule.of(fault).withProbability(probability));
  }

  private void disturb(Submission<?> run, Random random) {
    Set<Long> failures = numbers(random, 3);
    Set<Long> kills = numbers(random, 2);
    Set<Long> resets = numbers(random, 3);
    Set<Long> aborts = numbers(new Random(random.nextLong()), 4, 12);
    run.hooks.onEvent =
        event -> {
          if (resets.remove(event)) {
            run.wire().proxy.resetConnections();
          }
          if (kills.remove(event)) {
            cluster.killTaskManager();
          }
          if (failures.remove(event)) {
            throw new IllegalStateException("fault of the test");
          }
        };
    run.side.onSnapshot =
        checkpoint -> {
          if (aborts.remove(checkpoint)) {
            throw new IllegalStateException("fault of the test");
          }
        };
  }

  private static Set<Long> numbers(Random random, int bound) {
    return numbers(random, bound, DISTINCT);
  }

  private static Set<Long> numbers(Random random, int bound, int limit) {
    Set<Long> numbers = ConcurrentHashMap.newKeySet();
    random.longs(random.nextInt(bound), 0, limit).forEach(numbers::add);
    return numbers;
  }

  /** Ends a submission on the way; a savepoint to go on from, if there is one. */
  private Optional<String> interrupt(Submission<?> run, Random random) throws Exception {
    long until = random.nextInt(EVENTS);
    boolean stop = random.nextBoolean();
    boolean drain = random.nextBoolean();
    Await.until(
        until + " events were read",
        TestCluster.PATIENCE,
        () -> run.ended() || run.hooks.events.get() >= until);
    if (!stop) {
      quietly(() -> cluster.cancel(run.job));
      return Optional.empty();
    }
    // What fails while it stops would leave a savepoint that nobody told us of.
    run.wire().proxy.heal();
    run.hooks.onEvent = event -> {};
    run.side.onSnapshot = checkpoint -> {};
    Await.until(
        "all tasks run", TestCluster.PATIENCE, () -> run.ended() || cluster.allRun(run.job));
    String[] savepoint = new String[1];
    quietly(
        () ->
            savepoint[0] =
                cluster.stop(run.job, directory.resolve("savepoints").toUri().toString(), drain));
    if (savepoint[0] == null && !run.ended()) {
      quietly(() -> cluster.cancel(run.job));
    }
    return Optional.ofNullable(savepoint[0]);
  }

  private interface Action {
    void run() throws Exception;
  }

  /** It may have ended before. */
  private static void quietly(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      LOG.debug("the run ended by itself", e);
    }
  }

  private static boolean failed(Submission<?> run) throws Exception {
    Optional<Throwable> error = run.outcome();
    error.ifPresent(e -> assertThat(e).isInstanceOf(BootstrapFailedException.class));
    return error.isPresent();
  }

  /** Every tenth of the events once more, at the end. */
  private static long twice(long place) {
    return place < DISTINCT ? place : (place - DISTINCT) * 10 + 3;
  }
}
