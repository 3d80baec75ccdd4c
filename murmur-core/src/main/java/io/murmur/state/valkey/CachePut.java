package io.murmur.state.valkey;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** The script that keeps the newer of two versions. */
final class CachePut {

  /** The answer of a server that had no memory for the value: it holds nothing for the key now. */
  static final Long NO_ROOM = -1L;

  private static final byte[] NEVER = {};

  // Versions are compared byte by byte: Lua's own numbers are exact to 53 bits only, and its own
  // comparison of strings follows the server's locale.
  static final Script SCRIPT =
      new Script(
          """
          -- KEYS[1]: the entry
          -- ARGV: the new entry; its expiry (seconds since the epoch, or empty); its maximum age (s)
          local function newer(held, put)
            if type(held) ~= 'string' or #held < PREFIX or held:byte(1) ~= FORMAT then
              return true
            end
            for i = 2, PREFIX do
              local h, p = held:byte(i), put:byte(i)
              if h ~= p then
                return p > h
              end
            end
            return false
          end

          if not newer(redis.pcall('GETRANGE', KEYS[1], 0, PREFIX - 1), ARGV[1]) then
            return 0
          end
          local now = tonumber(redis.call('TIME')[1])
          local expiry = now + tonumber(ARGV[3])
          if ARGV[2] ~= '' then
            expiry = math.min(expiry, tonumber(ARGV[2]))
          end
          if expiry <= now then
            redis.call('DEL', KEYS[1])
            return 1
          end
          local set = redis.pcall('SET', KEYS[1], ARGV[1])
          if set.err then
            redis.call('DEL', KEYS[1])
            return NO_ROOM
          end
          redis.call('EXPIREAT', KEYS[1], string.format('%.0f', expiry))
          return 1
          """
              .replace("PREFIX", Integer.toString(CacheEntry.VERSIONED_PREFIX))
              .replace("FORMAT", Byte.toString(CacheEntry.FORMAT))
              .replace("NO_ROOM", NO_ROOM.toString()));

  private CachePut() {}

  static Script.Run of(
      byte[] key, byte[] entry, OptionalLong expiresAtEpochSecond, byte[] maxAgeSeconds) {
    byte[] expiry =
        expiresAtEpochSecond.isEmpty()
            ? NEVER
            : Long.toString(expiresAtEpochSecond.getAsLong()).getBytes(StandardCharsets.US_ASCII);
    return new Script.Run(List.of(key), List.of(entry, expiry, maxAgeSeconds));
  }
}
