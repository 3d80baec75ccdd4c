package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.InjectedFault;
import io.murmur.testing.S3Local;
import io.murmur.testing.ValkeyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginDescriptor;
import org.apache.flink.fs.s3hadoop.S3FileSystemFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * What the manifests expect to be there, in this process: DynamoDB with the tables of the template,
 * S3 with the buckets, a cache. It remembers what the jobs ask of DynamoDB.
 */
final class Cloud implements AutoCloseable {

  /** What a plugin takes from the class path of all; the rest it has to bring. */
  private static final String[] SHARED = {
    "java.",
    "org.apache.flink.annotation",
    "org.apache.flink.api",
    "org.apache.flink.configuration",
    "org.apache.flink.core",
    "org.apache.flink.metrics",
    "org.apache.flink.util",
    "org.apache.log4j",
    "org.apache.logging",
    "org.slf4j"
  };

  private final DynamoDbLocal server = DynamoDbLocal.start();
  private final DynamoDbAsyncClient client = server.asyncClient().build();
  private final FaultProxy proxy = FaultProxy.dynamoDb(server.endpoint(), 1);
  private final S3Local s3 = S3Local.start();
  private final ValkeyServer cache = ValkeyServer.start();
  private final String events = s3.newBucket("events");
  private final String state = s3.newBucket("state");
  private final Set<Request> asked = new ConcurrentSkipListSet<>();

  /**
   * Something that a job asked of DynamoDB.
   *
   * @param action as policies name it
   * @param table of which table
   */
  record Request(String action, String table) implements Comparable<Request> {

    @Override
    public int compareTo(Request other) {
      return toString().compareTo(other.toString());
    }
  }

  Cloud() {
    // As a service account has them.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    Stack.tables().forEach((table, resource) -> Stack.create(client, resource, table));
    proxy.inject(
        FaultRule.of(Fault.reset())
            .matching(
                request -> {
                  note(request.operation(), request.body());
                  return false;
                }));
    Configuration settings = new Configuration();
    settings.setString("s3.endpoint", s3.endpoint().toString());
    settings.setString("s3.path.style.access", "true");
    settings.setString("s3.access-key", S3Local.ACCESS_KEY);
    settings.setString("s3.secret-key", S3Local.SECRET_KEY);
    URL jar = S3FileSystemFactory.class.getProtectionDomain().getCodeSource().getLocation();
    PluginDescriptor plugin = new PluginDescriptor("s3", new URL[] {jar}, new String[0]);
    FileSystem.initialize(settings, new DefaultPluginManager(List.of(plugin), SHARED));
  }

  private void note(String operation, String body) {
    JsonNode request;
    try {
      request = Yaml.JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (request.has("RequestItems")) {
      request
          .get("RequestItems")
          .fieldNames()
          .forEachRemaining(table -> asked.add(new Request("dynamodb:" + operation, table)));
    } else if (request.has("TransactItems")) {
      // There is no action for a transaction: what is in it must be allowed.
      for (JsonNode item : request.get("TransactItems")) {
        item.properties()
            .forEach(
                part ->
                    asked.add(
                        new Request(
                            "dynamodb:" + part.getKey() + "Item",
                            part.getValue().get("TableName").textValue())));
      }
    } else {
      String table =
          request.has("TableName")
              ? request.get("TableName").textValue()
              : request.get("ResourceArn").textValue().replaceAll(".*/", "");
      asked.add(new Request("dynamodb:" + operation, table));
    }
  }

  /** A text of a manifest, with what is here instead of what is there. */
  String here(String text) {
    return text.replace("s3://murmur-events", "s3://" + events)
        .replace("s3://" + Manifests.STATE_BUCKET, "s3://" + state)
        .replaceAll("valkey://.*", "valkey://%s:%d".formatted(cache.host(), cache.port()));
  }

  /** Writes an object of events. */
  void put(String key, String text) {
    s3.put(events, key, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The keys of what jobs keep, below a prefix. */
  List<String> kept(String prefix) {
    return s3.keys(state, prefix);
  }

  /** Where jobs find DynamoDB. */
  String endpoint() {
    return proxy.endpoint().toString();
  }

  /** A client that looks past the jobs. */
  DynamoDbAsyncClient client() {
    return client;
  }

  /** A run, as the control table has it. */
  Optional<Run> run(String id) {
    try (DynamoDbDocuments documents = new DynamoDbDocuments(client, "murmur_control")) {
      return new RunLedger(documents).find(id);
    }
  }

  /** What jobs asked since the last call. */
  Set<Request> asked() {
    Set<Request> all = new java.util.TreeSet<>(asked);
    asked.clear();
    return all;
  }

  /** Holds all merges back until the future is done, so that a job stays where it is. */
  InjectedFault holdMerges(CompletableFuture<Void> released) {
    return proxy.inject(
        FaultRule.of(Fault.holdRequest(released))
            .on("UpdateItem")
            .matching(request -> !released.isDone()));
  }

  @Override
  public void close() {
    proxy.close();
    client.close();
    server.close();
    s3.close();
    cache.close();
    FileSystem.initialize(new Configuration(), null);
  }
}
