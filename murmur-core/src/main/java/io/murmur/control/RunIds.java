package io.murmur.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of runs. */
public final class RunIds {

  private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}");

  private RunIds() {}

  /**
   * The id of a run that was not given one: the same for the same pipeline, source and table, so
   * that starting the same job again is the same run.
   *
   * @param source describes what is read: paths and filters, a table, a range
   */
  public static String derive(String pipeline, String source, String table) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {pipeline, source, table}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return pipeline + "-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The id, if it is one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static String check(String id) {
    if (!VALID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "run id '"
              + id
              + "' must be 1 to 200 of a-z, A-Z, 0-9, '_', '.' and '-', and begin with a letter or"
              + " digit");
    }
    return id;
  }
}
