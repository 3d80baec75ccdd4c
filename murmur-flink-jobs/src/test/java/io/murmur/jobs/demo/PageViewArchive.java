package io.murmur.jobs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Page views of some days as Firehose archives them, an object for every hour, every third of them
 * gzipped; and how many there are, counted while they were written.
 *
 * <p>One view in twenty is of a page that was not there.
 *
 * @param views of each page that was there
 * @param answered of each page, whether it was there or not
 */
record PageViewArchive(Map<String, Long> views, Map<String, Long> answered) {

  private static final List<String> PAGES =
      List.of("/", "/pricing", "/docs", "/docs/start", "/blog", "/login", "/about", "/shop");

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu/MM/dd/HH").withZone(ZoneOffset.UTC);

  /**
   * Writes an archive.
   *
   * @param folder where to; created
   * @param events how many
   * @param from the first hour
   * @param to the hour after the last
   */
  static PageViewArchive write(Path folder, int events, Instant from, Instant to)
      throws IOException {
    PageViewArchive archive = new PageViewArchive(new TreeMap<>(), new TreeMap<>());
    SplittableRandom random = new SplittableRandom(7);
    int hours = Math.toIntExact(Duration.between(from, to).toHours());
    int written = 0;
    for (int hour = 0; hour < hours; hour++) {
      Instant begin = from.plus(Duration.ofHours(hour));
      Path object =
          Files.createDirectories(folder.resolve(HOUR.format(begin)))
              .resolve("page-views-" + hour + (hour % 3 == 0 ? ".gz" : ""));
      try (OutputStream file = Files.newOutputStream(object);
          Writer out =
              new OutputStreamWriter(
                  hour % 3 == 0 ? new GZIPOutputStream(file) : file, StandardCharsets.UTF_8)) {
        int until = (int) ((long) events * (hour + 1) / hours);
        for (; written < until; written++) {
          out.write(archive.view(random, written, begin));
        }
      }
    }
    return archive;
  }

  private String view(SplittableRandom random, int number, Instant hour) {
    double share = random.nextDouble();
    String page = PAGES.get((int) (PAGES.size() * share * share));
    boolean there = random.nextInt(20) != 0;
    answered.merge(page, 1L, Long::sum);
    if (there) {
      views.merge(page, 1L, Long::sum);
    }
    return "{\"id\":\"v%d\",\"at\":\"%s\",\"page\":\"%s\",\"paid\":%d.%02d,\"status\":%d}"
        .formatted(
            number,
            hour.plusMillis(random.nextInt(3_600_000)),
            page,
            random.nextInt(100),
            random.nextInt(100),
            there ? 200 : 404);
  }
}
