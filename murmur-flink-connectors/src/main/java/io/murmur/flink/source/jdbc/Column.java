package io.murmur.flink.source.jdbc;

/**
 * A column of a table.
 *
 * @param name as the catalog has it
 * @param type as the database writes it
 * @param kind what it holds
 * @param nullable whether it may hold NULL
 */
record Column(String name, String type, Kind kind, boolean nullable) {

  /** What a column holds. */
  enum Kind {
    /** A number with all its digits. */
    EXACT,
    /** A floating point number. */
    APPROXIMATE,
    TRUTH,
    TEXT,
    BYTES,
    /** An array of bytes of Postgres. */
    BYTES_ARRAY,
    ARRAY,
    JSON,
    DATE,
    TIME,
    TIMESTAMP,
    /** A time with its zone or in UTC. */
    INSTANT,
    /** Any other, whose JSON its database writes. */
    OTHER,
    /** A type that its database does not order as it compares it with a text. */
    UNORDERED
  }
}
