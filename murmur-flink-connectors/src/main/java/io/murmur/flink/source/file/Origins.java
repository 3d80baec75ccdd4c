package io.murmur.flink.source.file;

import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * The name of a file in events' ids and in messages: its URI without escapes, the same however the
 * path was written. Names of the same S3 object by different file systems are one name.
 */
final class Origins {

  private static final Set<String> S3_SCHEMES = Set.of("s3a", "s3n", "s3p");

  private Origins() {}

  /** The name of a file. */
  static String of(Path path) {
    String scheme = path.toUri().getScheme();
    String text = path.toString();
    if (scheme == null) {
      return "file:" + text;
    }
    return S3_SCHEMES.contains(scheme) ? "s3" + text.substring(scheme.length()) : text;
  }
}
