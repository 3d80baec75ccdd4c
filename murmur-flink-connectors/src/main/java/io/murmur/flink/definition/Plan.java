package io.murmur.flink.definition;

import io.murmur.definition.CacheSettings;
import io.murmur.definition.CoalesceSettings;
import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.SourceSettings;
import io.murmur.definition.yaml.Durations;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.source.SourceExtent;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a definition would do, and what that would cost; without secrets, and without touching
 * anything.
 *
 * @param job what all pipelines have in common, by what it is called
 * @param pipelines each pipeline
 */
public record Plan(Map<String, String> job, List<OfPipeline> pipelines) {

  private static final String READS = "reads";
  private static final String HOLDS = "holds";

  /**
   * One pipeline.
   *
   * @param name what it is called
   * @param facts what it does, by what that is called
   * @param estimate what it would cost; empty without a sample
   */
  public record OfPipeline(String name, Map<String, String> facts, Optional<Estimate> estimate) {}

  /** Copies the list. */
  public Plan {
    pipelines = List.copyOf(pipelines);
  }

  /** The plan of a definition, without what it would cost. */
  public static Plan of(Definitions job) {
    return new Plan(
        common(job),
        job.all().stream()
            .map(one -> new OfPipeline(one.name(), facts(one), Optional.empty()))
            .toList());
  }

  /** The plan of a definition, with what it would cost as far as a sample of it tells. */
  public static Plan of(Definitions job, Validation sample, Prices prices) {
    List<OfPipeline> pipelines = new ArrayList<>();
    for (int i = 0; i < job.all().size(); i++) {
      Definition one = job.all().get(i);
      Trial trial = sample.pipelines().get(i);
      pipelines.add(
          new OfPipeline(
              one.name(),
              facts(one),
              sample.records() == 0
                  ? Optional.empty()
                  : Optional.of(Estimate.of(one, sample.records(), trial, prices))));
    }
    return new Plan(common(job), pipelines);
  }

  /** The same, and how much the source holds, if it says so. */
  public Plan reading(SourceExtent extent) {
    Map<String, String> common = new LinkedHashMap<>();
    job.forEach(
        (name, value) -> {
          common.put(name, value);
          if (name.equals(READS) && extent.known()) {
            common.put(HOLDS, extent.toString());
          }
        });
    return new Plan(common, pipelines);
  }

  /** The plan as lines for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    job.forEach((name, value) -> line(text, name, value));
    for (OfPipeline pipeline : pipelines) {
      text.append('\n').append("pipeline ").append(pipeline.name()).append('\n');
      pipeline.facts().forEach((name, value) -> line(text, name, value));
      pipeline
          .estimate()
          .ifPresentOrElse(
              estimate -> estimate(text, estimate),
              () -> line(text, "writes", "not known: there is no sample"));
    }
    return text.toString().stripTrailing();
  }

  private static void estimate(StringBuilder text, Estimate estimate) {
    line(
        text,
        "writes",
        String.format(
            Locale.ROOT,
            "%s%,.0f per million events, %,.0f write units, $%.4f",
            estimate.atMost() ? "at most about " : "about ",
            estimate.writesPerMillion(),
            estimate.unitsPerMillion(),
            estimate.dollarsPerMillion()));
    estimate.assumptions().forEach(assumption -> line(text, "", "- " + assumption));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-13s %s%n", name, value));
  }

  private static Map<String, String> common(Definitions job) {
    Map<String, String> common = new LinkedHashMap<>();
    common.put(READS, reads(job.source()));
    common.put("fields", job.fields().toString());
    common.put(
        "mode",
        job.mode()
            .map(mode -> mode.name().toLowerCase(Locale.ROOT))
            .orElse("as Flink's configuration says"));
    common.put(
        "database",
        "DynamoDB"
            + job.store().endpoint().map(URI::toString).map(at -> " at " + at).orElse("")
            + job.store().region().map(region -> " in " + region).orElse(""));
    common.put("control table", job.store().controlTable());
    common.put("missing tables", job.store().create() ? "are created" : "are an error");
    job.checkpoint()
        .interval()
        .ifPresent(interval -> common.put("checkpoints", "every " + Durations.write(interval)));
    common.put(
        "dead letters",
        job.deadLetters().failOnError()
            ? "the first one ends the job"
            : job.deadLetters().path().map(path -> "in " + path).orElse("are counted")
                + job.deadLetters().max().map(max -> "; more than " + max + " end it").orElse(""));
    return common;
  }

  private static String reads(SourceSettings source) {
    String described = source.describe();
    return described.startsWith(source.type() + ":") ? described : source.type() + ": " + described;
  }

  private static Map<String, String> facts(Definition one) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("table", one.table().table());
    facts.put("written by", one.table().writer().orElse(Bootstrap.DEFAULT_WRITER));
    facts.put("event id", one.texts().id().orElse("the record's place"));
    one.texts().time().ifPresent(time -> facts.put("event time", time));
    one.texts().filter().ifPresent(filter -> facts.put("filter", filter.strip()));
    facts.put("keys", String.join(", ", one.texts().keys()));
    facts.put("stores", one.pipeline().fingerprint());
    one.pipeline()
        .windowing()
        .retention()
        .ifPresent(span -> facts.put("kept for", Durations.write(span) + " after a bucket's end"));
    facts.put("dedup", one.dedup().by().name().toLowerCase(Locale.ROOT));
    one.table().claimsTable().ifPresent(table -> facts.put("claims table", table));
    one.cache().ifPresent(cache -> facts.put("cache", cache(cache)));
    Optional.of(one.coalesce())
        .flatMap(CoalesceSettings::flushTick)
        .ifPresent(tick -> facts.put("held for", Durations.write(tick)));
    return facts;
  }

  private static String cache(CacheSettings cache) {
    return cache.uri()
        + " as "
        + cache.namespace()
        + cache.password().map(secret -> " with the password of " + secret.origin()).orElse("");
  }
}
