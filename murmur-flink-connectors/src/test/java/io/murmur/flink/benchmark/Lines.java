package io.murmur.flink.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.murmur.flink.source.SourceRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The events: page views as lines of JSON of about 120 bytes, whose pages follow a Zipf
 * distribution (exponent 1). All variants take them apart by the same streaming parser, to the end
 * of the object.
 */
final class Lines {

  static final int FILES = 8;
  static final int KEYS = 100_000;

  /** How often the folder for long runs holds the same events. */
  static final int REPEATS = 3;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Lines() {}

  /**
   * Writes the events: in {@link #FILES} files, the same in one file, and the same {@link #REPEATS}
   * times over in links to those files.
   */
  static void write(Path folder, long events) throws IOException {
    Path done = folder.resolve("written");
    if (Files.exists(done) && Files.readString(done).equals(Long.toString(events))) {
      return;
    }
    Files.createDirectories(many(folder));
    Files.createDirectories(one(folder));
    Files.createDirectories(repeated(folder));
    Zipf zipf = new Zipf(KEYS);
    SplittableRandom random = new SplittableRandom(1);
    byte[] line = new byte[256];
    try (OutputStream all = open(one(folder).resolve("all.json"))) {
      for (int file = 0; file < FILES; file++) {
        Path path = many(folder).resolve(file + ".json");
        try (OutputStream part = open(path)) {
          for (long i = events * file / FILES; i < events * (file + 1) / FILES; i++) {
            int length = line(line, random, zipf);
            part.write(line, 0, length);
            all.write(line, 0, length);
          }
        }
        for (int repeat = 0; repeat < REPEATS; repeat++) {
          Path link = repeated(folder).resolve(repeat + "-" + file + ".json");
          Files.deleteIfExists(link);
          Files.createLink(link, path);
        }
      }
    }
    Files.writeString(done, Long.toString(events));
  }

  static Path many(Path folder) {
    return folder.resolve("many");
  }

  static Path one(Path folder) {
    return folder.resolve("one");
  }

  static Path repeated(Path folder) {
    return folder.resolve("repeated");
  }

  private static OutputStream open(Path path) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
  }

  private static int line(byte[] line, SplittableRandom random, Zipf zipf) {
    int at = text(line, 0, "{\"id\":\"");
    long id = random.nextLong();
    for (int shift = 60; shift >= 0; shift -= 4) {
      line[at++] = HEX[(int) (id >>> shift) & 15];
    }
    at = digits(line, text(line, at, "\",\"user\":\"user-"), 6, random.nextInt(1_000_000));
    at = digits(line, text(line, at, "\",\"page\":\"/articles/"), 5, zipf.next(random));
    long time = 1_760_000_000_000L + random.nextInt(1_000_000_000);
    at = digits(line, text(line, at, "\",\"ts\":"), 13, time);
    at = digits(line, text(line, at, ",\"amount\":"), 4, 1000 + random.nextInt(9000));
    return text(line, at, "}\n");
  }

  private static int text(byte[] line, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, line, at, bytes.length);
    return at + bytes.length;
  }

  private static int digits(byte[] line, int at, int digits, long number) {
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      line[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + digits;
  }

  /** The page of a line. */
  static String page(String line) throws IOException {
    try (JsonParser parser = FACTORY.createParser(line)) {
      return page(parser);
    }
  }

  /** The page of a record. */
  static String page(SourceRecord record) throws IOException {
    try (JsonParser parser =
        FACTORY.createParser(record.buffer(), record.offset(), record.length())) {
      return page(parser);
    }
  }

  private static String page(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    String page = "";
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals("page")) {
        page = parser.getText();
      }
    }
    return page;
  }

  /** Ranks by their probability, which is inverse to them. */
  private static final class Zipf {

    private final double[] cumulated;

    Zipf(int ranks) {
      cumulated = IntStream.rangeClosed(1, ranks).mapToDouble(rank -> 1.0 / rank).toArray();
      Arrays.parallelPrefix(cumulated, Double::sum);
    }

    int next(SplittableRandom random) {
      int found =
          Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
      return Math.min(found < 0 ? ~found : found, cumulated.length - 1);
    }
  }
}
