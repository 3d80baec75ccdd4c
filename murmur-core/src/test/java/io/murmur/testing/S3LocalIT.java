package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

@ExtendWith(S3LocalExtension.class)
class S3LocalIT {

  @Test
  void allTestsOfAJvmShareOneServer(S3Local one, S3Local other) {
    assertThat(one).isSameAs(other);
  }

  @Test
  void objectsAreWrittenListedReadAndDeleted(S3Local s3) {
    String bucket = s3.newBucket("local");
    s3.put(bucket, "a/1", bytes("one"));
    s3.put(bucket, "a/2", bytes("two"));
    s3.put(bucket, "b/1", bytes("three"));
    assertThat(s3.keys(bucket, "a/")).containsExactly("a/1", "a/2");
    assertThat(s3.get(bucket, "b/1")).isEqualTo(bytes("three"));
    s3.client().deleteObject(request -> request.bucket(bucket).key("a/1"));
    assertThat(s3.keys(bucket, "")).containsExactly("a/2", "b/1");
    assertThatThrownBy(() -> s3.get(bucket, "a/1")).isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void aServerOfOnesOwnStartsEmptyAndStops() {
    try (S3Local own = S3Local.start()) {
      assertThat(own.client().listBuckets().buckets()).isEmpty();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
