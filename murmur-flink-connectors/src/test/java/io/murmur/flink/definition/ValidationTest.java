package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidationTest {

  private static final String VIEWS =
      Definings.REST
          + """
          name: views
          event: {id: '{id}', time: {of: time, format: epoch-seconds}}
          filter: country == 'DE'
          key: 'page:{page}'
          aggregate: {struct: {n: count, revenue: {sum: price}}}
          window: hour
          """;

  private static final Sample SAMPLE =
      Definings.sample(
          "{\"id\":\"r1\",\"time\":7200,\"country\":\"DE\",\"page\":\"a\",\"price\":1.50}",
          "{\"id\":\"r2\",\"time\":7201,\"country\":\"FR\",\"page\":\"a\",\"price\":1}",
          "{\"id\":\"r3\",\"time\":7202,\"country\":\"DE\",\"page\":\"a\",\"price\":\"much\"}",
          "{\"id\":");

  @Test
  void eachRecordOfASampleIsShownWithWhatItAddsOrWhyNot() {
    Validation validation = Validation.of(Definings.read(VIEWS), SAMPLE);

    assertThat(validation.records()).isEqualTo(4);
    assertThat(validation.undecodable()).hasSize(1);
    assertThat(validation.undecodable().get(0).place()).isEqualTo("views.json:300");
    assertThat(validation.undecodable().get(0).reason()).startsWith("not the JSON expected at");
    assertThat(validation.problems()).isEmpty();
    Trial trial = validation.pipelines().get(0);
    assertThat(trial.outcomes())
        .hasSize(3)
        .contains(
            new Trial.Filtered("views.json:100"),
            new Trial.Failed(
                "views.json:200",
                "lift",
                "field 'revenue': field price is 'much', and not a number"));
    Trial.Counted counted = (Trial.Counted) trial.outcomes().get(0);
    assertThat(counted.id()).isEqualTo("r1");
    Trial.Contribution contribution = counted.contributions().get(0);
    assertThat(contribution.entity()).isEqualTo("page:a");
    assertThat(contribution.bucket()).contains(Instant.parse("1970-01-01T02:00:00Z"));
    assertThat(contribution.value()).isEqualTo(Map.of("n", 1L, "revenue", new BigDecimal("1.5")));
    assertThat(trial.keys()).isEqualTo(1);
  }

  @Test
  void aFilterOnAFieldThatTheSampleDoesNotHaveIsAProblemWithItsPlace() {
    Definitions job =
        Definings.read(
            VIEWS.replace("country == 'DE'", "contry == 'DE' || has(rare) && rare == 1"));

    List<Problem> problems = Validation.of(job, SAMPLE).problems();

    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:5:9: filter: none of the first 3 records has the field 'contry'; did you"
                + " mean 'country'?");
  }

  @Test
  void aFieldOfASectionIsFoundInIt() {
    Definitions job = Definings.read(VIEWS.replace("{page}", "{user.name}"));
    Sample nested =
        Definings.sample(
            "{\"id\":\"r1\",\"time\":1,\"country\":\"DE\",\"price\":1,\"user\":{\"name\":\"u\"}}");

    assertThat(Validation.of(job, nested).problems()).isEmpty();
    assertThat(Validation.of(job, SAMPLE).problems())
        .extracting(Problem::message)
        .containsExactly(
            "none of the first 3 records has the field 'user.name'; if it is rare, ask"
                + " has(user.name) first");
  }

  @Test
  void ofChangeEventsTheFieldsAreThoseOfTheirRows() {
    String unwrapped =
        VIEWS.replaceFirst(
            "source: .*", "source: {archive: {layout: firehose, path: /data, unwrap: debezium}}");
    Sample changes =
        Definings.sample(
            "{\"op\":\"c\",\"after\":{\"id\":\"r1\",\"time\":1,\"country\":\"DE\",\"page\":\"a\",\"price\":1}}",
            "{\"op\":\"d\",\"before\":null,\"after\":null}",
            "{\"id\":\"r1\"}");
    Validation validation = Validation.of(Definings.read(unwrapped), changes);

    assertThat(validation.problems()).isEmpty();
    assertThat(validation.undecodable())
        .singleElement()
        .satisfies(u -> assertThat(u.reason()).contains("is no change event of Debezium"));
    assertThat(validation.pipelines().get(0).outcomes())
        .hasSize(2)
        .hasAtLeastOneElementOfType(Trial.Counted.class)
        .hasAtLeastOneElementOfType(Trial.Filtered.class);
    assertThat(
            Validation.of(Definings.read(unwrapped.replace("{page}", "{pge}")), changes).problems())
        .extracting(Problem::message)
        .containsExactly("none of the first 2 records has the field 'pge'; did you mean 'page'?");
  }

  @Test
  void aPlanTellsWhatIsWrittenWhereAndWhatThatCosts() {
    Definitions job = Definings.read(VIEWS);
    Validation validation = Validation.of(job, SAMPLE);

    Plan plan = Plan.of(job, validation, new Prices(1.25, 1_000, 10_000));

    Estimate estimate = plan.pipelines().get(0).estimate().orElseThrow();
    assertThat(estimate.writesPerMillion()).isEqualTo(100_000);
    assertThat(estimate.unitsPerWrite()).isEqualTo(1);
    assertThat(estimate.dollarsPerMillion()).isEqualTo(0.125);
    assertThat(estimate.atMost()).isFalse();
    assertThat(plan.text())
        .contains("reads         files: /data/views")
        .contains("table         views")
        .contains("event time    time (epoch-seconds)")
        .contains("keys          page:{page}")
        .contains("about 100,000 per million events, 100,000 write units, $0.1250")
        .contains("10,000 events change 1,000 keys, as you say");
  }

  @Test
  void withoutAStatedNumberOfKeysThePlanSaysThatItIsABound() {
    Definitions job = Definings.read(VIEWS);

    Estimate estimate =
        Plan.of(job, Validation.of(job, SAMPLE), Prices.defaults())
            .pipelines()
            .get(0)
            .estimate()
            .orElseThrow();

    assertThat(estimate.writesPerMillion()).isEqualTo(250_000);
    assertThat(estimate.atMost()).isTrue();
    assertThat(estimate.dollarsPerMillion()).isEqualTo(0.25 * 0.625);
  }

  @Test
  void claimsCostAWriteAndAClaimForEveryEventTwice() {
    Definitions job =
        Definings.read(
            VIEWS.replace("control-table: control", "control-table: c-t, claims-table: claims")
                + "dedup: claims\n");

    Estimate estimate =
        Plan.of(job, Validation.of(job, SAMPLE), new Prices(1, 1, 1_000_000))
            .pipelines()
            .get(0)
            .estimate()
            .orElseThrow();

    assertThat(estimate.writesPerMillion()).isEqualTo(250_000);
    assertThat(estimate.unitsPerWrite()).isEqualTo(4);
    assertThat(estimate.dollarsPerMillion()).isEqualTo(1);
  }

  @Test
  void aPlanWithoutASampleDoesNotGuess() {
    assertThat(Plan.of(Definings.read(VIEWS)).pipelines().get(0).estimate())
        .isEqualTo(Optional.empty());
    assertThat(Plan.of(Definings.read(VIEWS)).text()).contains("not known: there is no sample");
  }
}
