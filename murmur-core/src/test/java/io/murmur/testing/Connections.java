package io.murmur.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The open connections of a proxy, and what has befallen all of them. */
final class Connections {

  private final Set<Channel> clients = new HashSet<>();
  private final Set<Channel> servers = new HashSet<>();
  private boolean partitioned;
  private boolean refusing;

  /** Takes on a client's connection; false if it is to be reset at once. */
  synchronized boolean addClient(Channel channel) {
    if (refusing) {
      return false;
    }
    clients.add(channel);
    channel.closeFuture().addListener(closed -> remove(channel));
    return true;
  }

  synchronized void addServer(Channel channel) {
    servers.add(channel);
    channel.closeFuture().addListener(closed -> remove(channel));
  }

  /** Starts to read from both ends, unless nothing is to pass. On their event loop. */
  synchronized void open(Channel client, Channel server) {
    server.config().setAutoRead(!partitioned);
    client.config().setAutoRead(!partitioned);
  }

  /** When this returns, nothing more is read; the operating systems keep what arrives. */
  void partition() {
    synchronized (this) {
      partitioned = true;
    }
    onEach(all(), channel -> channel.config().setAutoRead(false));
  }

  /** When this returns, no connection is open, and new ones are reset. */
  void refuse() {
    synchronized (this) {
      refusing = true;
    }
    resetAll();
  }

  void heal() {
    synchronized (this) {
      partitioned = false;
      refusing = false;
    }
    onEach(all(), channel -> channel.config().setAutoRead(true));
  }

  /** When this returns, the connections that were open have been reset. */
  void resetAll() {
    onEach(clients(), Connections::reset);
  }

  /** Closes a connection so that the other end reads "connection reset". On its event loop. */
  @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to do
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /** Those that are there after a change of state; whatever comes later knows of it. */
  private synchronized List<Channel> all() {
    return Stream.concat(clients.stream(), servers.stream()).toList();
  }

  private synchronized List<Channel> clients() {
    return List.copyOf(clients);
  }

  private synchronized void remove(Channel channel) {
    clients.remove(channel);
    servers.remove(channel);
  }

  /** Not under the lock: the event loops may be waiting for it. */
  private static void onEach(List<Channel> channels, Consumer<Channel> action) {
    for (Channel channel : channels) {
      if (channel.eventLoop().inEventLoop()) {
        action.accept(channel);
      } else {
        channel.eventLoop().submit(() -> action.accept(channel)).syncUninterruptibly();
      }
    }
  }
}
