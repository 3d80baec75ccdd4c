package io.murmur.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * A server's stand-in on the loopback interface that passes requests on and lets them go wrong as
 * told, at any time and from any thread.
 *
 * <pre>{@code
 * try (var proxy = FaultProxy.dynamoDb(local.endpoint(), seed);
 *     var client = DynamoDbLocal.asyncClient(proxy.endpoint()).build()) {
 *   proxy.inject(FaultRule.of(Fault.dropReply()).on("UpdateItem").onlyTheNth(3));
 *   proxy.inject(FaultRule.of(Fault.error(ServiceError.THROTTLING)).withProbability(0.3));
 *   …
 *   proxy.heal();
 * }
 * }</pre>
 *
 * <p>It understands the protocol, so a fault strikes a request and not some bytes of it. Chance
 * comes from the seed: with one client and one request at a time, the same seed strikes the same
 * requests; with more, the same share of them.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int THREADS = 2;

  private final EventLoopGroup threads =
      new NioEventLoopGroup(THREADS, new DefaultThreadFactory("fault-proxy", true));
  private final Connections connections = new Connections();
  private final Traffic traffic = new Traffic();
  private final FaultRules rules;
  private final Channel listener;

  private FaultProxy(Wire wire, SocketAddress server, long seed) {
    this.rules = new FaultRules(seed);
    this.listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            // Nothing is read from a client before there is a server to pass it to.
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    wire.clientCodec().forEach(channel.pipeline()::addLast);
                    channel
                        .pipeline()
                        .addLast(new Relay(wire, rules, traffic, connections, server));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /**
   * A proxy before a DynamoDB endpoint without TLS.
   *
   * @param server the endpoint, for example {@link DynamoDbLocal#endpoint()}
   * @param seed decides what faults with a probability strike
   */
  public static FaultProxy dynamoDb(URI server, long seed) {
    return new FaultProxy(
        new DynamoDbWire(), new InetSocketAddress(server.getHost(), server.getPort()), seed);
  }

  /**
   * A proxy before a Valkey server; the server may be stopped and started meanwhile.
   *
   * @param server where connections are passed on to
   * @param seed decides what faults with a probability strike
   */
  public static FaultProxy valkey(ValkeyServer server, long seed) {
    return new FaultProxy(
        new ValkeyWire(), new InetSocketAddress(server.host(), server.port()), seed);
  }

  /** The host to connect to. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port to connect to. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The endpoint for clients of DynamoDB. */
  public URI endpoint() {
    return URI.create("http://" + host() + ":" + port());
  }

  /**
   * Adds a rule behind those that are there. A request meets at most one fault: that of the first
   * rule that strikes.
   *
   * @param rule which requests are struck, and how
   * @return the rule at work: what it did, and how to end it
   */
  public InjectedFault inject(FaultRule rule) {
    return rules.add(rule);
  }

  /** What passed so far. */
  public Traffic traffic() {
    return traffic;
  }

  /** Resets all open connections; new ones are welcome. */
  public void resetConnections() {
    connections.resetAll();
  }

  /** The server seems gone: resets all open connections, and new ones as they come. */
  public void refuseConnections() {
    connections.refuse();
  }

  /**
   * The network seems gone: connections stay open and new ones open, but nothing passes any more.
   * What is sent meanwhile arrives after {@link #heal()}, as it does when a network comes back.
   */
  public void blackhole() {
    connections.partition();
  }

  /** Ends all rules, the blackhole and the refusal of connections. */
  public void heal() {
    rules.clear();
    connections.heal();
  }

  /** Closes all connections and stops listening. */
  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    connections.resetAll();
    threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
