package io.murmur.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoids;
import io.murmur.state.memory.InMemoryStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecodingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class OnMergeStoreTest {

  private static final Key KEY = Key.allTime("a");
  private static final Guard FENCE = Guard.fence("live", new Stamp(1, 0, 1));

  private final Store<Long> inner = new InMemoryStore<>(Monoids.sumLong());
  private final List<Merge<Long>> heard = new ArrayList<>();
  private final List<MergeResult<Long>> results = new ArrayList<>();
  private final MergeHook<Long> listening =
      (merge, result) -> {
        heard.add(merge);
        results.add(result);
        return CompletableFuture.completedStage(null);
      };
  private final MergeHook<Long> failing =
      (merge, result) -> CompletableFuture.failedStage(new IllegalStateException("queue full"));

  @Test
  void theHookHearsOfEachMergeWithItsKeyAndDelta() {
    Store<Long> store = OnMergeStore.wrap(inner, listening);
    var result = merge(store, Merge.of(KEY, 5L));
    assertThat(heard).containsExactly(Merge.of(KEY, 5L));
    assertThat(results).containsExactly(result);
    assertThat(result).isInstanceOf(MergeResult.Applied.class);
  }

  @Test
  void aRepeatedMergeIsToldAgainSoThatACrashBetweenMergeAndHookLosesNoCall() {
    Store<Long> store = OnMergeStore.wrap(inner, listening);
    Merge<Long> fenced = Merge.of(KEY, 5L).under(FENCE);
    merge(inner, fenced);
    merge(store, fenced);
    Merge<Long> claimed = Merge.of(KEY, 5L).under(claims("e1", "e2"));
    merge(inner, claimed);
    merge(store, claimed);
    assertThat(heard).containsExactly(fenced, claimed);
    assertThat(results.get(0)).isInstanceOf(MergeResult.AlreadyApplied.class);
    assertThat(results.get(1)).isInstanceOf(MergeResult.ClaimsLost.class);
  }

  @Test
  void aMergeThatWasPartlyDoneBeforeOrFailedIsNotTold() {
    Store<Long> store = OnMergeStore.wrap(inner, listening);
    merge(inner, Merge.of(KEY, 5L).under(claims("e1")));
    merge(store, Merge.of(KEY, 9L).under(claims("e1", "e2")));
    merge(inner, Merge.of(KEY, Long.MAX_VALUE - 5));
    assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L)))
        .hasCauseInstanceOf(RejectedMergeException.class);
    assertThat(heard).isEmpty();
  }

  @Test
  void byDefaultAnErrorOfTheHookIsLoggedAndDoesNotTouchTheMerge() {
    Queue<SubstituteLoggingEvent> logged = new ArrayDeque<>();
    var logger = new EventRecodingLogger(new SubstituteLogger("hooks", logged, false), logged);
    Store<Long> store =
        OnMergeStore.wrap(inner, failing, OnMergeOptions.defaults().withLogger(logger));
    assertThat(merge(store, Merge.of(KEY, 5L))).isInstanceOf(MergeResult.Applied.class);
    assertThat(store.get(KEY).toCompletableFuture().join().orElseThrow().value()).isEqualTo(5);
    assertThat(logged).hasSize(1);
    assertThat(logged.peek().getLevel()).isEqualTo(Level.WARN);
    assertThat(logged.peek().getThrowable()).hasMessage("queue full");
    assertThat(OnMergeOptions.defaults().propagateErrors()).isFalse();
  }

  @Test
  void onRequestTheErrorComesOutAfterTheMergeAndSaysThatItStands() {
    Store<Long> store =
        OnMergeStore.wrap(inner, failing, OnMergeOptions.defaults().withErrorPropagation(true));
    assertThatThrownBy(() -> merge(store, Merge.of(KEY, 5L)))
        .cause()
        .isInstanceOfSatisfying(
            HookFailedException.class,
            error -> {
              assertThat(error.key()).isEqualTo(KEY);
              assertThat(error.result()).isInstanceOf(MergeResult.Applied.class);
            })
        .hasMessageContainingAll("key a was applied", "queue full", "do not repeat")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(inner.get(KEY).toCompletableFuture().join().orElseThrow().value()).isEqualTo(5);
  }

  @Test
  void aHookThatThrowsOrReturnsNothingHasFailedLikeAnyOther() {
    var propagating = OnMergeOptions.defaults().withErrorPropagation(true);
    MergeHook<Long> throwing =
        (merge, result) -> {
          throw new IllegalStateException("broken");
        };
    for (MergeHook<Long> hook : List.<MergeHook<Long>>of(throwing, (merge, result) -> null)) {
      Store<Long> store = OnMergeStore.wrap(inner, hook, propagating);
      assertThatThrownBy(() -> merge(store, Merge.of(KEY, 1L)))
          .hasCauseInstanceOf(HookFailedException.class);
    }
    assertThat(inner.get(KEY).toCompletableFuture().join().orElseThrow().value()).isEqualTo(2);
  }

  @Test
  void theMergeIsCompleteWhenTheHookIs() {
    var gate = new CompletableFuture<Void>();
    Store<Long> store = OnMergeStore.wrap(inner, (merge, result) -> gate);
    var merge = store.merge(Merge.of(KEY, 5L)).toCompletableFuture();
    assertThat(merge).isNotDone();
    gate.complete(null);
    assertThat(merge).isCompleted();
  }

  @Test
  void readsPassThrough() {
    merge(inner, Merge.of(KEY, 5L));
    Store<Long> store = OnMergeStore.wrap(inner, failing);
    assertThat(store.monoid()).isSameAs(inner.monoid());
    assertThat(store.get(KEY, Consistency.STRONG).toCompletableFuture().join()).isPresent();
    assertThat(store.getMany(List.of(KEY, KEY)).toCompletableFuture().join()).hasSize(2);
  }

  private static Guard claims(String... ids) {
    return new Guard.Claims("views", List.of(ids), Duration.ofDays(1));
  }

  private static MergeResult<Long> merge(Store<Long> store, Merge<Long> merge) {
    return store.merge(merge).toCompletableFuture().join();
  }
}
