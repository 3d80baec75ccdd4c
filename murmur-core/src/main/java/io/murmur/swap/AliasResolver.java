package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.state.TransientStoreException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which table an alias is on, from a copy of bounded age. Safe for concurrent use.
 *
 * <p><b>Bound:</b> a resolution that is asked for later than {@link Builder#maxAge} (5 s unless
 * set) after a promote or rollback was acknowledged gives the new table. It never goes back to an
 * older move. At most one read of the control table is under way at a time; the next one begins
 * after half of the maximum age, so that nobody waits for it as long as the control table answers.
 *
 * <p>While the control table cannot be read, the last known table goes on for {@link
 * Builder#patience} (5 minutes unless set) beyond its age, with a warning: the table that an alias
 * has left stays readable until it is retired, which takes longer than that. After that,
 * resolutions fail with a {@link TransientStoreException}.
 */
public final class AliasResolver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AliasResolver.class);

  /** The greatest age of a resolution, unless set. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofSeconds(5);

  /** How long an unreadable control table is bridged, unless set. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Aliases aliases;
  private final String name;
  private final long maxAge;
  private final long patience;
  private final LongSupplier nanos;
  private final Executor reads;
  private final Runnable end;

  /** What was read last; none at first. */
  private volatile Known known;

  private CompletableFuture<Known> reading = CompletableFuture.completedFuture(null);
  private long retryAt;

  /** A table, and when the read began that found it. */
  private record Known(String table, long readAt) {}

  private AliasResolver(Builder builder, LongSupplier nanos) {
    this.aliases = builder.aliases;
    this.name = builder.name;
    this.maxAge = builder.maxAge.toNanos();
    this.patience = builder.patience.toNanos();
    this.nanos = nanos;
    this.retryAt = nanos.getAsLong();
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "alias " + name);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
    this.reads = thread;
    this.end = thread::shutdownNow;
  }

  /** Starts the definition of a resolver; the control table stays the caller's. */
  public static Builder of(Documents documents, String alias) {
    return new Builder(documents, alias);
  }

  /** The name that is resolved. */
  public String alias() {
    return name;
  }

  /** The table that the alias is on. */
  public CompletionStage<String> current() {
    long asked = nanos.getAsLong();
    Known last = known;
    if (last != null && asked - last.readAt() < maxAge) {
      if (asked - last.readAt() >= maxAge / 2) {
        var unused = refresh(asked);
      }
      return CompletableFuture.completedStage(last.table());
    }
    return fresh(asked).thenApply(Known::table);
  }

  /** What is young enough for someone who asked then; waits for a read where it has to. */
  @SuppressWarnings("FutureReturnValueIgnored") // composed below
  private CompletableFuture<Known> fresh(long asked) {
    return refresh(asked)
        .handle(
            (found, error) -> {
              if (error != null) {
                return CompletableFuture.completedFuture(bridge(asked, error));
              }
              // A read that began before the question may be too old for it.
              return asked - found.readAt() < maxAge
                  ? CompletableFuture.completedFuture(found)
                  : fresh(asked);
            })
        .thenCompose(stage -> stage);
  }

  private Known bridge(long asked, Throwable error) {
    Known last = known;
    if (last != null && asked - last.readAt() < maxAge + patience) {
      return last;
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    throw new TransientStoreException(
        "alias '%s' cannot be resolved, so it is not known which table to read: %s; %s"
            .formatted(
                name,
                cause.getMessage(),
                last == null
                    ? "check the control table's name, region and permissions"
                    : "it was '" + last.table() + "' when the control table was last read"),
        false,
        cause);
  }

  private synchronized CompletableFuture<Known> refresh(long asked) {
    if (!reading.isDone() || (reading.isCompletedExceptionally() && asked - retryAt < 0)) {
      return reading;
    }
    try {
      reading = CompletableFuture.supplyAsync(this::read, reads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the resolver of alias '" + name + "' is closed", e));
    }
    return reading;
  }

  private Known read() {
    long begin = nanos.getAsLong();
    try {
      Known found = new Known(aliases.resolve(name), begin);
      Known before = known;
      known = found;
      if (before != null && !before.table().equals(found.table())) {
        LOG.info("alias '{}' has moved from '{}' to '{}'", name, before.table(), found.table());
      }
      return found;
    } catch (RuntimeException e) {
      LOG.warn(
          "alias '{}' cannot be resolved: {}; {}",
          name,
          e.getMessage(),
          known == null ? "nothing can be read" : "going on with '" + known.table() + "'");
      synchronized (this) {
        retryAt = nanos.getAsLong() + RETRY_NANOS;
      }
      throw e;
    }
  }

  /** Ends reads of the control table, which itself stays open. */
  @Override
  public void close() {
    end.run();
  }

  /** Collects the parts of an {@link AliasResolver}. */
  public static final class Builder {
    private final Aliases aliases;
    private final String name;
    private Duration maxAge = DEFAULT_MAX_AGE;
    private Duration patience = DEFAULT_PATIENCE;

    private Builder(Documents documents, String name) {
      this.aliases = new Aliases(Objects.requireNonNull(documents, "documents"));
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * How old a resolution may be: the time after which a promote is seen. Positive; each reader
     * reads one small item of the control table in half of it.
     */
    public Builder maxAge(Duration most) {
      if (most.isNegative() || most.isZero()) {
        throw new IllegalArgumentException(
            "maxAge of an alias resolver must be positive, was " + most);
      }
      maxAge = most;
      return this;
    }

    /**
     * How long the last known table is read beyond its age while the control table cannot be read;
     * zero for not at all. Together with the age, less than the grace of a retirement.
     */
    public Builder patience(Duration most) {
      if (most.isNegative()) {
        throw new IllegalArgumentException(
            "patience of an alias resolver must not be negative, was " + most);
      }
      patience = most;
      return this;
    }

    /** The resolver; reads nothing yet. */
    public AliasResolver build() {
      return build(System::nanoTime);
    }

    AliasResolver build(LongSupplier nanos) {
      return new AliasResolver(this, nanos);
    }
  }
}
