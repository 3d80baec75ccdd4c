package io.murmur.flink.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures the whole job against the least that any job costs, all in one run on one machine, and
 * prints a table. Every variant has a process of its own. All take turns, so that what else the
 * machine does hits them alike; of the rounds after the first two, which only warm up, the medians
 * count.
 *
 * <p>Arguments: a folder for the events, the file for the figures as JSON, how many events, how
 * many rounds; then the variants, all unless named.
 */
public final class JobBenchmark {

  /** What is promised of the ratios; the benchmark fails if one is missed. */
  private static final Map<String, Double> AT_LEAST =
      Map.of(
          "c/b streaming, events per second", 0.8,
          "c/b batch, events per second", 0.8,
          "one file, parallelism 2 over 1", 1.6);

  private static final Map<String, Double> AT_MOST =
      Map.of(
          "d streaming, write units over the least", 1.05,
          "d batch, write units over the least", 1.0);

  /** Until then compilers take a part of the machine. */
  private static final int WARM_UP = 2;

  private final PrintStream out;
  private final Path folder;
  private final long events;
  private final Map<Variant, Process> processes = new EnumMap<>(Variant.class);
  private final Map<Variant, List<Measured>> results = new EnumMap<>(Variant.class);

  private JobBenchmark(PrintStream out, Path folder, long events) {
    this.out = out;
    this.folder = folder;
    this.events = events;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    JobBenchmark benchmark =
        new JobBenchmark(out, Path.of(args[0]).toAbsolutePath(), Long.parseLong(args[2]));
    List<Variant> variants =
        args.length > 4
            ? List.of(args).subList(4, args.length).stream().map(Variant::valueOf).toList()
            : List.of(Variant.values());
    Lines.write(benchmark.folder, benchmark.events);
    benchmark.run(variants, Integer.parseInt(args[3]));
    Map<String, Object> figures = benchmark.figures();
    benchmark.print(figures);
    Files.createDirectories(Path.of(args[1]).toAbsolutePath().getParent());
    new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(Path.of(args[1]).toFile(), figures);
    benchmark.requirePromises(figures);
  }

  @SuppressWarnings("unchecked")
  private void requirePromises(Map<String, Object> figures) {
    List<String> missed = new ArrayList<>();
    ((Map<String, Double>) figures.get("ratios"))
        .forEach(
            (name, ratio) -> {
              if (ratio < AT_LEAST.getOrDefault(name, ratio)
                  || ratio > AT_MOST.getOrDefault(name, ratio)) {
                missed.add(name);
              }
            });
    if (!missed.isEmpty()) {
      throw new IllegalStateException("promised, and missed: " + missed);
    }
  }

  private void run(List<Variant> variants, int rounds) throws IOException {
    try {
      for (int round = 1 - WARM_UP; round <= rounds; round++) {
        for (Variant variant : variants) {
          Measured measured = once(variant);
          out.printf(
              Locale.ROOT,
              "round %d %-18s %5.2f M events/s %6.0f ns CPU/event%n",
              round,
              variant,
              measured.eventsPerSecond() / 1e6,
              measured.cpuNanosPerEvent());
          if (round > 0) {
            results.computeIfAbsent(variant, v -> new ArrayList<>()).add(measured);
          }
        }
      }
    } finally {
      processes.values().forEach(Process::destroy);
    }
  }

