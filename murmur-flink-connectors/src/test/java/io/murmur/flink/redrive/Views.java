package io.murmur.flink.redrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A log of page views, of which one in a hundred is broken, and what it should add up to. */
final class Views {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FILES = 4;
  private static final int PAGES = 50;
  private static final StructMonoid TOTALS =
      Monoids.struct().field("views", Monoids.count()).field("paid", Monoids.sumDecimal()).build();

  /** A view as it was read: what is missing is null. */
  record View(String id, Long at, String page, BigDecimal paid, JsonNode bot) {}

  /** How a record may be broken. */
  enum Break {
    NO_JSON,
    CUT_OFF,
    NOT_UTF_8,
    AMOUNT_WITH_COMMA,
    IN_A_LIST,
    ODD_FLAG,
    NO_ID,
    NO_TIME,
    NO_PAGE,
    NO_AMOUNT
  }

  /** A broken record. */
  record Broken(Break how, String place, ByteBuffer bytes) {}

  final List<View> good = new ArrayList<>();
  final List<View> all = new ArrayList<>();
  final Map<String, Broken> broken = new HashMap<>();

  private Views() {}

  /** Writes files of views. */
  static Views write(Path folder, int count) throws IOException {
    Views views = new Views();
    Files.createDirectories(folder);
    for (int file = 0; file < FILES; file++) {
      Path path = folder.resolve("views-" + file + ".json");
      long offset = 0;
      try (OutputStream out =
          new java.io.BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
        for (int i = file; i < count; i += FILES) {
          byte[] line = views.add(i, "file:" + path + ":" + offset);
          out.write(line);
          out.write('\n');
          offset += line.length + 1;
        }
      }
    }
    return views;
  }

  private byte[] add(int i, String place) throws IOException {
    View view =
        new View(
            "v" + i,
            1_767_225_600_000L + 60_000L * (i % 5_000),
            "/p" + i * 7919L % PAGES,
            BigDecimal.valueOf(i % 997, 2),
            null);
    all.add(view);
    // In every file, and all ways in each.
    boolean breaks = i / FILES % 100 == 57;
    if (!breaks) {
      good.add(view);
      return line(view, "id", "at", "page", "paid", "false");
    }
    Break how = Break.values()[broken.size() % Break.values().length];
    byte[] bytes = bytes(view, how);
    broken.put(place, new Broken(how, place, ByteBuffer.wrap(bytes)));
    return bytes;
  }

  private static byte[] bytes(View view, Break how) throws IOException {
    byte[] line =
        switch (how) {
          case ODD_FLAG -> line(view, "id", "at", "page", "paid", "\"perhaps\"");
          case NO_ID -> line(view, "uid", "at", "page", "paid", "false");
          case NO_TIME -> line(view, "id", "time", "page", "paid", "false");
          case NO_PAGE -> line(view, "id", "at", "url", "paid", "false");
          case NO_AMOUNT -> line(view, "id", "at", "page", "price", "false");
          default -> line(view, "id", "at", "page", "paid", "false");
        };
    String text = new String(line, StandardCharsets.UTF_8);
    String changed =
        switch (how) {
          case NO_JSON -> "WARN " + text;
          case CUT_OFF -> text.substring(0, text.length() - 1);
          case AMOUNT_WITH_COMMA ->
              text.replaceFirst("\"paid\":(\\d+)\\.(\\d+)", "\"paid\":\"$1,$2\"");
          case IN_A_LIST -> "[" + text + "]";
          default -> text;
        };
    if (how != Break.NOT_UTF_8) {
      return changed.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream odd = new ByteArrayOutputStream();
    odd.write(text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8));
    odd.write(",\"user\":\"".getBytes(StandardCharsets.UTF_8));
    odd.write(0xE9);
    odd.write("\"}".getBytes(StandardCharsets.UTF_8));
    return odd.toByteArray();
  }

