package io.murmur.flink.source.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * What the name of an object of Kafka Connect says: {@code <topic>/partition=<n>/<topic>+<n>+<first
 * offset>.<format>}.
 *
 * @param topic the topic
 * @param partition the partition
 * @param firstOffset the offset of the object's first record
 */
record KafkaObject(String topic, int partition, long firstOffset) {

  private static final Pattern NAME =
      Pattern.compile("(?<topic>.+)\\+(?<partition>[0-9]{1,9})\\+(?<offset>[0-9]{1,18})(\\..*)?");

  /**
   * What the name of a file says; empty if it is not one that holds the records of its partition
   * one after the other.
   */
  static Optional<KafkaObject> of(Path file) {
    Matcher name = NAME.matcher(file.getName());
    Path folder = file.getParent();
    if (!name.matches() || folder == null || folder.getParent() == null) {
      return Optional.empty();
    }
    KafkaObject object =
        new KafkaObject(
            name.group("topic"),
            Integer.parseInt(name.group("partition")),
            Long.parseLong(name.group("offset")));
    boolean inOrder =
        folder.getName().equals("partition=" + object.partition)
            && folder.getParent().getName().equals(object.topic);
    return inOrder ? Optional.of(object) : Optional.empty();
  }

  /** Where its records come from; with an offset after it, the place of one. */
  String origin() {
    return topic + "/" + partition + "/";
  }
}
