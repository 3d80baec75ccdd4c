package io.murmur.pipeline;

import static io.murmur.pipeline.Aggregations.count;
import static io.murmur.pipeline.Aggregations.maxLong;
import static io.murmur.pipeline.Aggregations.positional;
import static io.murmur.pipeline.Aggregations.sumDecimal;
import static io.murmur.pipeline.Aggregations.topN;
import static io.murmur.pipeline.Aggregations.uniqueCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.murmur.monoid.DecayedSumMonoid;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import io.murmur.testing.Serialized;
import io.murmur.window.Windowing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineTest {

  private record PageView(
      String id, String page, String country, String user, long time, int millis, String amount) {

    BigDecimal paid() {
      return new BigDecimal(amount);
    }

    boolean purchase() {
      return !amount.isEmpty();
    }
  }

  private static final long HOUR = Duration.ofHours(1).toMillis();

  private static final List<PageView> VIEWS =
      List.of(
          new PageView("1", "home", "de", "ann", 10, 120, ""),
          new PageView("2", "shop", "de", "ann", 20, 80, "9.90"),
          new PageView("3", "home", "fr", "bob", HOUR + 5, 200, ""),
          new PageView("4", "shop", "fr", "cem", HOUR + 7, 40, "0.10"),
          new PageView("4", "shop", "fr", "cem", HOUR + 7, 40, "0.10"));

  private static final Pipeline<PageView, StructValue> PAGES =
      Pipeline.named("page-views")
          .of(PageView.class)
          .eventId(PageView::id)
          .eventTime(PageView::time)
          .key(PageView::page)
          .key(view -> Entities.of(view.page(), view.country()))
          .window(Windowing.hours().retainedFor(Duration.ofDays(30)))
          .struct(
              page ->
                  page.field("views", count())
                      .field("revenue", sumDecimal(PageView::paid).onlyIf(PageView::purchase))
                      .field("visitors", uniqueCount(PageView::user))
                      .field("slowest", maxLong(view -> view.millis()))
                      .field("latest", positional(Monoids.lastString(), PageView::user))
                      .field("top", topN(2, PageView::user)))
          .build();

  @Test
  void severalAggregatesOfAnEventAreOneValue() {
    Map<Key, StructValue> totals = InMemoryRunner.runDistinct(PAGES, VIEWS);
    assertThat(totals.keySet())
        .containsExactly(
            new Key("home", 0),
            new Key("home|de", 0),
            new Key("shop", 0),
            new Key("shop|de", 0),
            new Key("home", 1),
            new Key("home|fr", 1),
            new Key("shop", 1),
            new Key("shop|fr", 1));
    assertThat(PAGES.present(totals.get(new Key("shop", 1))))
        .isEqualTo(
            Map.of(
                "views",
                1L,
                "revenue",
                new BigDecimal("0.1"),
                "visitors",
                1.0,
                "slowest",
                Optional.of(40L),
                "latest",
                Optional.of("cem"),
                "top",
                List.of(new FrequentItemsValue.Entry("cem", 1, 1, 1))));
    assertThat(totals.get(new Key("home", 0)).get("revenue")).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void aCopyThatWasShippedGivesTheSameTotals() {
    Pipeline<PageView, StructValue> copy = Serialized.copy(PAGES);
    assertThat(InMemoryRunner.run(copy, VIEWS)).isEqualTo(InMemoryRunner.run(PAGES, VIEWS));
    assertThat(copy.fingerprint()).isEqualTo(PAGES.fingerprint());
    StructValue any = InMemoryRunner.run(PAGES, VIEWS).get(new Key("shop", 1));
    assertThat(copy.present(any)).isEqualTo(PAGES.present(any));
    assertThat(copy).hasToString(PAGES.toString());
  }

  @Test
  void theFingerprintTellsWhatDecidesTheMeaningOfAStoredValue() {
    assertThat(PAGES.fingerprint())
        .isEqualTo(
            "monoid=struct(views:count,revenue:sum(decimal),visitors:hll(lgK=12),"
                + "slowest:max(long),latest:last(string),top:frequentItems(maxMapSize=256));"
                + "window=PT1H");
    assertThat(PAGES.name()).isEqualTo("page-views");
    assertThat(PAGES.windowing().retention()).contains(Duration.ofDays(30));
  }

  @Test
  void thePresetsGiveWhatTheirNamesSay() {
    assertThat(home(views().count())).isEqualTo(2L);
    assertThat(home(views().sumLong(PageView::millis))).isEqualTo(320L);
    assertThat(home(views().sumDouble(PageView::millis))).isEqualTo(320.0);
    assertThat(home(views().sumDecimal(view -> BigDecimal.valueOf(view.millis(), 1))))
        .isEqualTo(new BigDecimal("32"));
    assertThat(home(views().maxLong(PageView::millis))).isEqualTo(Optional.of(200L));
    assertThat(home(views().minLong(PageView::millis))).isEqualTo(Optional.of(120L));
    assertThat(Math.round((double) home(views().uniqueCount(PageView::user)))).isEqualTo(2);
    assertThat(home(views().topN(1, PageView::user)))
        .isEqualTo(List.of(new FrequentItemsValue.Entry("ann", 1, 1, 1)));
    assertThat(home(views().quantiles(PageView::millis)).toString())
        .startsWith("kll(k=200, count=2");
    assertThat(home(views().aggregate(Aggregations.stringSet(PageView::user))))
        .isEqualTo(Set.of("ann", "bob"));
    assertThat(home(views().aggregate(Aggregations.uniqueSet(10, PageView::user))).toString())
        .isEqualTo("theta(lgK=10, estimate=2.0)");
    assertThat(
            home(
                views()
                    .aggregate(
                        Aggregations.extremum(Monoids.minString(), PageView::country)
                            .presentedBy(value -> value.orElse("none")))))
        .isEqualTo("de");
    assertThat(home(views().aggregate(Monoids.count(), (view, context) -> 10L))).isEqualTo(20L);
  }

  @Test
  void aTrendFadesByEventTime() {
    var pipeline = views().eventTime(PageView::time).trending(Duration.ofHours(1)).build();
    var home = InMemoryRunner.run(pipeline, VIEWS).get(Key.allTime("home"));
    DecayedSumMonoid trend = (DecayedSumMonoid) pipeline.monoid();
    assertThat(trend.valueAt(home, HOUR + 5)).isBetween(1.5, 1.5001);
    assertThat(trend.valueAt(home, 2 * HOUR + 5)).isBetween(0.75, 0.7501);
  }

  @Test
  void theTableOfTheTopGrowsWithTheNumberThatIsAskedFor() {
    assertThat(topN(1, PageView::user).monoid().structure().canonical())
        .isEqualTo("frequentItems(maxMapSize=256)");
    assertThat(topN(8, PageView::user).monoid().structure().canonical())
        .isEqualTo("frequentItems(maxMapSize=256)");
    assertThat(topN(9, PageView::user).monoid().structure().canonical())
        .isEqualTo("frequentItems(maxMapSize=512)");
    assertThatIllegalArgumentException().isThrownBy(() -> topN(0, PageView::user));
    assertThatIllegalArgumentException().isThrownBy(() -> topN(1 << 22, PageView::user));
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    Object notSerializable = new Object();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Pipeline.named("page views")
                    .of(PageView.class)
                    .eventId(PageView::id)
                    .eventId(PageView::user)
                    .filter(null)
                    .filter(view -> notSerializable.equals(view))
                    .window(Windowing.hours())
                    .window(Windowing.days())
                    .count()
                    .topN(-1, PageView::user)
                    .sumLong(null)
                    .build())
        .withMessageContaining("name 'page views' must be")
        .withMessageContaining("eventId is given twice")
        .withMessageContaining("filter is null")
        .withMessageContaining("filter cannot be serialized")
        .withMessageContaining("java.lang.Object")
        .withMessageContaining("there is no key")
        .withMessageContaining("window is given twice")
        .withMessageContaining("window of PT1H needs an event time")
        .withMessageContaining("the number of top items must be")
        .withMessageContaining("its function is null");
  }

  @Test
  void aPipelineWithoutKeyAndAggregationSaysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.named("p").build())
        .withMessageContaining("no key")
        .withMessageContaining("no aggregation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> views().count().count().build())
        .withMessageContaining("the aggregation is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> views().struct(fields -> fields.field("a b", count())).build())
        .withMessageContaining("'a b'")
        .withMessageNotContaining("there is no aggregation");
  }

  @Test
  void anAggregationThatNeedsAnEventTimeSaysSoWhenThePipelineIsBuilt() {
    for (PipelineBuilder<PageView, ?> builder :
        List.of(
            views().trending(Duration.ofHours(1)),
            views().aggregate(positional(Monoids.firstString(), PageView::user)),
            views()
                .struct(
                    fields ->
                        fields
                            .field("n", count())
                            .field(
                                "last",
                                positional(Monoids.lastString(), PageView::user)
                                    .onlyIf(PageView::purchase))))) {
      assertThatIllegalArgumentException()
          .isThrownBy(builder::build)
          .withMessageContaining("the aggregation needs an event time");
      assertThat(builder.eventTime(PageView::time).build().eventTime()).isPresent();
    }
  }

  @Test
  void differentPartsNeverGiveTheSameEntity() {
    assertThat(Entities.of("a|b", "c")).isNotEqualTo(Entities.of("a", "b|c"));
    assertThat(Entities.of("a\\", "b")).isNotEqualTo(Entities.of("a", "\\b"));
    assertThat(Entities.of("a\\|b")).isNotEqualTo(Entities.of("a\\", "b"));
    assertThat(Entities.of("post", "de")).isEqualTo("post|de");
    assertThat(
            Arrays.asList(
                Entities.of("a", "b", "c"), Entities.of("a|b", "c"), Entities.of("a", "b|c")))
        .doesNotHaveDuplicates();
  }

  @Test
  void allTimeAggregatesHaveOneBucketWhateverTheEventTime() {
    var pipeline = views().eventTime(PageView::time).count().build();
    assertThat(InMemoryRunner.run(pipeline, VIEWS))
        .isEqualTo(Map.of(Key.allTime("home"), 2L, Key.allTime("shop"), 3L));
  }

  private static PipelineBuilder<PageView, Object> views() {
    return Pipeline.named("views").of(PageView.class).key(PageView::page);
  }

  private static <V> Object home(PipelineBuilder<PageView, V> builder) {
    Pipeline<PageView, V> pipeline = Serialized.copy(builder.build());
    return pipeline.present(InMemoryRunner.run(pipeline, VIEWS).get(Key.allTime("home")));
  }
}
