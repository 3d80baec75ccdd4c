package io.murmur.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Finds the server's binary, or copies it out of the test dependencies once per JVM. */
final class ValkeyBinary {

  private ValkeyBinary() {}

  static Path path() {
    return Optional.ofNullable(System.getenv(ValkeyServer.BINARY_VARIABLE))
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .orElseGet(() -> Copied.PATH);
  }

  /** Holds the copy, so that it is made only if needed. */
  private static final class Copied {

    static final Path PATH = copy("redis-server-7.0.9-" + system() + "-" + processor());

    private static Path copy(String resource) {
      try (var in = ValkeyBinary.class.getClassLoader().getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(
              "The test dependencies have no "
                  + resource
                  + "; name a server binary in "
                  + ValkeyServer.BINARY_VARIABLE);
        }
        Path file = Files.createTempFile("murmur-redis-server", "");
        file.toFile().deleteOnExit();
        Files.write(file, in.readAllBytes());
        if (!file.toFile().setExecutable(true)) {
          throw new IllegalStateException("Cannot make " + file + " executable");
        }
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot copy " + resource, e);
      }
    }

    private static String system() {
      return property("os.name").contains("mac") ? "darwin" : "linux";
    }

    private static String processor() {
      var name = property("os.arch");
      return name.equals("aarch64") || name.equals("arm64") ? "arm64" : "amd64";
    }

    private static String property(String name) {
      return System.getProperty(name).toLowerCase(Locale.ROOT);
    }
  }
}
