package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Accumulator;
import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Group;
import io.murmur.monoid.Monoid;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The laws that every monoid keeps, as properties over random values. Extend it, say which monoid
 * and how its values are drawn, and run the class with jqwik.
 *
 * <p>For an approximate monoid draw values that it holds exactly, and test its error bound beside
 * these laws.
 *
 * @param <V> the type of the aggregate
 */
public abstract class MonoidLaws<V> {

  /** The monoid. */
  protected abstract Monoid<V> monoid();

  /** Its values; the identity is mixed in. */
  protected abstract Arbitrary<V> values();

  /** Whether two values are the same; for floating point, up to the rounding. */
  protected boolean same(V left, V right) {
    return left.equals(right);
  }

  /** Whether equal values have equal bytes, however they came about. */
  protected boolean canonicalBytes() {
    return true;
  }

  @Provide("values")
  Arbitrary<V> provideValues() {
    return Arbitraries.frequencyOf(
            Tuple.of(19, values()), Tuple.of(1, Arbitraries.create(() -> monoid().identity())))
        .edgeCases(EdgeCases.Config::none);
  }

  @Provide("lists")
  Arbitrary<List<V>> provideLists() {
    return provideValues().list().ofMaxSize(8);
  }

  @Property
  void theIdentityChangesNothing(@ForAll("values") V a) {
    assertSame(monoid().combine(monoid().identity(), a), a);
    assertSame(monoid().combine(a, monoid().identity()), a);
  }

  @Property
  void theGroupingDoesNotMatter(
      @ForAll("values") V a, @ForAll("values") V b, @ForAll("values") V c) {
    assertSame(
        monoid().combine(a, monoid().combine(b, c)), monoid().combine(monoid().combine(a, b), c));
  }

  @Property
  void theOrderDoesNotMatterIfItCommutes(@ForAll("values") V a, @ForAll("values") V b) {
    if (monoid().commutative()) {
      assertSame(monoid().combine(a, b), monoid().combine(b, a));
    }
  }

  @Property
  void repetitionDoesNotMatterIfItIsIdempotent(@ForAll("values") V a, @ForAll("values") V b) {
    if (monoid().idempotent()) {
      assertSame(monoid().combine(a, a), a);
      V both = monoid().combine(a, b);
      assertSame(monoid().combine(both, a), both);
    }
  }

  @Property
  void theInverseCancels(@ForAll("values") V a, @ForAll("values") V b) {
    assertThat(monoid().invertible()).isEqualTo(monoid() instanceof Group);
    if (monoid() instanceof Group<V> group) {
      assertSame(group.combine(a, group.inverse(a)), group.identity());
      assertSame(group.combine(group.combine(b, a), group.inverse(a)), b);
    }
  }

  @Property
  void combiningAllIsFolding(@ForAll("lists") List<V> values) {
    assertSame(monoid().combineAll(values), fold(values));
  }

  @Property
  void accumulatingIsFolding(@ForAll("lists") List<V> values, @ForAll("values") V last) {
    Accumulator<V> accumulator = monoid().accumulator();
    assertSame(accumulator.value(), monoid().identity());
    values.forEach(accumulator::add);
    V before = accumulator.value();
    accumulator.add(last);
    assertSame(accumulator.value(), monoid().combine(fold(values), last));
    assertThat(same(before, fold(values)))
        .as("the value that was taken before the last addition is unchanged: " + before)
        .isTrue();
    accumulator.reset();
    assertSame(accumulator.value(), monoid().identity());
    accumulator.add(last);
    assertSame(accumulator.value(), last);
  }

  @Property
  void combiningChangesNeitherOperand(@ForAll("values") V a, @ForAll("values") V b) {
    byte[] left = encode(a);
    byte[] right = encode(b);
    Accumulator<V> accumulator = monoid().accumulator();
    accumulator.add(a);
    accumulator.add(b);
    V sum = monoid().combine(a, b);
    monoid().combine(sum, sum);
    accumulator.add(sum);
    assertThat(encode(a)).isEqualTo(left);
    assertThat(encode(b)).isEqualTo(right);
  }

  @Property
  void bytesGiveTheValueBack(@ForAll("values") V a, @ForAll("values") V b) {
    assertThat(monoid().codec().decode(encode(a))).isEqualTo(a);
    V sum = monoid().combine(a, b);
    V restored = monoid().codec().decode(encode(sum));
    assertThat(restored).isEqualTo(sum);
    assertThat(restored.hashCode()).isEqualTo(sum.hashCode());
    assertSame(monoid().combine(restored, a), monoid().combine(sum, a));
  }

  @Property
  void equalValuesHaveEqualBytes(@ForAll("lists") List<V> values) {
    V forward = fold(values);
    V regrouped = foldRight(values);
    if (canonicalBytes() && forward.equals(regrouped)) {
      assertThat(encode(regrouped)).isEqualTo(encode(forward));
    }
  }

  @Property
  void bytesThatAreCutOffAreCorrupt(@ForAll("values") V a) {
    byte[] bytes = encode(a);
    for (int length = 0; length < bytes.length; length++) {
      assertCorrupt(Arrays.copyOf(bytes, length));
    }
  }

  @Property
  void bytesWithSomethingBehindAreCorrupt(@ForAll("values") V a, @ForAll byte more) {
    byte[] bytes = Arrays.copyOf(encode(a), encode(a).length + 1);
    bytes[bytes.length - 1] = more;
    assertCorrupt(bytes);
  }

  /** No checksum finds every flipped bit, but whatever is read is a value like any other. */
  @Property
  void damagedBytesAreCorruptOrAValue(
      @ForAll("values") V a, @ForAll int position, @ForAll byte damage) {
    byte[] bytes = encode(a);
    bytes[Math.floorMod(position, bytes.length)] ^= damage;
    V value;
    try {
      value = monoid().codec().decode(bytes);
    } catch (CorruptValueException e) {
      assertThat(e).hasMessageNotContaining("null");
      return;
    }
    assertThat(monoid().codec().decode(encode(value))).isEqualTo(value);
    assertThat(value.toString()).isNotEmpty();
  }

  @Property(tries = 20)
  void aCopyFromASerializedMonoidIsTheSameMonoid(@ForAll("values") V a, @ForAll("values") V b) {
    Monoid<V> copy = Serialized.copy(monoid());
    assertThat(copy.structure()).isEqualTo(monoid().structure());
    assertThat(copy.structure().canonical()).isEqualTo(monoid().structure().canonical());
    assertThat(copy.structure().canonical()).doesNotContain(" ");
    assertSame(copy.combine(a, b), monoid().combine(a, b));
    assertSame(copy.codec().decode(encode(a)), a);
    assertSame(Serialized.copy(monoid().codec()).decode(encode(a)), a);
  }

  private void assertSame(V actual, V expected) {
    assertThat(same(actual, expected)).as(actual + " is the same as " + expected).isTrue();
  }

  private void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> monoid().codec().decode(bytes))
        .isInstanceOf(CorruptValueException.class);
  }

  private byte[] encode(V value) {
    return monoid().codec().encode(value);
  }

  private V fold(List<V> values) {
    V folded = monoid().identity();
    for (V value : values) {
      folded = monoid().combine(folded, value);
    }
    return folded;
  }

  private V foldRight(List<V> values) {
    V folded = monoid().identity();
    for (int i = values.size() - 1; i >= 0; i--) {
      folded = monoid().combine(values.get(i), folded);
    }
    return folded;
  }
}