  private static byte[] line(
      View view, String id, String at, String page, String paid, String bot) {
    return "{\"%s\":\"%s\",\"%s\":%d,\"%s\":\"%s\",\"%s\":%s,\"bot\":%s}"
        .formatted(
            id, view.id(), at, view.at(), page, view.page(), paid, view.paid().toPlainString(), bot)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** How many are broken in one of some ways. */
  long broken(Set<Break> ways) {
    return broken.values().stream().filter(b -> ways.contains(b.how())).count();
  }

  /** What the good ones add up to. */
  Map<Key, StructValue> goodTotals() {
    return InMemoryRunner.run(pipeline(EnumSet.noneOf(Break.class)), good);
  }

  /** What all of them should have added up to. */
  Map<Key, StructValue> allTotals() {
    return InMemoryRunner.run(pipeline(EnumSet.noneOf(Break.class)), all);
  }

  /** What all of them should add up to if they are counted twice. */
  Map<Key, StructValue> twice() {
    List<View> doubled = new ArrayList<>(all);
    doubled.addAll(all);
    return InMemoryRunner.run(pipeline(EnumSet.noneOf(Break.class)), doubled);
  }

  /** The definition, with what it was mended for. */
  static Pipeline<View, StructValue> pipeline(Set<Break> mended) {
    boolean oddFlags = mended.contains(Break.ODD_FLAG);
    return Pipeline.<View>named("views")
        .filter(view -> !isBot(view.bot(), oddFlags))
        .eventId(View::id)
        .eventTime(view -> view.at() == null ? Long.MIN_VALUE : view.at())
        .key(View::page)
        .window(Windowing.hours())
        .aggregate(TOTALS, (view, context) -> TOTALS.value(1L, Monoids.decimal(view.paid())))
        .build();
  }

  private static boolean isBot(JsonNode bot, boolean oddFlags) {
    if (bot != null && !bot.isBoolean() && !oddFlags) {
      throw new IllegalArgumentException("bot is neither true nor false, but " + bot);
    }
    return bot != null && bot.asBoolean();
  }

  /** Decodes views, and what it was mended for. */
  record Decoder(EnumSet<Break> mended) implements RecordDecoder<View>, Serializable {

    static Decoder of(Set<Break> mended) {
      EnumSet<Break> ways = EnumSet.noneOf(Break.class);
      ways.addAll(mended);
      return new Decoder(ways);
    }

    @Override
    public View decode(SourceRecord record) throws IOException {
      Disturbance.beforeRecord();
      JsonNode node = MAPPER.readTree(text(record));
      if (mended.contains(Break.IN_A_LIST) && node.isArray()) {
        node = node.get(0);
      }
      if (!node.isObject()) {
        throw new IOException("a view is an object");
      }
      JsonNode at = field(node, "at", "time", Break.NO_TIME);
      JsonNode bot = node.get("bot");
      return new View(
          text(field(node, "id", "uid", Break.NO_ID)),
          at == null ? null : at.longValue(),
          text(field(node, "page", "url", Break.NO_PAGE)),
          amount(field(node, "paid", "price", Break.NO_AMOUNT)),
          bot);
    }

    private String text(SourceRecord record) throws IOException {
      String text = record.text();
      if (text.indexOf('\uFFFD') >= 0 && !mended.contains(Break.NOT_UTF_8)) {
        throw new IOException("the view is not UTF-8");
      }
      if (mended.contains(Break.NO_JSON) && text.startsWith("WARN ")) {
        return text.substring("WARN ".length());
      }
      return mended.contains(Break.CUT_OFF) && text.endsWith("false") ? text + "}" : text;
    }

    private JsonNode field(JsonNode node, String name, String other, Break how) {
      return node.has(name) || !mended.contains(how) ? node.get(name) : node.get(other);
    }

    private static String text(JsonNode field) {
      return field == null ? null : field.textValue();
    }

    private BigDecimal amount(JsonNode field) throws IOException {
      if (field != null && field.isTextual()) {
        if (!mended.contains(Break.AMOUNT_WITH_COMMA)) {
          throw new IOException("paid is '" + field.textValue() + "', and not a number");
        }
        return new BigDecimal(field.textValue().replace(',', '.'));
      }
      return field == null ? null : new BigDecimal(field.asText());
    }
  }
}
