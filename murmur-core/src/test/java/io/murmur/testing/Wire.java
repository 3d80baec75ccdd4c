package io.murmur.testing;

import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a proxy has to know of a protocol: where messages begin and end, and what they are. */
interface Wire {

  /** New handlers that cut what a client sends into requests. */
  List<ChannelHandler> clientCodec();

  /** New handlers that cut what a server sends into replies. */
  List<ChannelHandler> serverCodec();

  ProxiedRequest describe(Object request);

  /** Whether the message answers a request; a server may also send what nobody asked for. */
  boolean isReply(Object message);

  double capacityUnits(Object reply);

  Object reply(ServiceError error);

  /** The message with another body; the message itself is released. */
  Object rewrite(Object message, UnaryOperator<String> body);
}
