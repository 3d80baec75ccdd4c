package io.murmur.state.valkey;

import io.murmur.state.valkey.ValkeyErrors.Refused;
import io.valkey.ConnectionPoolConfig;
import io.valkey.DefaultJedisClientConfig;
import io.valkey.HostAndPort;
import io.valkey.JedisCluster;
import io.valkey.JedisPooled;
import io.valkey.util.JedisURIHelper;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server (or cluster) that speaks the Valkey protocol, behind an asynchronous face: no caller
 * waits on the network, every call ends within {@link ValkeyLimits#timeout()}, and while the server
 * is away calls fail at once.
 *
 * <p>The client library blocks, so calls run on {@link ValkeyLimits#connections()} daemon threads,
 * one for each connection, behind a bounded queue. What callers attach to a stage may run on these
 * threads: it must not block. Several caches, stores and dedup tables may share one client. Safe
 * for concurrent use.
 *
 * <p>In a cluster, all buckets of an entity and the claims on them share a hash slot, so scripts
 * never touch keys of two slots, and a batch takes one round trip for each entity in it.
 */
public final class ValkeyClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ValkeyClient.class);
  private static final Duration IDLE_THREADS_END_AFTER = Duration.ofSeconds(30);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int DEFAULT_PORT = 6379;

  private final String name;
  private final Link link;
  private final ValkeyLimits limits;
  private final Circuit circuit;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer;

  private ValkeyClient(String name, Link link, ValkeyLimits limits) {
    this.name = name;
    this.link = link;
    this.limits = limits;
    this.circuit = new Circuit(new Outage());
    this.threads =
        new ThreadPoolExecutor(
            limits.connections(),
            limits.connections(),
            IDLE_THREADS_END_AFTER.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(limits.maxWaiting()),
            daemons(name + "-"));
    threads.allowCoreThreadTimeOut(true);
    this.timer = Executors.newSingleThreadScheduledExecutor(daemons(name + "-timer-"));
  }

  /**
   * A client of one server. Connects when first used.
   *
   * @param server {@code valkey://[user:password@]host[:port][/database]}, or {@code valkeys://}
   *     for TLS; {@code redis} and {@code rediss} mean the same
   * @throws IllegalArgumentException if the address is not of this form
   */
  public static ValkeyClient connect(URI server, ValkeyLimits limits) {
    boolean tls = tls(server);
    if (server.getHost() == null) {
      throw new IllegalArgumentException("the address of the Valkey server has no host");
    }
    var address =
        new HostAndPort(server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort());
    int timeoutMillis = (int) limits.timeout().toMillis();
    var config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeoutMillis)
            .socketTimeoutMillis(timeoutMillis)
            .user(JedisURIHelper.getUser(server))
            .password(JedisURIHelper.getPassword(server))
            .database(JedisURIHelper.getDBIndex(server))
            .ssl(tls)
            .build();
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(limits.connections());
    pool.setMaxIdle(limits.connections());
    pool.setMaxWait(limits.timeout());
    return new ValkeyClient(
        "valkey-" + address, new ServerLink(new JedisPooled(address, config, pool), true), limits);
  }

  /**
   * A client over a connection pool that the caller has configured, and closes. Its own connect,
   * socket and pool timeouts should not exceed the limits' timeout, and it should not have fewer
   * connections than the limits.
   */
  public static ValkeyClient over(JedisPooled pool, ValkeyLimits limits) {
    return new ValkeyClient("valkey", new ServerLink(pool, false), limits);
  }

  /** As {@link #over(JedisPooled, ValkeyLimits)}, for a cluster. */
  public static ValkeyClient over(JedisCluster cluster, ValkeyLimits limits) {
    return new ValkeyClient("valkey-cluster", new ClusterLink(cluster), limits);
  }

  /** Whether the server answered lately; false while calls are refused because it is away. */
  public boolean available() {
    return circuit.closed();
  }

  /** Frees the threads and the connections; calls that wait fail. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
    link.close();
  }

  @Override
  public String toString() {
    return name;
  }

  ValkeyLimits limits() {
    return limits;
  }

  /** Runs delayed work, for retries; it must not block. */
  ScheduledExecutorService timer() {
    return timer;
  }

  /**
   * Makes a call on a thread that may block. The stage fails with the client library's own
   * exception, with {@link java.util.concurrent.TimeoutException}, or with {@link Refused} if
   * nothing was sent.
   */
  <T> CompletableFuture<T> call(Function<Link, T> work) {
    if (!circuit.closed()) {
      return CompletableFuture.failedFuture(serverIsAway());
    }
    var result = new CompletableFuture<T>();
    try {
      threads.execute(() -> run(work, result));
    } catch (RejectedExecutionException e) {
      String why =
          threads.isShutdown()
              ? name + " is closed"
              : limits.maxWaiting() + " calls wait for " + name + " already";
      return CompletableFuture.failedFuture(new Refused(why, !threads.isShutdown(), e));
    }
    return result.orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> void run(Function<Link, T> work, CompletableFuture<T> result) {
    if (result.isDone()) {
      return; // its caller has given up while it waited
    }
    if (!circuit.closed()) {
      result.completeExceptionally(serverIsAway());
      return;
    }
    T value;
    try {
      value = work.apply(link);
    } catch (Throwable e) {
      if (ValkeyErrors.away(e)) {
        // A restarted server has broken them all: each would fail one call more.
        link.dropIdleConnections();
        circuit.failed(e);
      } else {
        circuit.succeeded();
      }
      result.completeExceptionally(e);
      return;
    }
    circuit.succeeded();
    result.complete(value);
  }

  private Refused serverIsAway() {
    Throwable reason = circuit.reason();
    return new Refused(name + " is away: " + reason.getMessage(), false, reason);
  }

  private static boolean tls(URI server) {
    String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "valkey", "redis" -> false;
      case "valkeys", "rediss" -> true;
      default ->
          throw new IllegalArgumentException(
              "the address of a Valkey server begins with valkey:// or valkeys://, not with "
                  + scheme
                  + "://");
    };
  }

  private static ThreadFactory daemons(String prefix) {
    var count = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Tries the server until it answers, so that no caller has to. */
  private void probeLater() {
    try {
      var unused =
          timer.schedule(this::startProbe, limits.retryAfter().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ignored) {
      // This client is closed.
    }
  }

  private void startProbe() {
    try {
      threads.execute(this::probe);
    } catch (RejectedExecutionException e) {
      probeLater(); // all threads still wait for calls from before the outage
    }
  }

  private void probe() {
    byte[] anywhere = Item.bytes("murmur:probe:" + System.nanoTime()); // another slot each time
    try {
      link.send(link.commands().exists(anywhere));
      circuit.succeeded();
    } catch (Throwable e) {
      if (e instanceof Exception && !ValkeyErrors.away(e)) {
        circuit.succeeded();
      } else {
        link.dropIdleConnections();
        circuit.failed(e);
        probeLater();
      }
    }
  }

  /**
   * Says that the server went away or came back; for one that does so all the time, not each time.
   * Called under the circuit's lock.
   */
  private final class Outage implements Circuit.Listener {
    private long lastWarning = System.nanoTime() - QUIET_NANOS;
    private boolean warned;

    @Override
    public void opened(Throwable reason) {
      warned = System.nanoTime() - lastWarning >= QUIET_NANOS;
      if (warned) {
        lastWarning = System.nanoTime();
        LOG.warn(
            "{} is away ({}); calls fail at once and it is tried again every {} ms",
            name,
            reason.getMessage(),
            limits.retryAfter().toMillis());
      }
      probeLater();
    }

    @Override
    public void closed() {
      if (warned) {
        LOG.info("{} is back", name);
      }
    }
  }
}
