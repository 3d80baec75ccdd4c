package io.murmur.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** DynamoDB's protocol: JSON over HTTP/1.1, the operation in a header. */
final class DynamoDbWire implements Wire {

  /** Above what DynamoDB allows for a message (16 MB). */
  private static final int LARGEST_MESSAGE = 32 * 1024 * 1024;

  private static final String CONSUMED = "ConsumedCapacity";
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<ChannelHandler> clientCodec() {
    return List.of(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_MESSAGE));
  }

  @Override
  public List<ChannelHandler> serverCodec() {
    return List.of(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_MESSAGE));
  }

  @Override
  public ProxiedRequest describe(Object request) {
    var message = (FullHttpRequest) request;
    String target = message.headers().get("X-Amz-Target", "");
    return new ProxiedRequest(target.substring(target.indexOf('.') + 1), body(message));
  }

  @Override
  public boolean isReply(Object message) {
    return true;
  }

  @Override
  public double capacityUnits(Object reply) {
    String body = body((FullHttpMessage) reply);
    if (!body.contains(CONSUMED)) {
      return 0;
    }
    try {
      JsonNode consumed = JSON.readTree(body).path(CONSUMED);
      double units = consumed.path("CapacityUnits").asDouble();
      // Of a batch or a transaction: one entry for each table.
      if (consumed.isArray()) {
        for (JsonNode table : consumed) {
          units += table.path("CapacityUnits").asDouble();
        }
      }
      return units;
    } catch (JsonProcessingException e) {
      return 0;
    }
  }

  @Override
  public Object reply(ServiceError error) {
    ByteBuf body =
        Unpooled.copiedBuffer(
            JSON.createObjectNode()
                .put("__type", error.type())
                .put("message", error.message())
                .toString(),
            UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(error.status()), body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set("x-amzn-RequestId", UUID.randomUUID().toString());
    return response;
  }

  @Override
  public Object rewrite(Object message, UnaryOperator<String> rewriter) {
    var original = (FullHttpMessage) message;
    ByteBuf body = Unpooled.copiedBuffer(rewriter.apply(body(original)), UTF_8);
    var rewritten = original.replace(body);
    rewritten
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        // The checksum of the body that was; clients do without.
        .remove("x-amz-crc32");
    ReferenceCountUtil.release(original);
    return rewritten;
  }

  private static String body(FullHttpMessage message) {
    return message.content().toString(UTF_8);
  }
}
