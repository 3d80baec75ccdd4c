package io.murmur.jobs.testing;

import io.murmur.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink session cluster of real processes, as a distribution would start it: a job manager, task
 * managers that can be killed with SIGKILL, and the command line client, each in a JVM of its own
 * on a class path that holds Flink's own artifacts and nothing of Murmur.
 */
public final class FlinkProcesses implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Pattern TASK_MANAGERS = Pattern.compile("\"taskmanagers\":(\\d+)");

  private static final Pattern RUNNING_JOB =
      Pattern.compile("\"id\":\"([0-9a-f]{32})\",\"status\":\"RUNNING\"");
  private static final Pattern COMPLETED = Pattern.compile("\"completed\":(\\d+)");

  private final Path directory;
  private final int restPort;
  private final Map<String, String> environment;
  private final String classPath = ClusterClassPath.ofThisJvm();
  private final List<Process> taskManagers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Process jobManager;

  private FlinkProcesses(Path directory, int restPort, Map<String, String> environment) {
    this.directory = directory;
    this.restPort = restPort;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Starts a cluster and waits until all its task managers are registered.
   *
   * @param directory an empty directory for configuration, logs and checkpoints
   * @param taskManagers how many task managers
   * @param slots the slots of each
   * @param settings Flink options beside or instead of the fixture's
   */
  public static FlinkProcesses start(
      Path directory, int taskManagers, int slots, Map<String, String> settings) {
    return start(directory, taskManagers, slots, settings, Map.of());
  }

  /** The same, with variables in the environment of all its processes. */
  public static FlinkProcesses start(
      Path directory,
      int taskManagers,
      int slots,
      Map<String, String> settings,
      Map<String, String> environment) {
    int rest = Ports.free();
    FlinkProcesses cluster = new FlinkProcesses(directory, rest, environment);
    try {
      cluster.configure(slots, settings);
      cluster.jobManager =
          cluster.java(
              "jobmanager",
              List.of(
                  "-Xmx512m",
                  "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"),
              List.of("--configDir", cluster.configuration().toString()));
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager();
      }
      cluster.await("the cluster", () -> cluster.registeredTaskManagers() >= taskManagers);
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts one more task manager; it registers by itself. */
  public void startTaskManager() throws IOException {
    taskManagers.add(
        java(
            "taskmanager-" + taskManagers.size(),
            List.of("-Xmx700m", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"),
            List.of("--configDir", configuration().toString())));
  }

  /** Kills the oldest living task manager with SIGKILL and returns when it is gone. */
  public void killTaskManager() {
    Process oldest =
        taskManagers.stream()
            .filter(Process::isAlive)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no task manager is alive"));
    oldest.destroyForcibly();
    await("the death of a task manager", () -> !oldest.isAlive());
  }

  /** Runs the command line client, for example {@code run -d job.jar}, and waits for its end. */
  public Outcome cli(Duration limit, String... arguments) throws IOException, InterruptedException {
    Client client = startCli(arguments);
    return client.await(limit);
  }

  /** Starts the command line client and returns at once. */
  public Client startCli(String... arguments) throws IOException {
    String log = "cli-" + System.nanoTime();
    Process process =
        java(
            log,
            List.of("-Xmx512m", "org.apache.flink.client.cli.CliFrontend"),
            List.of(arguments));
    return new Client(process, log(log));
  }

  /** The answer of the cluster's REST API to a path such as {@code /jobs/overview}. */
  public String rest(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + restPort + path))
              .timeout(Duration.ofSeconds(10))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the cluster", e);
    }
  }

  /** Waits for a condition for minutes: only a failing test waits that long. */
  public void await(String what, BooleanSupplier condition) {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(limit)) {
        throw new AssertionError("gave up waiting for " + what + "; logs: " + tails());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** How many task managers the job manager knows of. */
  public int registeredTaskManagers() {
    Matcher matcher = TASK_MANAGERS.matcher(rest("/overview"));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** How many checkpoints of the only running job are complete; 0 if there is no such job. */
  public int completedCheckpoints() {
    Matcher job = RUNNING_JOB.matcher(rest("/jobs"));
    if (!job.find()) {
      return 0;
    }
    Matcher completed = COMPLETED.matcher(rest("/jobs/" + job.group(1) + "/checkpoints"));
    return completed.find() ? Integer.parseInt(completed.group(1)) : 0;
  }

  @Override
  public void close() {
    taskManagers.forEach(Process::destroyForcibly);
    if (jobManager != null) {
      jobManager.destroyForcibly();
    }
  }

  /** A running command line client. */
  public static final class Client {
    private final Process process;
    private final Path log;

    private Client(Process process, Path log) {
      this.process = process;
      this.log = log;
    }

    /** Whether it still runs. */
    public boolean running() {
      return process.isAlive();
    }

    /** Waits for its end. */
    public Outcome await(Duration limit) throws IOException, InterruptedException {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the client did not end within " + limit + ": " + output());
      }
      return new Outcome(process.exitValue(), output());
    }

    /** What it printed so far. */
    public String output() throws IOException {
      return Files.readString(log);
    }
  }

  /** How a client ended and all that it printed. */
  public record Outcome(int exitCode, String output) {}

  private void configure(int slots, Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.rpc.address", "localhost");
    all.put("jobmanager.rpc.port", Integer.toString(Ports.free()));
    all.put("rest.address", "localhost");
    all.put("rest.port", Integer.toString(restPort));
    all.put("rest.bind-address", "localhost");
    all.put("taskmanager.host", "localhost");
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    // A distribution's scripts compute these from the process size; here they are given.
    all.put("taskmanager.cpu.cores", "1.0");
    all.put("taskmanager.memory.task.heap.size", "512m");
    all.put("taskmanager.memory.task.off-heap.size", "0m");
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "64m");
    all.put("taskmanager.memory.jvm-overhead.max", "64m");
    all.put("taskmanager.memory.managed.size", "32m");
    // A task in batch mode takes 512 buffers of 32 KB for each result that it writes, and keeps
    // those of the last one a while.
    all.put("taskmanager.memory.network.min", "192m");
    all.put("taskmanager.memory.network.max", "192m");
    all.put("heartbeat.interval", "1000");
    all.put("heartbeat.timeout", "6000");
    all.put("classloader.resolve-order", "child-first");
    all.put("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    all.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
    all.putAll(settings);
    Files.createDirectories(configuration());
    StringBuilder yaml = new StringBuilder();
    all.forEach((key, value) -> yaml.append(key).append(": '").append(value).append("'\n"));
    Files.writeString(configuration().resolve("config.yaml"), yaml);
    Files.writeString(
        configuration().resolve("log4j2.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.out.ref = out
        appender.out.name = out
        appender.out.type = CONSOLE
        appender.out.target = SYSTEM_ERR
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} %m%n
        """);
  }

  private Process java(String log, List<String> jvm, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They live for seconds: what the better compiler takes would not come back.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(classPath);
    boolean client = log.startsWith("cli-");
    command.add(
        "-Dlog4j2.configurationFile="
            + configuration().resolve(client ? "log4j2-client.properties" : "log4j2.properties"));
    // As a distribution's configuration has them in env.java.opts.all.
    for (String opened :
        List.of("lang", "net", "io", "nio", "text", "time", "util", "util.concurrent")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.addAll(jvm);
    command.addAll(arguments);
    if (client) {
      Files.writeString(
          configuration().resolve("log4j2-client.properties"), "rootLogger.level = OFF\n");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLINK_CONF_DIR", configuration().toString());
    // The servers of tests take any credentials, but clients insist on having some.
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(log(log).toFile()).start();
  }

  private Path configuration() {
    return directory.resolve("conf");
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private String tails() {
    StringBuilder text = new StringBuilder();
    try (var files = Files.newDirectoryStream(directory, "*.log")) {
      for (Path file : files) {
        String content = Files.readString(file);
        text.append("\n--- ").append(file.getFileName()).append('\n');
        text.append(content.substring(Math.max(0, content.length() - 2000)));
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }
}
