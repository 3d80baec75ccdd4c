package io.murmur.benchmark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.murmur.definition.Definition;
import io.murmur.definition.DefinitionException;
import io.murmur.definition.DefinitionReader;
import io.murmur.definition.Definitions;
import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.JsonEvents;
import io.murmur.definition.yaml.Environment;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Words;
import io.murmur.pipeline.Aggregations;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.Pipeline;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a pipeline of a definition costs beside the same one in Java, for plain fields: an event's
 * JSON is decoded and lifted. In Java that is Jackson into a class of the user's, the fastest that
 * its databind has. The two {@code decoded} ones leave the decoding out. Both add the same, or it
 * does not begin.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DefinitionBenchmark {

  private static final int EVENTS = 1 << 10;

  private static final String YAML =
      """
      source: {none: {}}
      store: {table: views, control-table: control}
      name: views
      event: {id: '{id}', time: {of: %s, format: %s}}
      key: '{page}'
      aggregate: {struct: {views: count, revenue: {sum: price}, bytes: {sum: {of: size, type: long}}}}
      window: hour
      """;

  /**
   * How events have their time. As text, Java parses it with {@code Instant.parse}, which is slower
   * than all else that it does; as a number there is nothing to parse.
   */
  @Param({"epoch-millis", "iso-8601"})
  private String time;

  private final byte[][] json = new byte[EVENTS][];
  private final Event[] events = new Event[EVENTS];
  private final View[] views = new View[EVENTS];
  private ObjectReader viewReader;
  private JsonEvents decoder;
  private Extractor<Event, ?> defined;
  private Extractor<View, ?> typed;
  private int next;

  /** An event as a user would write it. */
  public abstract static class View {
    /** The id. */
    public String id;

    /** The page. */
    public String page;

    /** The price. */
    public BigDecimal price;

    /** Bytes. */
    public long size;

    abstract long millis();
  }

  /** An event with its time as text. */
  public static final class TextView extends View {
    /** When it was. */
    public String at;

    @Override
    long millis() {
      return Instant.parse(at).toEpochMilli();
    }
  }

  /** An event with its time as a number. */
  public static final class NumberView extends View {
    /** When it was, in milliseconds since 1970. */
    public long millis;

    @Override
    long millis() {
      return millis;
    }
  }

  private record NoSource() implements SourceSettings {
    @Override
    public String type() {
      return "none";
    }

    @Override
    public String describe() {
      return "nothing";
    }
  }

  /** Reads the definition, and makes the events. */
  @Setup
  public void prepare() throws DefinitionException, IOException {
    SourceWords none =
        new SourceWords(
            "none",
            "Nothing.",
            Shapes.section(
                Words.of("source-none"),
                section -> Optional.<SourceSettings>of(new NoSource())));
    boolean text = time.equals("iso-8601");
    String yaml = YAML.formatted(text ? "at" : "millis", time);
    Definitions job =
        DefinitionReader.of(List.of(none)).read("benchmark", yaml, Environment.of(Map.of()));
    Definition definition = job.all().get(0);
    decoder = new JsonEvents(job.fields());
    defined = new Extractor<>(definition.pipeline());
    typed = new Extractor<>(typed());
    viewReader =
        new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .readerFor(text ? TextView.class : NumberView.class);
    for (int i = 0; i < EVENTS; i++) {
      Instant at = Instant.parse("2026-01-31T10:15:30Z").plusMillis(i * 40_001L);
      json[i] =
          """
          {"id":"request-%d","at":"%s","millis":%d,"user":"user-%d","page":"/products/%d",\
          "country":"DE","agent":"Mozilla/5.0 (X11; Linux x86_64)","price":%d.%02d,"size":%d}"""
              .formatted(i, at, at.toEpochMilli(), i * 7, i % 97, i % 50, i % 100, i * 31)
              .getBytes(StandardCharsets.UTF_8);
      events[i] = decoder.read(json[i]);
      views[i] = viewReader.readValue(json[i]);
      List<Object> ofEvent = contributions(defined, events[i]);
      if (ofEvent.size() != 4 || !ofEvent.equals(contributions(typed, views[i]))) {
        throw new IllegalStateException("the two pipelines do not add the same");
      }
    }
  }

  private static <T> List<Object> contributions(Extractor<T, ?> extractor, T event) {
    List<Object> all = new ArrayList<>();
    extractor.extract(
        event,
        () -> "place",
        (entity, bucket, delta, context) ->
            all.addAll(List.of(entity, bucket, delta, context.eventId())));
    return all;
  }

  private static Pipeline<View, ?> typed() {
    return Pipeline.named("views")
        .of(View.class)
        .eventId(view -> view.id)
        .eventTime(View::millis)
        .key(view -> view.page)
        .struct(
            view ->
                view.field("views", Aggregations.count())
                    .field("revenue", Aggregations.sumDecimal(v -> v.price))
                    .field("bytes", Aggregations.sumLong(v -> v.size)))
        .window(Windowing.hours())
        .build();
  }

  /** The definition, from bytes. */
  @Benchmark
  public void yaml(Blackhole hole) throws IOException {
    defined.extract(decoder.read(json[step()]), () -> "place", (e, b, d, c) -> hole.consume(d));
  }

  /** Java, from bytes. */
  @Benchmark
  public void typed(Blackhole hole) throws IOException {
    typed.extract(
        viewReader.<View>readValue(json[step()]), () -> "place", (e, b, d, c) -> hole.consume(d));
  }

  /** The definition, from an event. */
  @Benchmark
  public void yamlDecoded(Blackhole hole) {
    defined.extract(events[step()], () -> "place", (e, b, d, c) -> hole.consume(d));
  }

  /** Java, from an event. */
  @Benchmark
  public void typedDecoded(Blackhole hole) {
    typed.extract(views[step()], () -> "place", (e, b, d, c) -> hole.consume(d));
  }

  private int step() {
    next = (next + 1) & (EVENTS - 1);
    return next;
  }
}
