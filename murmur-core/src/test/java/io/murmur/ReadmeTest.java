package io.murmur;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.HllMonoid;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.InMemoryRunner;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.Blocking;
import io.murmur.processor.Processor;
import io.murmur.query.Answer;
import io.murmur.query.Query;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java that the README shows, compiled and run. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  record PageView(
      String id, String page, String country, String user, BigDecimal paid, Instant at) {}

  @Test
  void theExampleMeansWhatTheReadmeSays() throws InterruptedException {
    Instant now = Instant.now();
    List<PageView> views =
        List.of(
            new PageView("1", "/home", "de", "ann", new BigDecimal("1.50"), now),
            new PageView("2", "/home", "fr", "bob", new BigDecimal("0.25"), now.minusSeconds(7200)),
            new PageView("3", "/home", "de", "ann", BigDecimal.ZERO, now.minusSeconds(90_000)),
            new PageView("4", "/help", "de", "eve", BigDecimal.ZERO, now));

    HllMonoid visitors = Monoids.hll(12);
    StructMonoid totals =
        Monoids.struct()
            .field("views", Monoids.count())
            .field("revenue", Monoids.sumDecimal())
            .field("visitors", visitors)
            .build();

    Pipeline<PageView, StructValue> pipeline =
        Pipeline.named("page-views")
            .of(PageView.class)
            .eventId(PageView::id)
            .eventTime(view -> view.at().toEpochMilli())
            .key(view -> "page:" + view.page())
            .key(view -> "country:" + view.country())
            .window(Windowing.hours().retainedFor(Duration.ofDays(90)))
            .aggregate(
                totals,
                (view, context) ->
                    totals.value(1L, Monoids.decimal(view.paid()), visitors.lift(view.user())))
            .build();

    Map<Key, StructValue> expected = InMemoryRunner.run(pipeline, views);

    Store<StructValue> store = new InMemoryStore<>(pipeline.monoid());
    Processor<PageView, StructValue> processor = Processor.of(pipeline, store);
    for (PageView view : views) {
      Blocking.await(processor.process(view, view.id()));
    }
    Query<StructValue> query = Query.over(store).window(pipeline.windowing()).build();
    Answer<StructValue> today =
        query.getWindow("page:/home", Duration.ofHours(24), now).toCompletableFuture().join();

    expected.forEach(
        (key, value) ->
            assertThat(store.get(key).toCompletableFuture().join().orElseThrow().value())
                .as("the store's value of %s", key)
                .isEqualTo(value));
    assertThat(expected).hasSize(7);
    assertThat(today.value().get("views")).as("25 hours ago is not in the last 24").isEqualTo(2L);
    assertThat(today.value().get("revenue")).isEqualTo(new BigDecimal("1.75"));
    assertThat(((HllValue) today.value().get("visitors")).estimate()).isBetween(1.99, 2.01);
  }

  @Test
  void theReadmeShowsNoJavaThatIsNotInThisTest() throws IOException {
    String here = squeezed(Files.readString(Path.of("src/test/java/io/murmur/ReadmeTest.java")));
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    int found = 0;
    while (blocks.find()) {
      found++;
      assertThat(here).contains(squeezed(blocks.group(1)));
    }
    assertThat(found).isEqualTo(4);
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
