package io.murmur.k8s;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServer;

/** What high availability keeps its pointers in: ZooKeeper, in this process. */
final class Availability implements AutoCloseable {

  private static final int TICK_MILLIS = 500;
  private static final int CONNECTIONS = 50;

  private final ZooKeeperServer server;
  private final NIOServerCnxnFactory connections = new NIOServerCnxnFactory();

  Availability(Path folder) throws Exception {
    server = new ZooKeeperServer(folder.toFile(), folder.toFile(), TICK_MILLIS);
    connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CONNECTIONS);
    connections.startup(server);
  }

  /** How Flink finds it. */
  Map<String, String> settings() {
    return Map.of(
        HighAvailabilityOptions.HA_MODE.key(),
        "zookeeper",
        HighAvailabilityOptions.HA_ZOOKEEPER_QUORUM.key(),
        "127.0.0.1:" + connections.getLocalPort());
  }

  @Override
  public void close() {
    connections.shutdown();
  }
}
