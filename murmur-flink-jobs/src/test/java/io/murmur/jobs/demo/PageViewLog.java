package io.murmur.jobs.demo;

import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A log of page views that is the same for the same seed, and what it amounts to, counted while it
 * was written.
 *
 * <p>Pages are as unevenly visited as real ones; one view in fifty is of a page that was not there
 * and does not count; a few records are broken, each in another way.
 */
public final class PageViewLog {

  private static final List<String> PAGES =
      List.of(
          "/",
          "/pricing",
          "/docs",
          "/docs/start",
          "/blog",
          "/login",
          "/docs/api",
          "/about",
          "/blog/exactly-once",
          "/careers",
          "/contact",
          "/docs/faq",
          "/blog/sketches",
          "/status",
          "/terms",
          "/privacy",
          "/press",
          "/partners",
          "/events",
          "/shop",
          "/shop/cart",
          "/shop/checkout",
          "/support",
          "/changelog");
  private static final List<String> COUNTRIES =
      List.of("de", "fr", "us", "br", "in", "jp", "ng", "pl", "es", "ke");
  private static final int USERS = 60_000;
  private static final int FILES = 4;
  private static final Duration SPAN = Duration.ofHours(12);

  /** One of each kind of broken record. */
  private static final List<String> POISON =
      List.of(
          "{\"id\":\"p1\",\"at\":\"yesterday\",\"page\":\"/\",\"country\":\"de\",\"user\":\"u1\",\"paid\":0,\"status\":200}",
          "{\"id\":\"p2\",\"at\":\"2026-01-01T00:00:00Z\",\"page\":\"/\",\"country\":\"de\",\"user\":\"u1\",\"paid\":\"free\",\"status\":200}",
          "{\"id\":\"p3\",\"page\":\"/\",\"country\":\"de\",\"user\":\"u1\",\"paid\":0,\"status\":200}",
          "{\"id\":\"p4\",\"at\":\"2026-01-01T00:00:00Z\",\"country\":\"de\",\"user\":\"u1\",\"paid\":0,\"status\":200}",
          "{\"id\":\"p5\",\"at\":\"2026-01-01T00:00:00Z\",\"page\":\"/",
          "not even JSON");

  private final Map<Key, Totals> totals = new HashMap<>();
  private final BitSet[] visitors = new BitSet[PAGES.size()];
  private long counted;
  private long filtered;

  private PageViewLog() {
    for (int i = 0; i < visitors.length; i++) {
      visitors[i] = new BitSet(USERS);
    }
  }

  /** What a page or a country had in one hour. */
  public record Totals(long views, BigDecimal revenue) {
    private Totals plus(BigDecimal paid) {
      return new Totals(views + 1, revenue.add(paid));
    }
  }

  /**
   * Writes a log.
   *
   * @param folder where to; created
   * @param events how many records, the broken ones included
   * @param end the log is of the hours before
   */
  public static PageViewLog write(Path folder, int events, Instant end) throws IOException {
    Files.createDirectories(folder);
    PageViewLog log = new PageViewLog();
    SplittableRandom random = new SplittableRandom(42);
    long first = end.minus(SPAN).toEpochMilli();
    int perFile = (events + FILES - 1) / FILES;
    int poisonEvery = Math.max(1, events / (POISON.size() + 1));
    int written = 0;
    for (int file = 0; written < events; file++) {
      try (BufferedWriter out =
          Files.newBufferedWriter(folder.resolve("views-" + file + ".json"))) {
        for (int i = 0; i < perFile && written < events; i++, written++) {
          int poison = written / poisonEvery;
          boolean broken = written > 0 && written % poisonEvery == 0 && poison <= POISON.size();
          long at = first + SPAN.toMillis() * written / events;
          out.write(broken ? POISON.get(poison - 1) : log.view(random, written, at));
          out.write('\n');
        }
      }
    }
    return log;
  }

  /** How many of its records cannot be counted. */
  public static int broken() {
    return POISON.size();
  }

  /** What each page and each country had in each hour. */
  public Map<Key, Totals> totals() {
    return totals;
  }

  /** How many views count. */
  public long counted() {
    return counted;
  }

  /** How many views the filter leaves out. */
  public long filtered() {
    return filtered;
  }

  /** How many different users saw a page. */
  public long visitors(String page) {
    return visitors[PAGES.indexOf(page)].cardinality();
  }

  private String view(SplittableRandom random, int number, long at) {
    // The cube makes the first pages far more frequent than the last.
    double share = random.nextDouble();
    int page = (int) (PAGES.size() * share * share * share);
    int country = (int) (COUNTRIES.size() * random.nextDouble() * random.nextDouble());
    int user = random.nextInt(USERS);
    BigDecimal paid =
        random.nextInt(20) == 0
            ? BigDecimal.valueOf(random.nextInt(1, 10_000), 2)
            : BigDecimal.ZERO;
    boolean there = random.nextInt(50) != 0;
    if (there) {
      long hour = Windowing.hours().bucketOf(at);
      add(new Key("page:" + PAGES.get(page), hour), paid);
      add(new Key("country:" + COUNTRIES.get(country), hour), paid);
      visitors[page].set(user);
      counted++;
    } else {
      filtered++;
    }
    return "{\"id\":\"v%d\",\"at\":\"%s\",\"page\":\"%s\",\"country\":\"%s\",\"user\":\"u%d\",\"paid\":%s,\"status\":%d}"
        .formatted(
            number,
            Instant.ofEpochMilli(at),
            PAGES.get(page),
            COUNTRIES.get(country),
            user,
            paid,
            there ? 200 : 404);
  }

  private void add(Key key, BigDecimal paid) {
    totals.merge(key, new Totals(1, paid), (before, one) -> before.plus(one.revenue()));
  }
}
