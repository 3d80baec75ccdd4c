package io.murmur.testing;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server that speaks MongoDB's protocol in this JVM, in memory, on a free port: a single server,
 * without sessions and without replication.
 *
 * <p>Tests get it from {@link MongoLocalExtension}; anything else calls {@link #start()}.
 */
public final class MongoLocal implements AutoCloseable {

  private static final AtomicLong COLLECTIONS = new AtomicLong();

  private final Watched backend;
  private final MongoServer server;
  private final String connectionString;

  private MongoLocal(Watched backend, MongoServer server, String connectionString) {
    this.backend = backend;
    this.server = server;
    this.connectionString = connectionString;
  }

  /** Sees the commands that come, in the order of their coming; it may hold them up. */
  @FunctionalInterface
  public interface Watcher {

    /**
     * A command comes.
     *
     * @param command its name
     * @param body all of it
     */
    void sees(String command, Document body);
  }

  /** Starts a server of its own, empty. */
  public static MongoLocal start() {
    Watched backend = new Watched();
    MongoServer server = new MongoServer(backend);
    return new MongoLocal(backend, server, server.bindAndGetConnectionString());
  }

  /**
   * Starts a server that passes for a replica set of one member: it has sessions and times of the
   * cluster, begins change streams, and says of which time a snapshot is, though it shows the
   * documents as they are.
   */
  public static MongoLocal startReplicaSet() {
    Watched backend = new Watched();
    MongoServer server = new MongoServer(backend);
    InetSocketAddress address = server.bind();
    String host = address.getHostString() + ":" + address.getPort();
    backend.times.set(new MongoTimes(host));
    return new MongoLocal(backend, server, "mongodb://" + host + "/?replicaSet=rs");
  }

  /** Has snapshots of a replica set be so many commands older than they might be. */
  public void lagBehind(int commands) {
    backend.times.get().lagBehind(commands);
  }

  /** Where the server listens, for clients. */
  public String connectionString() {
    return connectionString;
  }

  /** A client of this server; who builds it closes it. */
  public MongoClient client() {
    return MongoClients.create(connectionString);
  }

  /** Lets someone see the commands; the one before does not any more. */
  public void watch(Watcher watcher) {
    backend.watcher.set(watcher);
  }

  /** Lets nobody see the commands any more. */
  public void watchNoMore() {
    watch((command, body) -> {});
  }

  /**
   * A collection name that no other test of this JVM gets, since they share the server.
   *
   * @param prefix what the collection is for
   */
  public static String newCollectionName(String prefix) {
    return prefix + "-" + COLLECTIONS.incrementAndGet();
  }

  /** Stops the server; what it held is gone. */
  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Tells of commands before they are done. */
  private static final class Watched extends MemoryBackend {

    final AtomicReference<Watcher> watcher = new AtomicReference<>((command, body) -> {});

    /** Null of a single server. */
    final AtomicReference<MongoTimes> times = new AtomicReference<>();

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document body) {
      watcher.get().sees(command, body);
      MongoTimes cluster = times.get();
      if (cluster == null) {
        return super.handleCommand(channel, database, command, body);
      }
      return MongoTimes.isOfChangeStream(command, body)
          ? cluster.changeStream(database + "." + body.get(command))
          : cluster.answer(command, body, super.handleCommand(channel, database, command, body));
    }
  }
}
