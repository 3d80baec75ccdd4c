package io.murmur.swap;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Documents;
import io.murmur.control.InMemoryDocuments;
import io.murmur.state.TransientStoreException;
import io.murmur.testing.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AliasResolverTest {

  private static final Duration MAX_AGE = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger reads = new AtomicInteger();
  private volatile boolean down;
  private final Documents documents = new InMemoryDocuments();
  private final AliasResolver resolver =
      AliasResolver.of(
              new ForwardingDocuments(documents) {
                @Override
                public Optional<Document> get(String kind, String id) {
                  reads.incrementAndGet();
                  if (down) {
                    throw new IllegalStateException("no route to the control table");
                  }
                  return super.get(kind, id);
                }
              },
              "page_views")
          .maxAge(MAX_AGE)
          .patience(PATIENCE)
          .build(nanos::get);

  @AfterEach
  void closeTheResolver() {
    resolver.close();
  }

  @Test
  void aMoveIsSeenOnceTheAgeHasPassedAndNotReadBeforeHalfOfIt() {
    assertThat(await(resolver.current())).isEqualTo("page_views");
    move("page_views_v2");
    nanos.addAndGet(MAX_AGE.toNanos() / 2 - 1);
    assertThat(await(resolver.current())).isEqualTo("page_views");
    assertThat(reads).hasValue(1);
    nanos.addAndGet(MAX_AGE.toNanos() / 2 + 1);
    assertThat(await(resolver.current())).as("exactly at the age").isEqualTo("page_views_v2");
  }

  @Test
  void halfWayNobodyWaitsButTheNextAnswerIsFresh() {
    assertThat(await(resolver.current())).isEqualTo("page_views");
    move("page_views_v2");
    nanos.addAndGet(MAX_AGE.toNanos() / 2);
    assertThat(resolver.current().toCompletableFuture())
        .as("at once, from what is known")
        .isCompletedWithValue("page_views");
    Await.until(
        "the new table is known",
        Duration.ofSeconds(30),
        () -> await(resolver.current()).equals("page_views_v2"));
  }

  @Test
  void whileTheControlTableIsAwayTheLastTableGoesOnForThePatience() {
    assertThat(await(resolver.current())).isEqualTo("page_views");
    down = true;
    nanos.addAndGet(MAX_AGE.plus(PATIENCE).toNanos() - 1);
    assertThat(await(resolver.current())).isEqualTo("page_views");
    nanos.addAndGet(1);
    assertThatThrownBy(() -> await(resolver.current()))
        .isInstanceOf(TransientStoreException.class)
        .hasMessage(
            "alias 'page_views' cannot be resolved, so it is not known which table to read: no"
                + " route to the control table; it was 'page_views' when the control table was last"
                + " read");
    int tries = reads.get();
    assertThatThrownBy(() -> await(resolver.current())).isInstanceOf(TransientStoreException.class);
    assertThat(reads).as("one try a second").hasValue(tries);

    down = false;
    move("page_views_v2");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(await(resolver.current())).isEqualTo("page_views_v2");
  }

  @Test
  void withoutEverHavingReadThereIsNoTable() {
    down = true;
    assertThatThrownBy(() -> await(resolver.current()))
        .isInstanceOf(TransientStoreException.class)
        .hasMessageContaining("check the control table's name, region and permissions");
  }

  @Test
  void aClosedResolverSaysSo() {
    resolver.close();
    assertThatThrownBy(() -> await(resolver.current())).hasMessageContaining("is closed");
  }

  private void move(String to) {
    documents.put(
        "alias",
        "page_views",
        """
        {"format":1,"name":"page_views","current":"%1$s","epoch":1,"tables":[
          {"table":"%1$s","number":2,"state":"READY","createdAt":"2026-01-02T03:04:05Z"}]}
        """
            .formatted(to),
        0);
  }
}
