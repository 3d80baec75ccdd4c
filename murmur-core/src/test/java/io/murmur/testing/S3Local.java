package io.murmur.testing;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A server of the S3 protocol in this JVM, in memory, on a free port, with a client that prepares
 * and looks.
 *
 * <p>Tests get it from {@link S3LocalExtension}; anything else calls {@link #start()}.
 */
public final class S3Local implements AutoCloseable {

  /** The id of the only key that the server takes. */
  public static final String ACCESS_KEY = "murmur";

  /** Its secret. */
  public static final String SECRET_KEY = "murmur-secret";

  private static final AtomicLong BUCKETS = new AtomicLong();

  private final TransientNio2BlobStore blobs;
  private final S3Proxy server;
  private final S3Client client;

  private S3Local(TransientNio2BlobStore blobs, S3Proxy server) {
    this.blobs = blobs;
    this.server = server;
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .httpClientBuilder(ApacheHttpClient.builder())
            .build();
  }

  /** Starts a server of its own, empty. */
  public static S3Local start() {
    try {
      var blobs = new TransientNio2BlobStore();
      var server =
          S3Proxy.builder()
              .blobStore(blobs)
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
              // Nobody waits for requests that are still open when it stops.
              .stopTimeout(0)
              .build();
      server.start();
      return new S3Local(blobs, server);
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not start", e);
    }
  }

  /** Where the server listens; buckets are in the path, not in the host name. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** A blocking client of the server, closed with it. */
  public S3Client client() {
    return client;
  }

  /**
   * Makes a bucket that no other test of this JVM gets.
   *
   * @param prefix what the bucket is for
   */
  public String newBucket(String prefix) {
    String name = prefix + "-" + BUCKETS.incrementAndGet();
    client.createBucket(request -> request.bucket(name));
    return name;
  }

  /** Writes an object. */
  public void put(String bucket, String key, byte[] bytes) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
  }

  /** The bytes of an object. */
  public byte[] get(String bucket, String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  /** The keys of all objects of a bucket that begin with a prefix, in their order. */
  public List<String> keys(String bucket, String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /** Stops the server; what it held is gone. */
  @Override
  public void close() {
    client.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not stop", e);
    }
    blobs.close();
  }
}
