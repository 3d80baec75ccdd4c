package io.murmur.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks the Valkey protocol, in a process of its own, without persistence, on a port
 * that stays its own over restarts.
 *
 * <p>Which server: the one that the environment variable {@value #BINARY_VARIABLE} names (the path
 * of a {@code valkey-server} or {@code redis-server}), else a Redis 7.0.9 that comes with the test
 * dependencies. Tests get one from {@link ValkeyServerExtension}.
 */
public final class ValkeyServer implements AutoCloseable {

  /** Names the server binary to use instead of the one in the test dependencies. */
  public static final String BINARY_VARIABLE = "MURMUR_VALKEY_SERVER";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final int PING_TIMEOUT_MILLIS = 1_000;
  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final List<String> options;
  private final Path directory;
  private final Thread killAtExit;
  private Process process;

  private ValkeyServer(int port, List<String> options, Path directory) {
    this.port = port;
    this.options = options;
    this.directory = directory;
    this.killAtExit = new Thread(this::kill, "valkey-" + port + "-kill");
  }

  /** Starts an empty server and returns when it answers. */
  public static ValkeyServer start() {
    return start(List.of());
  }

  /**
   * Starts a server that can be a node of a cluster and returns when it answers. It knows no other
   * node and serves no slot: {@code CLUSTER MEET} and {@code CLUSTER ADDSLOTSRANGE} are the test's.
   */
  public static ValkeyServer startClusterNode() {
    // The bus would be 10,000 ports higher, where there may be none.
    return start(
        List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(Ports.free())));
  }

  private static ValkeyServer start(List<String> options) {
    try {
      var directory = Files.createTempDirectory("murmur-valkey");
      var server = new ValkeyServer(Ports.free(), options, directory);
      Runtime.getRuntime().addShutdownHook(server.killAtExit);
      server.startEmpty();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("No directory for a Valkey server", e);
    }
  }

  /** The host to connect to. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port to connect to, the same for the server's whole life. */
  public int port() {
    return port;
  }

  /** Whether the server's process runs. */
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * Starts the server again after {@link #stop()} or {@link #kill()}: on the same port, and empty.
   * Returns when it answers.
   */
  public synchronized void startEmpty() {
    if (isRunning()) {
      throw new IllegalStateException("The Valkey server on port " + port + " runs already");
    }
    Path log = directory.resolve("log");
    try {
      List<String> command = new ArrayList<>();
      command.add(ValkeyBinary.path().toString());
      command.addAll(List.of("--port", Integer.toString(port), "--bind", host()));
      command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
      command.addAll(options);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Await.until("the server answers", START_TIMEOUT, () -> !process.isAlive() || answers());
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "The Valkey server ended at once; it wrote: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The Valkey server did not start on port " + port, e);
    }
  }

  /** Ends the server as an operator would; clients see their connections closed. */
  public synchronized void stop() {
    if (isRunning()) {
      process.destroy();
      awaitEnd();
    }
  }

  /** Ends the server as a crash would, in the middle of whatever it does. */
  public synchronized void kill() {
    if (isRunning()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  /** Ends the server as a crash would and starts it again, empty, on the same port. */
  public synchronized void restartEmpty() {
    kill();
    startEmpty();
  }

  /** Ends the server for good. */
  @Override
  public synchronized void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
      Files.deleteIfExists(directory.resolve("log"));
      Files.deleteIfExists(directory.resolve("nodes.conf"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Files of a Valkey server are left in " + directory, e);
    } catch (IllegalStateException exiting) {
      // The hook is running already: that is why this is called.
    }
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(host()), port)) {
      socket.setSoTimeout(PING_TIMEOUT_MILLIS);
      socket.getOutputStream().write(PING);
      return Arrays.equals(socket.getInputStream().readNBytes(PONG.length), PONG);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
