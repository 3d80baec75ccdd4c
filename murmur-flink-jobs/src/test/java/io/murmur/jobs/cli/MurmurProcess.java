package io.murmur.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command that the build packs, as a process of its own. */
final class MurmurProcess {

  /** What the build packs. */
  static final Path COMMAND = Path.of(System.getProperty("murmur.command"));

  private static final long LIMIT_MINUTES = 4;

  private final Path directory;
  private final Path command;
  private final Map<String, String> environment;

  /**
   * Prepares processes.
   *
   * @param directory where they run
   * @param command what is run
   * @param environment variables beside this process's own
   */
  MurmurProcess(Path directory, Path command, Map<String, String> environment) {
    this.directory = directory;
    this.command = command;
    this.environment = Map.copyOf(environment);
  }

  /** How a process ended and what it printed. */
  record Ended(int code, String out, String err) {}

  /** Runs it and waits for its end. */
  Ended run(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command.toString()));
    all.addAll(List.of(words));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(all).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // The servers of tests take any credentials, but clients insist on having some.
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("murmur does not end: " + Files.readString(err));
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
