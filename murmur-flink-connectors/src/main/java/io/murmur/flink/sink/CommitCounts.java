package io.murmur.flink.sink;

import java.util.Map;
import java.util.TreeMap;

/**
 * What merging deltas did.
 *
 * @param events how many events were in the deltas
 * @param keys how many distinct keys they had
 * @param merges how many merges are in the store now; more than keys where deltas of one key do not
 *     fit into one
 * @param alreadyApplied how many of them had been there before, wholly or in part
 * @param eventsRepeated how many events had been there before: of claims, duplicates
 * @param deadLetters how many merges were set aside, since they can never succeed
 * @param writeUnits about how many write units were used: see {@link
 *     MergeSinkBuilder#maxWriteUnitsPerSecond}; each attempt counts that was not throttled
 * @param retries how often a merge was tried again
 * @param throttles how often of that because the store throttled
 */
public record CommitCounts(
    long events,
    long keys,
    long merges,
    long alreadyApplied,
    long eventsRepeated,
    long deadLetters,
    long writeUnits,
    long retries,
    long throttles) {

  /** Nothing was done. */
  public static final CommitCounts NONE = new CommitCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The sum of both, over other keys. */
  public CommitCounts plus(CommitCounts other) {
    return plusSameKeys(other.withKeys(keys + other.keys));
  }

  /** The sum of both, where the other has no key that is not here. */
  CommitCounts plusSameKeys(CommitCounts other) {
    return new CommitCounts(
        events + other.events,
        Math.max(keys, other.keys),
        merges + other.merges,
        alreadyApplied + other.alreadyApplied,
        eventsRepeated + other.eventsRepeated,
        deadLetters + other.deadLetters,
        writeUnits + other.writeUnits,
        retries + other.retries,
        throttles + other.throttles);
  }

  private CommitCounts withKeys(long count) {
    return new CommitCounts(
        events,
        count,
        merges,
        alreadyApplied,
        eventsRepeated,
        deadLetters,
        writeUnits,
        retries,
        throttles);
  }

  /** What a report says of merges, by its names; keys are left out, see {@link #keys()}. */
  public Map<String, Long> named() {
    Map<String, Long> named = new TreeMap<>();
    named.put("merges", merges);
    named.put("alreadyApplied", alreadyApplied);
    named.put("mergeDeadLetters", deadLetters);
    named.put("writeUnits", writeUnits);
    named.put("retries", retries);
    named.put("throttles", throttles);
    return named;
  }
}
