package io.murmur.flink.source.jdbc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be in the URL of a database, and what of it may be shown. */
final class JdbcUrls {

  private static final Pattern PASSWORD =
      Pattern.compile(
          "(?i)[?&;,(][a-z]*(password|passphrase|pwd|secret)[0-9]*=|:[^/@?]*/[^/@?]+@|//[^/@?]*:[^/@?]*@");
  private static final Pattern AFTER_ADDRESS = Pattern.compile("[?;].*$");
  private static final Pattern USER = Pattern.compile("//[^/@]*@");

  private JdbcUrls() {}

  /** What is wrong with a URL. */
  static Optional<String> problem(String url) {
    if (!url.startsWith("jdbc:")) {
      return Optional.of("the URL of the database must begin with jdbc:");
    }
    if (PASSWORD.matcher(url).find()) {
      return Optional.of(
          "the URL of the database holds a password, which would be seen by many: give it by"
              + " credentials(…)");
    }
    if (url.toLowerCase(Locale.ROOT).contains("binarytransfer")) {
      return Optional.of(
          "the URL of the database must not say binaryTransfer: a scan reads values as Postgres"
              + " writes them; leave it out");
    }
    return Optional.empty();
  }

  /** A URL without its options and user, for people. */
  static String shown(String url) {
    return USER.matcher(AFTER_ADDRESS.matcher(url).replaceFirst("")).replaceFirst("//");
  }

  /** The kind of database: {@code postgresql} of {@code jdbc:postgresql:…}. */
  static String kind(String url) {
    int end = url.indexOf(':', "jdbc:".length());
    return end < 0 ? url.substring("jdbc:".length()) : url.substring("jdbc:".length(), end);
  }
}
