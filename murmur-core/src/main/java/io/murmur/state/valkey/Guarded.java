package io.murmur.state.valkey;

import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.Stamp;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What all merge scripts share: their keys and first arguments, and the Lua code that checks a
 * guard before the value is touched and leaves its mark after.
 */
final class Guarded {

  /** The first argument of a script that is its own. */
  static final int OWN = 6;

  /** An item of more fields is not sent back with the answer to a merge. */
  static final int MAX_FIELDS_ANSWERED = 512;

  static final String APPLIED = "applied";
  static final String FENCED = "fenced";
  static final String CLAIMED = "claimed";

  /**
   * Ends the script unless the guard lets the merge through. Stamps are 38 digits each, so their
   * order is that of the strings.
   */
  static final String CHECK =
      """
      -- KEYS: the item; the claims on it
      -- ARGV: expiry to keep (or empty), expiry for the server, fence (or empty), stamp,
      --       retention of claims (ms)
      local function state()
        return redis.call('HGETALL', KEYS[1])
      end
      if ARGV[3] ~= '' then
        local found = redis.call('HGET', KEYS[1], ARGV[3])
        if found and found >= ARGV[4] then
          return {'fenced', found, state()}
        end
      end
      local claimed = {}
      for i = 2, #KEYS do
        if redis.call('EXISTS', KEYS[i]) == 1 then
          claimed[#claimed + 1] = i - 2
        end
      end
      if #claimed > 0 then
        return {'claimed', claimed}
      end
      """;

  /** Ends the script after the value and its version were written. */
  static final String SEAL =
      """
      if ARGV[3] ~= '' then
        redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
      end
      for i = 2, #KEYS do
        redis.call('SET', KEYS[i], '', 'PX', ARGV[5])
      end
      local after = {}
      if ARGV[1] ~= '' then
        redis.call('HSET', KEYS[1], 'x', ARGV[1])
      else
        redis.call('HDEL', KEYS[1], 'x')
      end
      if redis.call('HLEN', KEYS[1]) <= MAX_FIELDS then
        after = state()
      end
      if ARGV[1] ~= '' then
        redis.call('EXPIREAT', KEYS[1], ARGV[2])
      else
        redis.call('PERSIST', KEYS[1])
      end
      return {'applied', after}
      """
          .replace("MAX_FIELDS", Integer.toString(MAX_FIELDS_ANSWERED));

  /** Three thousand years, in seconds or milliseconds: the server refuses times it cannot add. */
  private static final long FAR = 100_000_000_000_000L;

  private static final int STAMP_DIGITS = 38;
  private static final byte[] NONE = {};

  private Guarded() {}

  /** The keys, and the arguments that {@link #CHECK} and {@link #SEAL} read; more may be added. */
  static Script.Run arguments(Merge<?> merge, ValkeyKeys keys) {
    List<byte[]> names = new ArrayList<>();
    names.add(keys.item(merge.key()));
    List<byte[]> arguments = new ArrayList<>();
    OptionalLong expiry = merge.expiresAtEpochSecond();
    arguments.add(expiry.isPresent() ? Item.bytes(expiry.getAsLong()) : NONE);
    arguments.add(Item.bytes(Math.max(1, Math.min(FAR, expiry.orElse(FAR)))));
    if (merge.guard() instanceof Guard.Fence fence) {
      arguments.add(Item.bytes(Item.FENCE + fence.writer()));
      arguments.add(Item.bytes(digits(fence.stamp())));
    } else {
      arguments.add(NONE);
      arguments.add(NONE);
    }
    if (merge.guard() instanceof Guard.Claims claims) {
      claims.eventIds().forEach(id -> names.add(claim(keys, merge.key(), claims, id)));
      arguments.add(Item.bytes(millis(claims.retention())));
    } else {
      arguments.add(NONE);
    }
    return new Script.Run(names, arguments);
  }

  static Stamp stamp(byte[] digits) {
    return Stamp.ofNumber(new BigDecimal(Item.text(digits)));
  }

  private static byte[] claim(ValkeyKeys keys, Key key, Guard.Claims claims, String id) {
    return keys.claim(key, claims.namespace(), id);
  }

  /** How long the server is to keep something: never less than asked for, if it can. */
  static long millis(Duration retention) {
    return retention.toSeconds() >= FAR / 1000 ? FAR : retention.plusNanos(999_999).toMillis();
  }

  private static String digits(Stamp stamp) {
    String number = stamp.toNumber().toBigIntegerExact().toString();
    return "0".repeat(STAMP_DIGITS - number.length()) + number;
  }
}
