package io.murmur.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.jobs.demo.DemoProcess.Ended;
import io.murmur.jobs.demo.PageViewLog.Totals;
import io.murmur.jobs.testing.PublishedSample;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that {@code mvn -Pdemo} starts, with the arguments that the profile gives it. */
class DemoIT {

  private static final int EVENTS = 6_000;

  @TempDir Path directory;

  @Test
  void theDemoIsExactAndShowsPagesAndReport() throws Exception {
    Path report = directory.resolve("report.json");
    Path export = directory.resolve("views.jsonl");
    PageViewLog log = PageViewLog.write(directory.resolve("twin"), EVENTS, Instant.EPOCH);

    Ended demo =
        demo(
            Map.of(
                "report", report.toString(),
                "export", export.toString(),
                "demo.events", Integer.toString(EVENTS)));

    DemoProcess.assertOnlyProgress(demo.err());
    assertThat(demo.out())
        .contains("writing a log of 6,000 page views to ")
        .containsPattern("run page-views-\\S+ completed")
        .containsPattern(" read +6,000\\n")
        .containsPattern(" deadLetters +" + PageViewLog.broken() + "\\n")
        .contains("$ murmur top --prefix page: --pipeline " + Demo.EXAMPLE + "\n")
        .containsPattern(" 1  page:/ +%,d ".formatted(entities(log).get("page:/").views()))
        .contains("10 of 24 keys, by views")
        .contains("exact: %,d views, counted one by one".formatted(log.counted()))
        .doesNotContain("WRONG");
    assertThat(demo.code()).isZero();
    JsonNode counts = new ObjectMapper().readTree(report.toFile()).get("counts");
    assertThat(counts.get("read").intValue()).isEqualTo(EVENTS);
    assertThat(counts.get("contributed").longValue()).isEqualTo(log.counted());
    assertThat(counts.get("filtered").longValue()).isEqualTo(log.filtered());
    assertThat(counts.get("deadLetters").intValue()).isEqualTo(PageViewLog.broken());
    assertThat(exported(export)).isEqualTo(entities(log));
  }

  @Test
  void anOwnDefinitionOfRealInputHasThePublishedAnswers() throws Exception {
    Path file =
        Files.writeString(directory.resolve("edits.yaml"), PublishedSample.definition("edits", ""));
    Path report = directory.resolve("report.json");

    Ended demo =
        demo(
            Map.of(
                "pipeline", file.toString(),
                "report", report.toString(),
                "export", directory.resolve("edits.jsonl").toString()));

    DemoProcess.assertOnlyProgress(demo.err());
    assertThat(demo.out())
        .containsPattern("run summary-\\S+ completed")
        .contains("$ murmur top --name pages --pipeline " + file + "\n")
        .containsPattern("1  Wikipedia:Vandalismusmeldung +33\n")
        .contains("10 of 35,143 keys, by value");
    assertThat(demo.code()).isZero();
    PublishedSample.assertAnswers(
        directory.resolve("edits-pages.jsonl"),
        directory.resolve("edits-summary.jsonl"),
        directory.resolve("edits-days.jsonl"));
    JsonNode reports = new ObjectMapper().readTree(report.toFile());
    assertThat(reports.findValuesAsText("pipeline")).containsExactly("pages", "summary", "days");
    assertThat(reports.findValuesAsText("read")).containsOnly("39244");
  }

  @Test
  void whatTheUserHasToMendIsOneMessage() throws Exception {
    Ended missing = demo(Map.of("pipeline", "no/such.yaml"));
    assertThat(missing)
        .isEqualTo(
            new Ended(
                2,
                "murmur: -Dpipeline=no/such.yaml: there is no such file; say it in full, or from "
                    + DemoProcess.ROOT
                    + " on\n",
                ""));

    Path file = directory.resolve("wrong.yaml");
    Files.writeString(
        file,
        """
        name: views
        source: {files: {path: '%s/none-*.json'}}
        key: '{page}'
        aggregate: cuont
        store: {table: views, control-table: control}
        """
            .formatted(directory));
    Ended wrong = demo(Map.of("pipeline", file.toString()));
    assertThat(wrong.out())
        .isEqualTo(
            "murmur: %s:4:12: aggregate: unknown aggregate 'cuont'; did you mean 'count'?\n"
                .formatted(file));
    assertThat(wrong.code()).isEqualTo(2);

    Files.writeString(file, Files.readString(file).replace("cuont", "count"));
    Ended nothing = demo(Map.of("pipeline", file.toString()));
    assertThat(nothing.out())
        .contains("no file matches '" + directory + "/none-*.json'")
        .contains("what Flink and the servers had to say is in " + directory.resolve("demo.log"))
        .doesNotContain("\tat ");
    assertThat(nothing.err()).isEmpty();
    assertThat(nothing.code()).isEqualTo(1);
  }

  /** What a log amounts to by entity, over all hours. */
  private static Map<String, Totals> entities(PageViewLog log) {
    Map<String, Totals> entities = new TreeMap<>();
    log.totals().forEach((key, totals) -> entities.merge(key.entity(), totals, DemoIT::sum));
    return entities;
  }

  private static Map<String, Totals> exported(Path export) throws IOException {
    Map<String, Totals> entities = new TreeMap<>();
    PublishedSample.values(export)
        .forEach(
            (key, value) ->
                entities.merge(
                    key.substring(0, key.indexOf(' ')),
                    sum(
                        new Totals(0, BigDecimal.ZERO),
                        new Totals(
                            value.get("views").longValue(),
                            new BigDecimal(value.get("revenue").asText()))),
                    DemoIT::sum));
    return entities;
  }

  /** In cents, as both sides write them. */
  private static Totals sum(Totals left, Totals right) {
    return new Totals(
        left.views() + right.views(), left.revenue().add(right.revenue()).setScale(2));
  }

  private Ended demo(Map<String, String> properties) throws Exception {
    return new DemoProcess("demo", directory).run(properties);
  }
}
