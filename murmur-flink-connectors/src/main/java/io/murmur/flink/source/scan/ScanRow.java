package io.murmur.flink.source.scan;

import java.util.Objects;

/**
 * One row of a table.
 *
 * @param value its bytes, most often a JSON object in UTF-8; not copied
 * @param key its primary key as a text that keeps the types, so that no two rows share one ("1" and
 *     1 are two): the second part of the event's id
 * @param resume what a reader goes on after when this row was the last; most often the same text as
 *     the key
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on the hot path; rows are never compared
public record ScanRow(byte[] value, String key, String resume) implements ScanElement {

  /** Rejects nulls. */
  public ScanRow {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(resume, "resume");
  }

  /** A row whose key is what a reader goes on after. */
  public static ScanRow of(byte[] value, String key) {
    return new ScanRow(value, key, key);
  }
}
