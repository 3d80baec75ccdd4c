package io.murmur.flink.source.jdbc;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scan reads; empty texts and lists for what is not said.
 *
 * @param columns those to read beside the key's; empty for all
 * @param key those to order by; empty for the primary key
 */
record JdbcSettings(
    String url,
    JdbcCredentials credentials,
    TableName table,
    List<String> columns,
    List<String> key,
    String where,
    int ranges,
    int pageRows,
    boolean snapshot,
    Duration snapshotGrace,
    String slot,
    String plugin)
    implements Serializable {

  JdbcSettings {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** The first part of the ids of the table's rows. */
  String origin() {
    return JdbcUrls.kind(url) + ":" + table;
  }

  /** The table and where it is, for errors. */
  String what() {
    return "table '%s' at %s".formatted(table, JdbcUrls.shown(url));
  }

  /** One line for people and for run ids; names what changes the records, and nothing else. */
  String describe() {
    List<String> parts = new ArrayList<>();
    parts.add(JdbcUrls.shown(url) + " " + table);
    if (!columns.isEmpty()) {
      parts.add("columns " + columns);
    }
    if (!key.isEmpty()) {
      parts.add("key " + key);
    }
    if (!where.isEmpty()) {
      parts.add("where " + where);
    }
    if (!snapshot) {
      parts.add("without a snapshot");
    }
    return String.join(", ", parts);
  }

  /** Without the URL's options and the login. */
  @Override
  public String toString() {
    return describe();
  }
}
