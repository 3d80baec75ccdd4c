package io.murmur.state.valkey;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.StructMonoid;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.Structure;
import io.murmur.state.Merge;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Merges without reading, in one round trip: numbers are added to, members are set. For counts,
 * sums of longs, sets of strings, and structs of these.
 */
final class NativeMerging<V> implements Merging<V> {

  private static final String REFUSED = "refused";

  // A script that fails midway leaves what it wrote: so the additions, which may fail, come first
  // and are taken back by hand.
  private static final Script SCRIPT =
      new Script(
          Guarded.CHECK
              + """
              -- more ARGV: how many numbers; field and addend of each; fields of members
              local added = {}
              local i = OWN + 1
              for number = 1, tonumber(ARGV[OWN]) do
                local field = ARGV[i]
                local before = redis.call('HGET', KEYS[1], field)
                local sum = redis.pcall('HINCRBY', KEYS[1], field, ARGV[i + 1])
                if type(sum) == 'table' then
                  for j = #added, 1, -1 do
                    if added[j][2] then
                      redis.call('HSET', KEYS[1], added[j][1], added[j][2])
                    else
                      redis.call('HDEL', KEYS[1], added[j][1])
                    end
                  end
                  return {'refused', sum.err}
                end
                added[number] = {field, before}
                i = i + 2
              end
              while ARGV[i] do
                redis.call('HSET', KEYS[1], ARGV[i], '')
                i = i + 1
              end
              """
                  .replace("OWN", Integer.toString(Guarded.OWN))
              + Guarded.SEAL);

  private final List<Structure> parts;
  private final Optional<StructMonoid> struct;
  private final ValkeyKeys keys;

  private NativeMerging(List<Structure> parts, Optional<StructMonoid> struct, ValkeyKeys keys) {
    this.parts = parts;
    this.struct = struct;
    this.keys = keys;
  }

  /** The native way for a monoid, if there is one. */
  static <V> Optional<Merging<V>> of(Monoid<V> monoid, ValkeyKeys keys) {
    if (monoid instanceof StructMonoid struct) {
      List<Structure> parts = struct.monoids().stream().map(field -> field.structure()).toList();
      return parts.stream().allMatch(NativeMerging::isNative)
          ? Optional.of(new NativeMerging<>(parts, Optional.of(struct), keys))
          : Optional.empty();
    }
    return isNative(monoid.structure())
        ? Optional.of(new NativeMerging<>(List.of(monoid.structure()), Optional.empty(), keys))
        : Optional.empty();
  }

  private static boolean isNative(Structure part) {
    return isNumber(part) || part instanceof Structure.StringSet;
  }

  private static boolean isNumber(Structure part) {
    return part instanceof Structure.Count
        || (part instanceof Structure.Sum sum && sum.type() == Structure.NumberType.LONG);
  }

  @Override
  @SuppressWarnings("unchecked") // the structure fixes the type of the value
  public V read(Item item) {
    if (struct.isEmpty()) {
      return (V) readPart(item, 0);
    }
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = readPart(item, i);
    }
    return (V) struct.get().value(values);
  }

  private Object readPart(Item item, int index) {
    return isNumber(parts.get(index))
        ? (Object) item.number(Item.VALUE + index).orElse(0)
        : item.members(members(index));
  }

  @Override
  public List<?> merge(Link link, Merge<V> merge) {
    Script.Run run = Guarded.arguments(merge, keys);
    List<byte[]> numbers = new ArrayList<>();
    List<byte[]> members = new ArrayList<>();
    numbers.add(Item.bytes(Item.VERSION));
    numbers.add(Item.bytes(1));
    for (int i = 0; i < parts.size(); i++) {
      Object delta = struct.isEmpty() ? merge.delta() : ((StructValue) merge.delta()).get(i);
      if (isNumber(parts.get(i))) {
        numbers.add(Item.bytes(Item.VALUE + i));
        numbers.add(Item.bytes((Long) delta));
      } else {
        for (Object member : (Set<?>) delta) {
          members.add(strictBytes(members(i) + member));
        }
      }
    }
    run.arguments().add(Item.bytes(numbers.size() / 2));
    run.arguments().addAll(numbers);
    run.arguments().addAll(members);
    List<?> answer = (List<?>) SCRIPT.run(link, run);
    if (Item.text((byte[]) answer.get(0)).equals(REFUSED)) {
      throw new ArithmeticException("the server says " + Item.text((byte[]) answer.get(1)));
    }
    return answer;
  }

  private static String members(int index) {
    return Item.MEMBER + index + ":";
  }

  /**
   * UTF-8, but no question mark in place of half a surrogate pair: two members would become one.
   */
  private static byte[] strictBytes(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a member of the set has half a surrogate pair, for which there is no UTF-8", e);
    }
  }
}
