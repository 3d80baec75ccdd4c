package io.murmur.monoid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps that combine entry by entry; an entry that is on one side only stays as it is.
 *
 * <p>A present entry with the identity differs from an absent one, so a map of a group is no group.
 */
record MapMonoid<V>(Monoid<V> values) implements Monoid<Map<String, V>> {

  @Override
  public Map<String, V> identity() {
    return Map.of();
  }

  @Override
  public Map<String, V> combine(Map<String, V> left, Map<String, V> right) {
    if (right.isEmpty()) {
      return left;
    }
    if (left.isEmpty()) {
      return right;
    }
    Map<String, V> combined = new HashMap<>(left);
    right.forEach((key, value) -> combined.merge(key, value, values::combine));
    return Map.copyOf(combined);
  }

  @Override
  public boolean commutative() {
    return values.commutative();
  }

  @Override
  public boolean idempotent() {
    return values.idempotent();
  }

  @Override
  public Accumulator<Map<String, V>> accumulator() {
    return new Running<>(values);
  }

  @Override
  public Structure structure() {
    return new Structure.MapOf(values.structure());
  }

  @Override
  public Codec<Map<String, V>> codec() {
    return new MapCodec<>(values.codec());
  }

  private static final class Running<V> extends StagedAccumulator<Map<String, V>> {
    private final Monoid<V> values;
    private final Map<String, StagedAccumulator<V>> entries = new HashMap<>();
    private final Map<String, StagedAccumulator<V>> created = new HashMap<>();
    private final List<StagedAccumulator<V>> staged = new ArrayList<>();

    private Running(Monoid<V> values) {
      this.values = values;
    }

    @Override
    void stage(Map<String, V> value) {
      created.clear();
      staged.clear();
      for (Map.Entry<String, V> entry : value.entrySet()) {
        StagedAccumulator<V> accumulator = entries.get(entry.getKey());
        if (accumulator == null) {
          accumulator = StagedAccumulator.of(values);
          created.put(entry.getKey(), accumulator);
        }
        accumulator.stage(entry.getValue());
        staged.add(accumulator);
      }
    }

    @Override
    void commit() {
      entries.putAll(created);
      for (int i = 0; i < staged.size(); i++) {
        staged.get(i).commit();
      }
      created.clear();
      staged.clear();
    }

    @Override
    public Map<String, V> value() {
      Map<String, V> value = new HashMap<>();
      entries.forEach((key, accumulator) -> value.put(key, accumulator.value()));
      return Map.copyOf(value);
    }

    @Override
    public void reset() {
      entries.clear();
    }
  }

  /**
   * The number of entries, then key and value of each in the order of the keys, so that the bytes
   * do not depend on how the map came about.
   */
  private record MapCodec<V>(Codec<V> values) implements VersionedCodec<Map<String, V>> {
    @Override
    public void write(ByteWriter out, Map<String, V> value) {
      Map<String, V> sorted = new TreeMap<>(Utf8Order.INSTANCE);
      sorted.putAll(value);
      out.writeLength(sorted.size());
      sorted.forEach(
          (key, entry) -> {
            out.writeString(key);
            out.writeBytes(values.encode(entry));
          });
    }

    @Override
    public Map<String, V> read(ByteReader in) {
      int count = in.readLength();
      Map<String, V> entries = new HashMap<>();
      String before = null;
      for (int i = 0; i < count; i++) {
        String key = in.readString();
        if (before != null && Utf8Order.INSTANCE.compare(before, key) >= 0) {
          throw new CorruptValueException("the keys of the map are not in order");
        }
        before = key;
        entries.put(key, values.decode(in.readBytes()));
      }
      return Map.copyOf(entries);
    }
  }
}
