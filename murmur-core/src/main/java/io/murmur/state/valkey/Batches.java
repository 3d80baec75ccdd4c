package io.murmur.state.valkey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Many keys in calls of a bounded size. */
final class Batches {

  /** Commands in one call: enough that its cost vanishes, few enough to fit any timeout. */
  static final int SIZE = 256;

  private Batches() {}

  /** Asks for all items in chunks of {@link #SIZE}, at once; one answer for each, in order. */
  static <T, R> CompletableFuture<List<R>> inChunks(
      List<T> items, Function<List<T>, CompletableFuture<List<R>>> ask) {
    if (items.size() <= SIZE) {
      return items.isEmpty() ? CompletableFuture.completedFuture(List.of()) : ask.apply(items);
    }
    List<CompletableFuture<List<R>>> chunks = new ArrayList<>();
    for (int from = 0; from < items.size(); from += SIZE) {
      chunks.add(ask.apply(items.subList(from, Math.min(from + SIZE, items.size()))));
    }
    return CompletableFuture.allOf(chunks.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<R> all = new ArrayList<>(items.size());
              chunks.forEach(chunk -> all.addAll(chunk.join()));
              return all;
            });
  }
}
