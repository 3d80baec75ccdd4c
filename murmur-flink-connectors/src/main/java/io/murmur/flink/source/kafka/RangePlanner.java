package io.murmur.flink.source.kafka;

import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;

/** Decides what is read of a topic, once. */
record RangePlanner(RangeSettings settings) implements TokenSource {

  /**
   * What was found out of a topic.
   *
   * @param plan what is read
   * @param next where a live feed goes on, by partition
   */
  record Found(RangePlan plan, SortedMap<Integer, Long> next) {}

  @Override
  public HandoffToken capture(String pipeline, String run) throws Exception {
    Instant before = Instant.now();
    Found found = find();
    return found
        .plan()
        .token(settings.topic(), found.next(), settings.eventsTo(), before, pipeline, run);
  }

  /**
   * Asks the broker.
   *
   * @throws ScanException if the range cannot be read, and why
   */
  Found find() throws InterruptedException {
    try (TopicOffsets offsets = new TopicOffsets(settings.connection(), settings.topic())) {
      return find(offsets);
    } catch (IOException e) {
      throw new ScanException(e.getMessage(), e);
    }
  }

  private Found find(TopicOffsets topic) throws IOException, InterruptedException {
    TopicDescription description = topic.describe();
    List<Integer> partitions = TopicOffsets.partitions(description);
    SortedMap<Integer, Long> ends = topic.end(partitions);
    SortedMap<Integer, Long> firsts = topic.first(partitions);
    SortedMap<Integer, Long> from = from(topic, firsts, ends);
    SortedMap<Integer, Long> to = to(topic, ends);
    partitions.forEach(p -> check(p, from.get(p), to.get(p), firsts.get(p), ends.get(p)));
    SortedMap<Integer, Long> next = new TreeMap<>(to);
    if (settings.narrowed()) {
      narrow(topic, firsts, ends, from, to, next);
    } else if (!settings.eventsTo().equals(Instant.MAX)) {
      // Where the events of later times begin, nobody said.
      next.putAll(from);
    }
    List<PartitionRange> ranges = new ArrayList<>();
    partitions.forEach(p -> ranges.add(new PartitionRange(p, from.get(p), to.get(p))));
    RangePlan plan = new RangePlan(description.topicId().toString(), ranges);
    if (plan.size() == 0 && !settings.mayBeEmpty()) {
      throw new ScanException(
          "%s: there is nothing in any of the %d partitions: check the range, or let it be empty: mayBeEmpty(), in a definition allow-empty: true"
              .formatted(settings.describe(), partitions.size()));
    }
    return new Found(plan, next);
  }

  private SortedMap<Integer, Long> from(
      TopicOffsets topic, SortedMap<Integer, Long> firsts, SortedMap<Integer, Long> ends)
      throws IOException, InterruptedException {
    if (settings.from() instanceof KafkaBound.Committed committed) {
      SortedMap<Integer, Long> offsets = topic.committed(committed.group());
      requireAll(firsts, offsets, "group '" + committed.group() + "' has committed");
      return offsets;
    }
    if (settings.from() instanceof KafkaBound.At at) {
      return since(topic, at.moment(), firsts, ends);
    }
    if (settings.from() instanceof KafkaBound.Offsets said) {
      SortedMap<Integer, Long> offsets = new TreeMap<>(said.of());
      requireAll(firsts, offsets, "'from' has");
      return offsets;
    }
    return new TreeMap<>(firsts);
  }

  private SortedMap<Integer, Long> to(TopicOffsets topic, SortedMap<Integer, Long> ends)
      throws IOException, InterruptedException {
    if (settings.to() instanceof KafkaBound.At at) {
      return topic.at(ends, at.moment());
    }
    if (settings.to() instanceof KafkaBound.Offsets said) {
      SortedMap<Integer, Long> offsets = new TreeMap<>(said.of());
      requireAll(ends, offsets, "'to' has");
      return offsets;
    }
    return new TreeMap<>(ends);
  }

