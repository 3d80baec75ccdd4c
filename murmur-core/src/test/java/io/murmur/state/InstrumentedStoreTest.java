package io.murmur.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.metrics.InMemoryRecorder;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Monoids;
import io.murmur.state.memory.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstrumentedStoreTest {

  private static final Key KEY = Key.allTime("a");

  private final InMemoryRecorder recorder = new InMemoryRecorder();
  private final Store<Long> inner = new InMemoryStore<>(Monoids.sumLong());
  private final Store<Long> store = InstrumentedStore.wrap(inner, recorder, "views");

  @Test
  void everyOperationIsTimedUnderItsNameAndAnsweredAsItIs() {
    store.merge(Merge.of(KEY, 5L)).toCompletableFuture().join();
    var one = store.get(KEY).toCompletableFuture().join();
    var many = store.getMany(List.of(KEY, KEY)).toCompletableFuture().join();
    assertThat(one.orElseThrow().value()).isEqualTo(5);
    assertThat(many).containsExactly(one, one);
    assertThat(store.monoid()).isSameAs(inner.monoid());
    assertThat(recorder.latency("views:store_merge_update").count()).isEqualTo(1);
    assertThat(recorder.latency("views:store_get").count()).isEqualTo(1);
    assertThat(recorder.latency("views:store_get_many").count()).isEqualTo(1);
    assertThat(recorder.errors("views:store_merge_update")).isZero();
  }

  @Test
  void aFailedOperationIsTimedAndCountedAndItsErrorPassedOn() {
    store.merge(Merge.of(KEY, Long.MAX_VALUE)).toCompletableFuture().join();
    var overflow = store.merge(Merge.of(KEY, 1L)).toCompletableFuture();
    assertThatThrownBy(overflow::join).hasCauseInstanceOf(RejectedMergeException.class);
    assertThat(recorder.latency("views:store_merge_update").count()).isEqualTo(2);
    assertThat(recorder.errors("views:store_merge_update")).isEqualTo(1);
    assertThat(recorder.lastError("views:store_merge_update").orElseThrow())
        .isInstanceOf(RejectedMergeException.class);
  }

  @Test
  void aCallThatThrowsIsCountedLikewise() {
    assertThatThrownBy(() -> store.getMany(null)).isInstanceOf(NullPointerException.class);
    assertThat(recorder.latency("views:store_get_many").count()).isEqualTo(1);
    assertThat(recorder.errors("views:store_get_many")).isEqualTo(1);
  }

  @Test
  void theLatencyIsFromTheCallToTheAnswer() {
    var clock = new AtomicLong(1_000);
    var timer = new OperationTimer(recorder, clock::get);
    var answer = new CompletableFuture<String>();
    timer.time("views:store_get", () -> answer);
    clock.addAndGet(7_000_000);
    answer.complete("done");
    assertThat(recorder.latency("views:store_get").total()).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void withARecorderThatDropsEverythingTheStoreIsNotWrapped() {
    assertThat(InstrumentedStore.wrap(inner, Recorder.noop(), "views")).isSameAs(inner);
  }
}
