package io.murmur.flink.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One record as a source read it: its bytes and its place. Sources may reuse the instance and its
 * buffer for the next record, so whoever keeps one takes a {@link #copy()}.
 *
 * <p>A source that cannot give a record whole (it is longer than the source may hold, its file ends
 * in the middle) gives what it has, with a {@link #problem()}: whoever takes records makes a dead
 * letter of such a one and does not decode it.
 *
 * <p>It is the supplier of its own {@link #place()}, so that the text is only made when someone
 * wants it.
 */
@TypeInfo(SourceRecordTypeInfo.Factory.class)
public final class SourceRecord implements Supplier<String> {

  private byte[] buffer;
  private int offset;
  private int length;
  private String origin;
  private long position;
  private Map<String, String> partitions;
  private CsvHeader header;
  private String problem;
  private String key;

  /** Creates a record around a part of a buffer; nothing is copied. */
  public SourceRecord(
      byte[] buffer,
      int offset,
      int length,
      String origin,
      long position,
      Map<String, String> partitions) {
    set(buffer, offset, length, origin, position, partitions);
  }

  /**
   * Makes this the record at another place, without a header, a key or a problem.
   *
   * @param buffer holds the record's bytes
   * @param offset where they begin in the buffer
   * @param length how many there are
   * @param origin where the record comes from: a path, a table, a topic and partition
   * @param position its place there, stable across runs and parallelism: a byte offset, a row
   *     number, an offset
   * @param partitions values that the place implies, for example of Hive-style folders; shared, not
   *     copied
   */
  public void set(
      byte[] buffer,
      int offset,
      int length,
      String origin,
      long position,
      Map<String, String> partitions) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    this.origin = Objects.requireNonNull(origin, "origin");
    this.position = position;
    this.partitions = Objects.requireNonNull(partitions, "partitions");
    this.header = null;
    this.problem = null;
    this.key = null;
  }

  /** Says that the bytes are a row of CSV, and what its columns are; shared, not copied. */
  public void markCsv(CsvHeader columns) {
    this.header = Objects.requireNonNull(columns, "columns");
  }

  /**
   * Says that the bytes are not the whole record, or not a record at all.
   *
   * @param reason what is wrong, for people; the place need not be in it
   */
  public void markUnreadable(String reason) {
    this.problem = Objects.requireNonNull(reason, "reason");
  }

  /**
   * Says that the record's place is a key, and not its position: that of a row in a table.
   *
   * @param primaryKey as a text that no other record of the same origin has
   */
  public void markKey(String primaryKey) {
    this.key = Objects.requireNonNull(primaryKey, "primaryKey");
  }

  /** The array that holds the bytes, from {@link #offset()} on. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the bytes begin in the buffer. */
  public int offset() {
    return offset;
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** Where the record comes from: a path, a table, a topic and partition. */
  public String origin() {
    return origin;
  }

  /** Its place in the origin. */
  public long position() {
    return position;
  }

  /** The key that is its place in the origin, if it is not the position. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** Values that the place implies. */
  public Map<String, String> partitions() {
    return partitions;
  }

  /** The columns, if the bytes are a row of CSV. */
  public Optional<CsvHeader> header() {
    return Optional.ofNullable(header);
  }

  /** Why this record cannot be decoded; empty for all that can be tried. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether there is no {@link #problem()}. */
  public boolean readable() {
    return problem == null;
  }

  /**
   * The record's place as one text: {@code origin:position}, {@code origin:key}, or {@code
   * origin/position} if the origin ends with that slash. It is the event id of pipelines that take
   * none from the event.
   */
  public String place() {
    if (key != null) {
      return origin + ":" + key;
    }
    return origin.endsWith("/") ? origin + position : origin + ":" + position;
  }

  /** The same as {@link #place()}. */
  @Override
  public String get() {
    return place();
  }

  /** The bytes as UTF-8 text. */
  public String text() {
    return new String(buffer, offset, length, StandardCharsets.UTF_8);
  }

  /** A record of its own with a buffer of its own. */
  public SourceRecord copy() {
    SourceRecord copy =
        new SourceRecord(
            Arrays.copyOfRange(buffer, offset, offset + length),
            0,
            length,
            origin,
            position,
            partitions);
    copy.header = header;
    copy.problem = problem;
    copy.key = key;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecord that
        && position == that.position
        && origin.equals(that.origin)
        && partitions.equals(that.partitions)
        && Objects.equals(header, that.header)
        && Objects.equals(problem, that.problem)
        && Objects.equals(key, that.key)
        && Arrays.equals(
            buffer, offset, offset + length, that.buffer, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, position, key);
  }

  @Override
  public String toString() {
    String text = "record of " + length + " bytes at " + place();
    return problem == null ? text : text + ": " + problem;
  }
}
