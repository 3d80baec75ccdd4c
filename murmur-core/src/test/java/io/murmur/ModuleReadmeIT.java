package io.murmur;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.Documents;
import io.murmur.control.Fingerprints;
import io.murmur.control.InMemoryDocuments;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import io.murmur.metrics.InMemoryRecorder;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.processor.Blocking;
import io.murmur.processor.Processor;
import io.murmur.query.Answer;
import io.murmur.query.Query;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.ScannableStore;
import io.murmur.state.Store;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.state.memory.InMemoryStore;
import io.murmur.state.valkey.ValkeyCache;
import io.murmur.state.valkey.ValkeyClient;
import io.murmur.state.valkey.ValkeyLimits;
import io.murmur.swap.AliasResolver;
import io.murmur.swap.AliasTables;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.Promotion;
import io.murmur.swap.Shadow;
import io.murmur.swap.Swap;
import io.murmur.swap.diff.Diff;
import io.murmur.swap.diff.DiffOptions;
import io.murmur.swap.diff.DiffReport;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.StoreProbe;
import io.murmur.testing.ValkeyServer;
import io.murmur.testing.ValkeyServerExtension;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The Java that this module's README shows, compiled and run. */
@ExtendWith({ValkeyServerExtension.class, DynamoDbLocalExtension.class})
class ModuleReadmeIT {

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  record PageView(String id, String page, Instant at) {}

  @Test
  void theExamplesMeanWhatTheReadmeSays(ValkeyServer server) throws InterruptedException {
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(1));
    Instant to = now.plusSeconds(1);
    List<String> pages = List.of("page:/home", "page:/help");
    String address = "valkey://" + server.host() + ":" + server.port();
    InMemoryRecorder recorder = new InMemoryRecorder();
    Pipeline<PageView, Long> pipeline =
        Pipeline.named("page-views")
            .of(PageView.class)
            .eventId(PageView::id)
            .eventTime(view -> view.at().toEpochMilli())
            .key(view -> "page:" + view.page())
            .window(Windowing.days())
            .aggregate(Monoids.count(), (view, context) -> 1L)
            .build();
    Store<Long> store = new InMemoryStore<>(pipeline.monoid());
    Processor<PageView, Long> processor = Processor.of(pipeline, store);
    for (int i = 0; i < 7; i++) {
      var view = new PageView("e" + i, "/home", now.minus(Duration.ofDays(i)));
      Blocking.await(processor.process(view, view.id()));
    }

    ValkeyClient valkey = ValkeyClient.connect(URI.create(address), ValkeyLimits.defaults());
    ValkeyCache<Long> cache =
        ValkeyCache.over(valkey, "page-views-v1", pipeline.monoid().codec())
            .maxAge(Duration.ofMinutes(30))
            .recordedBy(recorder, "page-views")
            .build();

    Query<Long> query = Query.over(store, cache).window(pipeline.windowing()).build();
    Answer<Long> week =
        query.getWindow("page:/home", Duration.ofDays(7), now).toCompletableFuture().join();
    Answer<Long> march = query.getRange("page:/home", from, to).toCompletableFuture().join();
    List<Answer<Long>> all =
        query.getWindowMany(pages, Duration.ofDays(7), now).toCompletableFuture().join();

    assertThat(week).isEqualTo(new Answer<>(7L, 7, 7));
    assertThat(march.value()).isEqualTo(2);
    assertThat(all).containsExactly(week, new Answer<>(0L, 0, 7));
    cache.close();
    valkey.close();
  }

  @Test
  void aSwapGoesAsTheReadmeSays(DynamoDbAsyncClient client) throws InterruptedException {
    Instant now = Instant.now();
    Pipeline<PageView, Long> pipeline =
        Pipeline.named("page-views")
            .of(PageView.class)
            .eventId(PageView::id)
            .key(PageView::page)
            .aggregate(Monoids.count(), (view, context) -> 1L)
            .build();
    Documents documents = new InMemoryDocuments();
    new Fingerprints(documents).require("page_views", pipeline.fingerprint());
    StoreProbe.await(
        new DynamoDbTables(client).createStateTable("page_views", TableOptions.onDemand()));

    Swap swap = new Swap(documents, new DynamoDbPhysicalTables(client));
    Shadow shadow = swap.shadow("page_views", "replay-2026-01", pipeline.fingerprint());
    ScannableStore<Long> live =
        DynamoDbStore.builder(client, "page_views", pipeline.monoid()).build();
    ScannableStore<Long> rebuilt =
        DynamoDbStore.builder(client, shadow.name(), pipeline.monoid()).build();

    StoreProbe.await(live.merge(Merge.of(Key.allTime("/home"), 1L)));
    StoreProbe.await(rebuilt.merge(Merge.of(Key.allTime("/home"), 2L)));
    var run =
        new Submission(
            "replay-2026-01",
            "page-views",
            shadow.name(),
            "replay",
            true,
            1,
            Optional.empty(),
            Optional.empty(),
            now);
    new RunLedger(documents).submit(run);
    new RunLedger(documents).complete("replay-2026-01", 1, Map.of(), now);
    DiffReport report =
        Diff.run(
            "page_views", live, shadow.name(), rebuilt, DiffOptions.of(pipeline.windowing(), now));
    swap.promote(Promotion.of("page_views", shadow.name()));

    AliasResolver resolver = AliasResolver.of(documents, "page_views").build();
    Query<Long> current =
        Query.over(AliasTables.inDynamoDb(resolver, client, pipeline.monoid()))
            .window(pipeline.windowing())
            .build();

    assertThat(report.different()).isEqualTo(1);
    assertThat(StoreProbe.await(current.get("/home")).value()).isEqualTo(2);
    resolver.close();
  }

  @Test
  void theReadmeShowsNoJavaThatIsNotInThisTest() throws IOException {
    String here =
        squeezed(Files.readString(Path.of("src/test/java/io/murmur/ModuleReadmeIT.java")));
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of("README.md")));
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
