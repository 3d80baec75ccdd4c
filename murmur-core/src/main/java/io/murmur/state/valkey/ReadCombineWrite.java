package io.murmur.state.valkey;

import io.murmur.monoid.Codec;
import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoid;
import io.murmur.state.Merge;
import io.murmur.state.TransientStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Merges by reading the value, combining, and writing it back if its version is still the one that
 * was read; else again, with the value that the server holds now. For every value that has no
 * native operation: two round trips, and one more for each other writer that was faster.
 */
final class ReadCombineWrite<V> implements Merging<V> {

  private static final String CHANGED = "changed";
  private static final byte[] ABSENT = {};

  private static final Script SCRIPT =
      new Script(
          Guarded.CHECK
              + """
              -- more ARGV: the version that was read (empty if there was no item); the new value
              if (redis.call('HGET', KEYS[1], 'n') or '') ~= ARGV[OWN] then
                return {'changed', state()}
              end
              redis.call('HSET', KEYS[1], 'v', ARGV[OWN + 1])
              redis.call('HINCRBY', KEYS[1], 'n', 1)
              """
                  .replace("OWN", Integer.toString(Guarded.OWN))
              + Guarded.SEAL);

  private final Monoid<V> monoid;
  private final Codec<V> codec;
  private final ValkeyKeys keys;
  private final long patienceNanos;

  ReadCombineWrite(Monoid<V> monoid, ValkeyKeys keys, Duration patience) {
    this.monoid = monoid;
    this.codec = monoid.codec();
    this.keys = keys;
    this.patienceNanos = patience.toNanos();
  }

  @Override
  public V read(Item item) {
    return codec.decode(
        item.encoded()
            .orElseThrow(() -> new CorruptValueException("the item has no field " + Item.VALUE)));
  }

  @Override
  public List<?> merge(Link link, Merge<V> merge) {
    long start = System.nanoTime();
    Script.Run guarded = Guarded.arguments(merge, keys);
    List<byte[]> arguments = guarded.arguments();
    int own = arguments.size();
    arguments.add(ABSENT);
    arguments.add(ABSENT);
    Optional<Item> held = Item.of(link.send(link.commands().hgetAll(guarded.keys().get(0))));
    while (true) {
      V before = held.map(this::read).orElseGet(monoid::identity);
      arguments.set(own, held.map(item -> Item.bytes(item.version())).orElse(ABSENT));
      arguments.set(own + 1, codec.encode(monoid.combine(before, merge.delta())));
      List<?> answer = (List<?>) SCRIPT.run(link, guarded);
      if (!Item.text((byte[]) answer.get(0)).equals(CHANGED)) {
        return answer;
      }
      held = Item.ofReply(answer.get(1));
      if (System.nanoTime() - start > patienceNanos) {
        throw new TransientStoreException(
            "merge into key %s was outrun by other writers for %d ms; it was not applied and may be"
                    .formatted(merge.key(), patienceNanos / 1_000_000)
                + " tried again",
            true,
            null);
      }
    }
  }
}
