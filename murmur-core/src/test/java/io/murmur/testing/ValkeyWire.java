package io.murmur.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Valkey's protocol, RESP 2 and 3: one reply for each command, in order. Subscriptions and MONITOR,
 * which have many, are not for this proxy.
 */
final class ValkeyWire implements Wire {

  private static final byte PUSH = '>';
  private static final byte ARRAY = '*';

  /** What stands before each argument of a command: its length. */
  private static final Pattern LENGTHS = Pattern.compile("(\\A\\*\\d+)?\r\n\\$\\d+\r\n|\r\n\\z");

  @Override
  public List<ChannelHandler> clientCodec() {
    return List.of(new FrameDecoder());
  }

  @Override
  public List<ChannelHandler> serverCodec() {
    return List.of(new FrameDecoder());
  }

  @Override
  public ProxiedRequest describe(Object request) {
    var frame = (ByteBuf) request;
    String text = frame.toString(UTF_8);
    if (frame.getByte(frame.readerIndex()) == ARRAY) {
      text = LENGTHS.matcher(text).replaceAll(" ");
    }
    String command = text.strip();
    return new ProxiedRequest(command.split("\\s", 2)[0].toUpperCase(Locale.ROOT), command);
  }

  @Override
  public boolean isReply(Object message) {
    var frame = (ByteBuf) message;
    return frame.getByte(frame.readerIndex()) != PUSH;
  }

  @Override
  public double capacityUnits(Object reply) {
    return 0;
  }

  @Override
  public Object reply(ServiceError error) {
    return Unpooled.copiedBuffer("-" + error.type() + " " + error.message() + "\r\n", UTF_8);
  }

  @Override
  public Object rewrite(Object message, UnaryOperator<String> body) {
    throw new UnsupportedOperationException("Valkey's messages cannot be rewritten");
  }

  /** Cuts the stream into whole frames, nested ones included. */
  private static final class FrameDecoder extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      int end = RespFrame.end(in, in.readerIndex());
      if (end >= 0) {
        out.add(in.readRetainedSlice(end - in.readerIndex()));
      }
    }
  }
}
