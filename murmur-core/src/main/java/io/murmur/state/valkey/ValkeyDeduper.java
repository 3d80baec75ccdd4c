package io.murmur.state.valkey;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.murmur.state.Deduper;
import io.murmur.state.StoreException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Event ids in Valkey, each with its own time to live.
 *
 * <p>Each call claims its id with a token of its own, in one script: so when an answer is lost, and
 * the call asks again, it recognises its own claim. It asks up to {@value #ATTEMPTS} times, with
 * growing random pauses of about 100 to 400 ms; then the stage fails with a {@link
 * io.murmur.state.TransientStoreException}, and whether the id was claimed is not known.
 *
 * <p>Ids are only as durable as the server (see {@link ValkeyStore}): after it lost some, their
 * events count as first seen again.
 */
public final class ValkeyDeduper implements Deduper {

  static final int ATTEMPTS = 4;

  private static final int TOKEN_BYTES = 16;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final Script CLAIM =
      new Script(
          """
          -- KEYS[1]: the id; ARGV: the call's token, retention (ms)
          local owner = redis.call('GET', KEYS[1])
          if not owner then
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
          end
          return owner == ARGV[1] and 1 or 0
          """);

  private final ValkeyClient client;
  private final String namespace;
  private final ValkeyKeys keys;
  private final byte[] retentionMillis;
  private final Retry retry;
  private final long tokenPrefix = new SecureRandom().nextLong();
  private final AtomicLong calls = new AtomicLong();

  private ValkeyDeduper(ValkeyClient client, String namespace, Duration retention) {
    this.client = client;
    this.namespace = namespace;
    this.keys = new ValkeyKeys(ValkeyKeys.Kind.DEDUP, namespace);
    this.retentionMillis = Item.bytes(Guarded.millis(retention));
    this.retry =
        Retry.of(
            "markSeen",
            RetryConfig.<Boolean>custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE))
                .retryOnException(e -> ValkeyErrors.passing(ValkeyErrors.cause(e)))
                .build());
  }

  /**
   * A table of ids.
   *
   * @param client stays open when the deduper is closed
   * @param namespace whose events these are, normally the pipeline's name; ids of different
   *     namespaces never meet
   * @param retention how long an id is kept; must exceed the time in which an event can be
   *     delivered again
   */
  public static ValkeyDeduper over(ValkeyClient client, String namespace, Duration retention) {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException(
          "the retention of event ids must be positive, was " + retention);
    }
    return new ValkeyDeduper(
        Objects.requireNonNull(client, "client"),
        Objects.requireNonNull(namespace, "namespace"),
        retention);
  }

  @Override
  public CompletionStage<Boolean> markSeen(String eventId) {
    var run = new Script.Run(List.of(keys.id(eventId)), List.of(token(), retentionMillis));
    return retry
        .executeCompletionStage(
            client.timer(), () -> client.call(link -> CLAIM.run(link, run).equals(1L)))
        .exceptionallyCompose(e -> failed(eventId, e));
  }

  /** Does nothing: the client stays open. */
  @Override
  public void close() {}

  private byte[] token() {
    return ByteBuffer.allocate(TOKEN_BYTES)
        .putLong(tokenPrefix)
        .putLong(calls.getAndIncrement())
        .array();
  }

  private CompletionStage<Boolean> failed(String eventId, Throwable error) {
    StoreException known =
        ValkeyErrors.translate(
            "claiming event id '%s' for '%s'".formatted(eventId, namespace), error);
    return CompletableFuture.failedFuture(known);
  }
}
