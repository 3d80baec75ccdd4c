package io.murmur.k8s;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Page views of the first days of 2026, and what they amount to. */
final class Events {

  private static final int VIEWS = 2000;
  private static final int PAGES = 7;

  private final Map<String, Long> views = new TreeMap<>();

  /** Writes them, as many objects as days. */
  Events(Cloud cloud) {
    Map<Integer, StringBuilder> days = new TreeMap<>();
    for (int i = 0; i < VIEWS; i++) {
      int day = 1 + i % 5;
      String page = "/" + i % PAGES;
      boolean counts = i % 11 != 0;
      days.computeIfAbsent(day, d -> new StringBuilder())
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"id\":\"%d\",\"page\":\"%s\",\"country\":\"de\",\"user\":\"u%d\","
                      + "\"paid\":\"1.50\",\"status\":%d,\"at\":\"2026-01-%02dT%02d:00:00Z\"}%n",
                  i,
                  page,
                  i % 100,
                  counts ? 200 : 404,
                  day,
                  i % 24));
      if (counts) {
        views.merge("page:" + page, 1L, Long::sum);
        views.merge("country:de", 1L, Long::sum);
      }
    }
    days.forEach((day, text) -> cloud.put("page-views/2026/01/0" + day + ".json", text.toString()));
  }

  /** How many records there are. */
  double read() {
    return VIEWS;
  }

  /** Views by key, over all hours. */
  Map<String, Long> views() {
    return views;
  }

  /** Views by key, over all hours, in a table that is there. */
  static Map<String, Long> viewsIn(Map<String, Map<String, AttributeValue>> items) {
    Map<String, Long> views = new TreeMap<>();
    for (Map<String, AttributeValue> item : items.values()) {
      views.merge(item.get("pk").s(), Long.valueOf(item.get("v_views").n()), Long::sum);
    }
    return views;
  }
}
