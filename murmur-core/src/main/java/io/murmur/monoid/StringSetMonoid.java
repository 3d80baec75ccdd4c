package io.murmur.monoid;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The union of sets of strings. */
record StringSetMonoid() implements Monoid<Set<String>> {

  @Override
  public Set<String> identity() {
    return Set.of();
  }

  @Override
  public Set<String> combine(Set<String> left, Set<String> right) {
    if (left.containsAll(right)) {
      return left;
    }
    if (right.containsAll(left)) {
      return right;
    }
    Set<String> union = new HashSet<>(left);
    union.addAll(right);
    return Set.copyOf(union);
  }

  @Override
  public boolean idempotent() {
    return true;
  }

  @Override
  public Accumulator<Set<String>> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    return new Structure.StringSet();
  }

  @Override
  public Codec<Set<String>> codec() {
    return new SetCodec();
  }

  private static final class Running extends StagedAccumulator<Set<String>> {
    private final Set<String> members = new HashSet<>();
    private Set<String> next = Set.of();

    @Override
    void stage(Set<String> value) {
      next = value;
    }

    @Override
    void commit() {
      members.addAll(next);
      next = Set.of();
    }

    @Override
    public Set<String> value() {
      return Set.copyOf(members);
    }

    @Override
    public void reset() {
      members.clear();
    }
  }

  /**
   * The number of members, then the members in their order, so that equal sets have equal bytes.
   */
  private record SetCodec() implements VersionedCodec<Set<String>> {
    @Override
    public void write(ByteWriter out, Set<String> value) {
      String[] members = value.toArray(String[]::new);
      Arrays.sort(members, Utf8Order.INSTANCE);
      out.writeLength(members.length);
      for (String member : members) {
        out.writeString(member);
      }
    }

    @Override
    public Set<String> read(ByteReader in) {
      int count = in.readLength();
      Set<String> members = new HashSet<>();
      String before = null;
      for (int i = 0; i < count; i++) {
        String member = in.readString();
        if (before != null && Utf8Order.INSTANCE.compare(before, member) >= 0) {
          throw new CorruptValueException("the members of the set are not in order");
        }
        before = member;
        members.add(member);
      }
      return Set.copyOf(members);
    }
  }
}
