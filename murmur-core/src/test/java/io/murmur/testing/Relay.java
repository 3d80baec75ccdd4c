package io.murmur.testing;

import io.murmur.testing.Fault.Moment;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection and the one to the server that belongs to it.
 *
 * <pre>
 * client → request ─ rule strikes? ─┬─ hold ─→ server
 *                                   └─ error, reset
 * client ← replies in the order of the requests ←─ hold, drop, error ←─ server
 * </pre>
 *
 * <p>Both connections live on one event loop, so nothing here needs a lock.
 */
// A write or close that fails means that the connection is gone, which channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Relay extends ChannelInboundHandlerAdapter {

  private final Wire wire;
  private final FaultRules rules;
  private final Traffic traffic;
  private final Connections connections;
  private final SocketAddress serverAddress;

  /** What the client is owed, in the order of its requests. */
  private final Deque<Exchange> owed = new ArrayDeque<>();

  /** What the server is to answer, in the order in which it got the requests. */
  private final Deque<Exchange> awaited = new ArrayDeque<>();

  private Channel client;
  private Channel server;
  private int heldRequests;
  private int heldReplies;

  Relay(
      Wire wire,
      FaultRules rules,
      Traffic traffic,
      Connections connections,
      SocketAddress serverAddress) {
    this.wire = wire;
    this.rules = rules;
    this.traffic = traffic;
    this.connections = connections;
    this.serverAddress = serverAddress;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    client = context.channel();
    if (!connections.addClient(client)) {
      Connections.reset(client);
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    wire.serverCodec().forEach(channel.pipeline()::addLast);
                    channel.pipeline().addLast(new ServerSide());
                  }
                })
            .connect(serverAddress);
    server = connecting.channel();
    connecting.addListener(
        (ChannelFutureListener)
            connected -> {
              if (connected.isSuccess()) {
                connections.addServer(server);
                connections.open(client, server);
              } else {
                Connections.reset(client);
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ProxiedRequest request = wire.describe(message);
    traffic.countRequest(request);
    var exchange = new Exchange(request, rules.strike(request).orElse(null));
    if (exchange.fault instanceof Fault.Reset) {
      ReferenceCountUtil.release(message);
      Connections.reset(client);
      return;
    }
    owed.add(exchange);
    if (exchange.fault instanceof Fault.Fail fail && fail.moment() == Moment.BEFORE_THE_SERVER) {
      ReferenceCountUtil.release(message);
      exchange.reply = wire.reply(fail.error());
      settle();
      return;
    }
    heldRequests++;
    pass(
        exchange,
        Moment.BEFORE_THE_SERVER,
        () -> {
          heldRequests--;
          send(exchange, message);
        });
  }

  private void send(Exchange exchange, Object message) {
    awaited.add(exchange);
    Object sent =
        exchange.fault instanceof Fault.Rewrite rewrite
            ? wire.rewrite(message, rewrite.request())
            : message;
    server.writeAndFlush(sent);
  }

  private void receive(Object message) {
    if (!wire.isReply(message)) {
      client.writeAndFlush(message);
      return;
    }
    Exchange exchange = awaited.remove();
    traffic.countAnswer(exchange.request, wire.capacityUnits(message));
    if (exchange.fault instanceof Fault.DropReply) {
      ReferenceCountUtil.release(message);
      client.close();
      settle();
      return;
    }
    heldReplies++;
    pass(
        exchange,
        Moment.AFTER_THE_SERVER,
        () -> {
          heldReplies--;
          deliver(exchange, disfigure(exchange, message));
        });
  }

  private void deliver(Exchange exchange, Object reply) {
    if (client.isActive()) {
      exchange.reply = reply;
    } else {
      ReferenceCountUtil.release(reply);
    }
    settle();
  }

  private Object disfigure(Exchange exchange, Object reply) {
    if (exchange.fault instanceof Fault.Fail fail) {
      ReferenceCountUtil.release(reply);
      return wire.reply(fail.error());
    }
    if (exchange.fault instanceof Fault.Rewrite rewrite) {
      return wire.rewrite(reply, body -> rewrite.reply().apply(exchange.request.body(), body));
    }
    return reply;
  }

  /** Runs the next step on the event loop: now, or when the fault lets go. */
  private void pass(Exchange exchange, Moment moment, Runnable next) {
    if (exchange.fault instanceof Fault.Hold hold && hold.moment() == moment) {
      hold.until().whenComplete((result, error) -> client.eventLoop().execute(next));
    } else if (exchange.fault instanceof Fault.Delay delay && delay.moment() == moment) {
      client.eventLoop().schedule(next, delay.by().toNanos(), TimeUnit.NANOSECONDS);
    } else {
      next.run();
    }
  }

  /** Hands over what is ready, and closes what nobody waits for any more. */
  private void settle() {
    while (!owed.isEmpty() && owed.peek().reply != null) {
      client.write(owed.remove().reply);
    }
    client.flush();
    if (!client.isActive()) {
      owed.forEach(exchange -> ReferenceCountUtil.release(exchange.reply));
      owed.clear();
    }
    if (!client.isActive() && awaited.isEmpty() && heldRequests == 0) {
      server.close();
    }
    if (!server.isActive() && heldReplies == 0) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (server != null) {
      settle();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  /** The end of the relay that faces the server. */
  private final class ServerSide extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      receive(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      awaited.clear();
      settle();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** A request and what becomes of it. */
  private static final class Exchange {
    private final ProxiedRequest request;
    private final Fault fault;
    private Object reply;

    private Exchange(ProxiedRequest request, Fault fault) {
      this.request = request;
      this.fault = fault;
    }
  }
}
