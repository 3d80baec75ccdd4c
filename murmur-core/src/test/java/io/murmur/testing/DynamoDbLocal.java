package io.murmur.testing;

import io.murmur.state.dynamodb.DynamoDbClients;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in this JVM, in memory, on a free port.
 *
 * <p>Tests get it from {@link DynamoDbLocalExtension}; anything else calls {@link #start()}. Its
 * threads are not daemons, so a program that does not {@link #close()} it does not end.
 */
public final class DynamoDbLocal implements AutoCloseable {

  private static final AtomicLong TABLES = new AtomicLong();

  private final DynamoDBProxyServer server;
  private final int port;

  private DynamoDbLocal(DynamoDBProxyServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a server of its own, empty. */
  public static DynamoDbLocal start() {
    Grammar.load();
    int port = Ports.free();
    try {
      // Not through ServerRunner: it writes to the console, exits on errors and knows telemetry.
      var requests = new LocalDynamoDBRequestHandler(0, true, null, true, false);
      var server = new DynamoDBProxyServer(port, new LocalDynamoDBServerHandler(requests, null));
      server.safeStart();
      return new DynamoDbLocal(server, port);
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local did not start on port " + port, e);
    }
  }

  /** Where the server listens, for clients and proxies. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A builder of asynchronous clients of this server; who builds a client closes it. */
  public DynamoDbAsyncClientBuilder asyncClient() {
    return asyncClient(endpoint());
  }

  /** A builder of blocking clients of this server; who builds a client closes it. */
  public DynamoDbClientBuilder client() {
    return client(endpoint());
  }

  /**
   * A builder of asynchronous clients of any endpoint that does not check credentials, for example
   * that of a {@link FaultProxy} before this server.
   *
   * @param endpoint where the clients connect to
   */
  public static DynamoDbAsyncClientBuilder asyncClient(URI endpoint) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .httpClientBuilder(DynamoDbClients.httpClient());
  }

  /**
   * As {@link #asyncClient(URI)}, for blocking clients.
   *
   * @param endpoint where the clients connect to
   */
  public static DynamoDbClientBuilder client(URI endpoint) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }

  /**
   * A table name that no other test of this JVM gets, since they share the server.
   *
   * @param prefix what the table is for
   */
  public static String newTableName(String prefix) {
    return prefix + "-" + TABLES.incrementAndGet();
  }

  /**
   * The classes of DynamoDB Local's grammar were generated for an older ANTLR than the one that CEL
   * needs. It reads them all the same, but says so on the standard error when they are loaded.
   */
  private static final class Grammar {
    static {
      PrintStream before = System.err;
      System.setErr(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      try {
        for (String name : List.of("DynamoDbGrammarLexer", "DynamoDbGrammarParser")) {
          Class.forName("com.amazon.dynamodb.grammar." + name);
        }
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("DynamoDB Local has another grammar now", e);
      } finally {
        System.setErr(before);
      }
    }

    private Grammar() {}

    static void load() {}
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("murmur", "murmur"));
  }

  /** Stops the server; what it held is gone. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local did not stop on port " + port, e);
    }
  }
}
