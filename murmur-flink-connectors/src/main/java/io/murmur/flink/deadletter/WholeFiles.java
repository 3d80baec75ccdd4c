package io.murmur.flink.deadletter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Small files that are there whole or not at all. */
public final class WholeFiles {

  private static final int DIGEST_BYTES = 16;

  private WholeFiles() {}

  /**
   * Writes a file and a newline after its bytes; durable when it returns. A file that is there is
   * replaced.
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    FileSystem files = file.getFileSystem();
    if (files.isDistributedFS()) {
      // An object store shows an object when it is closed, and not before.
      put(files, file, bytes);
      return;
    }
    Path draft = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    put(files, draft, bytes);
    if (!files.rename(draft, file)) {
      files.delete(draft, false);
      throw new IOException("%s cannot be renamed to %s".formatted(draft, file));
    }
  }

  private static void put(FileSystem files, Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.OVERWRITE)) {
      out.write(bytes);
      out.write('\n');
      if (!files.isDistributedFS()) {
        out.flush();
        out.sync();
      }
    }
  }

  /** The bytes of a file. */
  public static byte[] read(Path file) throws IOException {
    try (var in = file.getFileSystem().open(file)) {
      return in.readAllBytes();
    }
  }

  /** A name that is made of parts, none of which can pass for another. */
  public static String digest(Object... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object part : parts) {
        byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
