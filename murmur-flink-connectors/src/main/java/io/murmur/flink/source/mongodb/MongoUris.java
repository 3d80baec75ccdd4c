package io.murmur.flink.source.mongodb;

import com.mongodb.ConnectionString;
import java.util.Optional;

/** Connection strings, of which nothing is ever repeated. */
final class MongoUris {

  static final String WRONG =
      "is none of MongoDB: it must be like mongodb://user:password@host:27017/?replicaSet=name,"
          + " with special characters of user and password percent-encoded (@ is %40, / is %2F)";

  private static final String OF_NAME_SERVERS = "mongodb+srv://";

  private MongoUris() {}

  /**
   * The hosts of a connection string as it has them, and nothing else of it. Of one whose password
   * has a character that must be written otherwise it cannot be told where they are.
   */
  static String hosts(String uri) {
    int begin = uri.indexOf("://") + "://".length();
    int end = begin;
    while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
      end++;
    }
    if (uri.indexOf('@', end) >= 0) {
      return "hosts that cannot be told";
    }
    String hosts = uri.substring(begin, end);
    return hosts.substring(hosts.lastIndexOf('@') + 1);
  }

  /** What is wrong with a connection string; nobody is asked for hosts. */
  static Optional<String> problem(String uri) {
    if (uri.startsWith(OF_NAME_SERVERS)) {
      return Optional.empty();
    }
    try {
      return new ConnectionString(uri).getHosts().isEmpty() ? Optional.of(WRONG) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(WRONG);
    }
  }
}
