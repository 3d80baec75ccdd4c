package io.murmur.flink.source.mongodb;

import java.io.Serializable;

/**
 * Knows the connection string of a MongoDB server, which most often holds a password: it is asked
 * for each time a process connects, and kept nowhere. It travels inside the job graph, so it should
 * take the string from the process it finds itself in (a variable, a file), or from something that
 * does not show it.
 */
@FunctionalInterface
public interface MongoConnection extends Serializable {

  /** The connection string, {@code mongodb://...} or {@code mongodb+srv://...}. */
  String connectionString() throws Exception;
}
