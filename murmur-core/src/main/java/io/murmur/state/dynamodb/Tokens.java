package io.murmur.state.dynamodb;

import java.nio.ByteBuffer;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;

/** Marks by which a caller knows its own write again. */
final class Tokens {

  private Tokens() {}

  /** 16 bytes that nobody else has. */
  static SdkBytes next() {
    UUID random = UUID.randomUUID();
    return SdkBytes.fromByteArrayUnsafe(
        ByteBuffer.allocate(16)
            .putLong(random.getMostSignificantBits())
            .putLong(random.getLeastSignificantBits())
            .array());
  }
}
