package io.murmur.state;

import java.util.concurrent.CompletionStage;

/**
 * Called after a merge, for example to tell the world that an aggregate has changed.
 *
 * <p><b>At least once.</b> A merge may be repeated after a lost answer or a crash between the merge
 * and the hook, and then the hook is called for it again: with {@link MergeResult.AlreadyApplied},
 * or, under {@link Guard.Claims}, with {@link MergeResult.ClaimsLost} of all its events. Who must
 * not act twice tells repeats apart by the merge's guard (its stamp or its event ids). One case is
 * not told again: a merge of several claimed events that is repeated together with new ones is
 * taken apart, and the hook then only learns of the new ones. Without a guard a repeated merge
 * counts twice, and so does the hook.
 *
 * <p>Runs on the path of the merge, whose stage completes after the hook's: be quick, do not block,
 * and always complete.
 *
 * @param <V> the type of the aggregate
 */
@FunctionalInterface
public interface MergeHook<V> {

  /**
   * Takes note of a merge whose delta is in the aggregate.
   *
   * @param merge the key and the delta, as they were merged
   * @param result what became of it now; holds the value after the merge where the store knows it
   * @return completes when the hook is done, exceptionally if it failed; the merge stays either way
   */
  CompletionStage<?> afterMerge(Merge<V> merge, MergeResult<V> result);
}
