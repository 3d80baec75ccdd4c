package io.murmur.jobs;

import io.murmur.control.HandoffToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes handoff tokens where a live feed finds them. */
final class TokenFiles {

  private TokenFiles() {}

  /**
   * Writes the token of each pipeline: of one into the file, of several into a file each, with the
   * pipeline's name behind the file's.
   *
   * @param pipelines how many there are, those without a token included
   * @param tokens by pipeline
   */
  static void write(Path file, int pipelines, Map<String, HandoffToken> tokens) {
    tokens.forEach(
        (pipeline, token) ->
            write(
                pipelines == 1 ? file : file.resolveSibling(file.getFileName() + "-" + pipeline),
                token));
  }

  private static void write(Path file, HandoffToken token) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      Files.writeString(file, token.value());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the run goes on, but its handoff token cannot be written to %s: %s; murmur handoff export writes it, too"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
