package io.murmur.state.dynamodb;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The SDK's client on Netty, with threads that all clients of this class loader share, and that end
 * with the last of them. The SDK's own shared threads wait for two idle seconds before they end,
 * which would be two seconds of each command and of each task that fails.
 */
final class NettyClient implements SdkAsyncHttpClient {

  /** What the names of its threads begin with. */
  static final String THREADS = "murmur-dynamodb";

  private static final long MOST_SECONDS_TO_END = 2;

  /** Null without a client; guarded by the class. */
  private static SdkEventLoopGroup threads;

  private static int clients;

  private final SdkAsyncHttpClient client;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NettyClient(SdkAsyncHttpClient client) {
    this.client = client;
  }

  /** Builds such a client of what another builder says. */
  record Builder(NettyNioAsyncHttpClient.Builder settings)
      implements SdkAsyncHttpClient.Builder<Builder> {

    @Override
    public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
      return new NettyClient(settings.eventLoopGroup(take()).buildWithDefaults(defaults));
    }
  }

  private static synchronized SdkEventLoopGroup take() {
    if (clients++ == 0) {
      threads =
          SdkEventLoopGroup.builder()
              .threadFactory(new DefaultThreadFactory(THREADS, true))
              .build();
    }
    return threads;
  }

  /** The threads, if nobody needs them any more; else null. */
  private static synchronized EventLoopGroup giveBack() {
    if (--clients > 0) {
      return null;
    }
    EventLoopGroup unused = threads.eventLoopGroup();
    threads = null;
    return unused;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    return client.execute(request);
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    client.close();
    EventLoopGroup unused = giveBack();
    if (unused != null) {
      unused
          .shutdownGracefully(0, MOST_SECONDS_TO_END, TimeUnit.SECONDS)
          .awaitUninterruptibly(MOST_SECONDS_TO_END, TimeUnit.SECONDS);
    }
  }
}
