package io.murmur.state.valkey;

import io.murmur.monoid.Codec;
import io.murmur.monoid.CorruptValueException;
import io.murmur.state.Stored;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The bytes of a cached value. All numbers are big endian:
 *
 * <pre>
 *   0  format, 1 byte: 1
 *   1  version, 8 bytes
 *   9  expiry in seconds since the epoch, 8 bytes; the least long for never
 *  17  CRC-32C of all other bytes, 4 bytes
 *  21  the value in its codec
 * </pre>
 *
 * The checksum is there because a number's codec takes almost any bytes for a number.
 */
final class CacheEntry {

  static final byte FORMAT = 1;

  /** Format and version: what the server's script compares. */
  static final int VERSIONED_PREFIX = 9;

  private static final int CHECKSUM = 17;
  private static final int HEADER = 21;
  private static final long NEVER = Long.MIN_VALUE;

  private CacheEntry() {}

  static <V> byte[] encode(Stored<V> stored, Codec<V> codec) {
    byte[] value = codec.encode(stored.value());
    byte[] entry = new byte[HEADER + value.length];
    ByteBuffer header = ByteBuffer.wrap(entry);
    header.put(FORMAT);
    header.putLong(stored.version());
    header.putLong(stored.expiresAtEpochSecond().orElse(NEVER));
    System.arraycopy(value, 0, entry, HEADER, value.length);
    header.putInt(checksum(entry));
    return entry;
  }

  /**
   * The value that was encoded.
   *
   * @throws CorruptValueException if these are not the bytes of an entry
   */
  static <V> Stored<V> decode(byte[] entry, Codec<V> codec) {
    if (entry.length < HEADER || entry[0] != FORMAT) {
      throw new CorruptValueException(entry.length + " bytes that are no cache entry");
    }
    ByteBuffer header = ByteBuffer.wrap(entry, 1, HEADER - 1);
    long version = header.getLong();
    long expiry = header.getLong();
    if (header.getInt() != checksum(entry)) {
      throw new CorruptValueException("a cache entry whose checksum does not match");
    }
    byte[] value = new byte[entry.length - HEADER];
    System.arraycopy(entry, HEADER, value, 0, value.length);
    return new Stored<>(
        codec.decode(value),
        version,
        expiry == NEVER ? OptionalLong.empty() : OptionalLong.of(expiry));
  }

  private static int checksum(byte[] entry) {
    var crc = new CRC32C();
    crc.update(entry, 0, CHECKSUM);
    crc.update(entry, HEADER, entry.length - HEADER);
    return (int) crc.getValue();
  }
}