  private Measured once(Variant variant) throws IOException {
    Process process = processes.get(variant);
    if (process == null) {
      process = start(variant);
      processes.put(variant, process);
    }
    Writer commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    commands.write("run\n");
    commands.flush();
    // Not closed, and never ahead of the result: the process says nothing until the next command.
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(Worker.RESULT)) {
        return Measured.ofText(line.substring(Worker.RESULT.length()));
      }
      out.println(line);
    }
    throw new IOException(variant + " ended without a result");
  }

  private Process start(Variant variant) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    command.add("-Dlog4j2.configurationFile=io/murmur/flink/benchmark/log4j2-errors.properties");
    String flags = System.getProperty("benchmark.flags", "");
    if (!flags.isBlank()) {
      command.addAll(List.of(flags.replace("%VARIANT%", variant.name()).trim().split(" +")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(List.of(variant.name(), folder.toString(), Long.toString(events)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("events", events);
    figures.put("keys", Lines.KEYS);
    figures.put("processors", Runtime.getRuntime().availableProcessors());
    figures.put("java", System.getProperty("java.version"));
    Map<String, Object> medians = new LinkedHashMap<>();
    results.forEach((variant, measured) -> medians.put(variant.name(), medians(measured)));
    figures.put("variants", medians);
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratio(ratios, "c/b streaming, events per second", Variant.JOB_STREAMING, Variant.FLINK_TEXT);
    ratio(ratios, "c/b batch, events per second", Variant.JOB_BATCH, Variant.FLINK_TEXT);
    ratio(ratios, "c/a streaming, events per second", Variant.JOB_STREAMING, Variant.PLAIN_LOOP);
    ratio(
        ratios,
        "one file, parallelism 2 over 1",
        Variant.ONE_FILE_TOGETHER,
        Variant.ONE_FILE_ALONE);
    cpu(ratios, "b/c streaming, CPU per event", Variant.FLINK_TEXT, Variant.JOB_STREAMING);
    cpu(ratios, "b/c batch, CPU per event", Variant.FLINK_TEXT, Variant.JOB_BATCH);
    writes(ratios, "d streaming, write units over the least", Variant.WRITES_STREAMING);
    writes(ratios, "d batch, write units over the least", Variant.WRITES_BATCH);
    if (results.containsKey(Variant.WRITE_PER_EVENT)
        && results.containsKey(Variant.WRITES_STREAMING)) {
      ratios.put(
          "e/d, writes of a write per event over ours",
          median(Variant.WRITE_PER_EVENT, Measured::requests)
              / median(Variant.WRITES_STREAMING, Measured::requests));
    }
    if (results.containsKey(Variant.SLOW_COMMITS)) {
      ratios.put(
          "g, event rate in commits of 2 s over that outside",
          median(Variant.SLOW_COMMITS, m -> m.rateInCommits() / m.rateOutside()));
      ratios.put(
          "g, longest silence in seconds",
          median(Variant.SLOW_COMMITS, Measured::silenceNanos) / 1e9);
      if (results.containsKey(Variant.QUICK_COMMITS)) {
        ratios.put(
            "g, time to read all with commits at once over that with 2 s",
            median(Variant.QUICK_COMMITS, Measured::readNanos)
                / median(Variant.SLOW_COMMITS, Measured::readNanos));
      }
    }
    figures.put("ratios", ratios);
    return figures;
  }

  private static Map<String, Object> medians(List<Measured> measured) {
    Map<String, Object> medians = new LinkedHashMap<>();
    medians.put("eventsPerSecond", Math.round(median(measured, Measured::eventsPerSecond)));
    medians.put("cpuNanosPerEvent", Math.round(median(measured, Measured::cpuNanosPerEvent)));
    medians.put(
        "requestsPerMillionEvents",
        Math.round(median(measured, m -> 1e6 * m.requests() / m.events())));
    medians.put("runs", measured);
    return medians;
  }

  private void ratio(Map<String, Double> ratios, String name, Variant over, Variant under) {
    if (results.containsKey(over) && results.containsKey(under)) {
      ratios.put(
          name, median(over, Measured::eventsPerSecond) / median(under, Measured::eventsPerSecond));
    }
  }

  private void cpu(Map<String, Double> ratios, String name, Variant over, Variant under) {
    if (results.containsKey(over) && results.containsKey(under)) {
      ratios.put(
          name,
          median(over, Measured::cpuNanosPerEvent) / median(under, Measured::cpuNanosPerEvent));
    }
  }

  private void writes(Map<String, Double> ratios, String name, Variant variant) {
    if (results.containsKey(variant)) {
      ratios.put(name, median(variant, m -> (double) m.requests() / m.leastRequests()));
    }
  }

  private double median(Variant variant, ToDoubleFunction<Measured> figure) {
    return median(results.get(variant), figure);
  }

  private static double median(List<Measured> measured, ToDoubleFunction<Measured> figure) {
    double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  @SuppressWarnings("unchecked")
  private void print(Map<String, Object> figures) {
    out.println();
    out.printf(
        Locale.ROOT, "%,d events, %,d keys, medians of %d runs%n", events, Lines.KEYS, rounds());
    out.printf(
        "%n  %-46s %4s %12s %12s %14s%n",
        "", "par.", "events/s", "CPU ns/event", "writes/M events");
    results.keySet().stream()
        .sorted(Comparator.naturalOrder())
        .forEach(
            variant -> {
              Map<String, Object> row =
                  (Map<String, Object>)
                      ((Map<String, Object>) figures.get("variants")).get(variant.name());
              out.printf(
                  Locale.ROOT,
                  "%s %-46s %4d %,12d %,12d %,14d%n",
                  variant.letter,
                  variant.text,
                  variant.parallelism,
                  (Long) row.get("eventsPerSecond"),
                  (Long) row.get("cpuNanosPerEvent"),
                  (Long) row.get("requestsPerMillionEvents"));
            });
    out.println();
    ((Map<String, Double>) figures.get("ratios"))
        .forEach((name, ratio) -> out.printf(Locale.ROOT, "%-60s %6.3f%n", name, ratio));
  }

  private int rounds() {
    return results.values().iterator().next().size();
  }
}