  /** Reads no more than the records whose timestamps are near enough to the events' times. */
  private void narrow(
      TopicOffsets topic,
      SortedMap<Integer, Long> firsts,
      SortedMap<Integer, Long> ends,
      SortedMap<Integer, Long> from,
      SortedMap<Integer, Long> to,
      SortedMap<Integer, Long> next)
      throws IOException, InterruptedException {
    if (!settings.eventsTo().equals(Instant.MAX)) {
      Instant latest = settings.eventsTo().plus(settings.slack());
      topic.at(ends, latest).forEach((p, offset) -> to.merge(p, offset, Math::min));
      Instant earliest = settings.eventsTo().minus(settings.slack());
      topic.at(ends, earliest).forEach((p, offset) -> next.merge(p, offset, Math::min));
    }
    if (!settings.eventsFrom().equals(Instant.MIN)) {
      Instant earliest = settings.eventsFrom().minus(settings.slack());
      boolean all = settings.from() instanceof KafkaBound.Earliest;
      SortedMap<Integer, Long> begin =
          all ? since(topic, earliest, firsts, ends) : topic.at(ends, earliest);
      begin.forEach((p, offset) -> from.merge(p, offset, Math::max));
    }
    from.replaceAll((p, offset) -> Math.min(offset, to.get(p)));
    next.replaceAll((p, offset) -> Math.max(offset, from.get(p)));
  }

  /**
   * The first records from a moment on, all of which must still be there: of a partition whose
   * first records are gone, one has to be left that is before it.
   */
  private SortedMap<Integer, Long> since(
      TopicOffsets topic,
      Instant moment,
      SortedMap<Integer, Long> firsts,
      SortedMap<Integer, Long> ends)
      throws IOException, InterruptedException {
    SortedMap<Integer, Long> offsets = topic.at(ends, moment);
    SortedMap<Integer, Long> oldest = topic.at(ends, Instant.EPOCH);
    offsets.forEach(
        (p, offset) -> {
          if (firsts.get(p) > 0 && offset.equals(oldest.get(p))) {
            throw new ScanException(
                "%s: partition %d now begins at offset %d, and no record there is from before %s: those before the offset were deleted, and some of them may have been in the range. Begin later, or take what is there: say 'from: earliest' and no times"
                    .formatted(settings.describe(), p, firsts.get(p), moment));
          }
        });
    return offsets;
  }

  private void requireAll(
      SortedMap<Integer, Long> partitions, SortedMap<Integer, Long> offsets, String who) {
    for (int partition : partitions.keySet()) {
      if (!offsets.containsKey(partition)) {
        throw new ScanException(
            "%s: %s no offset of partition %d; the topic has %d of them, and each needs one"
                .formatted(settings.describe(), who, partition, partitions.size()));
      }
    }
    Map<Integer, Long> others = new TreeMap<>(offsets);
    others.keySet().removeAll(partitions.keySet());
    if (!others.isEmpty()) {
      throw new ScanException(
          "%s: %s offsets of partitions that are not there, %s; the topic has %d partitions"
              .formatted(settings.describe(), who, others.keySet(), partitions.size()));
    }
  }

  private void check(int partition, long from, long to, long first, long end) {
    String what = "%s: partition %d".formatted(settings.describe(), partition);
    if (from < first) {
      throw new ScanException(
          "%s is to be read from offset %d, and its log begins at %d: the %d offsets between were deleted. Begin at %d, or read an archive of them"
              .formatted(what, from, first, first - from, first));
    }
    if (to > end) {
      throw new ScanException(
          "%s is to be read up to offset %d, and only %d is there and committed: end there, or wait for the records and for open transactions"
              .formatted(what, to, end));
    }
    if (from > to) {
      throw new ScanException(
          "%s is to be read from offset %d up to %d, which is before it: correct the range"
              .formatted(what, from, to));
    }
  }
}
