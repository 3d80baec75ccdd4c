package io.murmur.monoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StructMonoidTest {

  private final HllMonoid users = Monoids.hll(12);
  private final StructMonoid struct =
      Monoids.struct()
          .field("users", users)
          .field("pages", Monoids.stringSet())
          .field("byCountry", Monoids.mapOf(Monoids.count()))
          .field("views", Monoids.sumLong())
          .build();

  @Test
  void anAdditionThatFailsInOneFieldChangesNone() {
    Accumulator<StructValue> accumulator = struct.accumulator();
    accumulator.add(value("ann", "home", Map.of("de", 1L), Long.MAX_VALUE));
    StructValue before = accumulator.value();

    assertThatThrownBy(() -> accumulator.add(value("bob", "shop", Map.of("fr", 1L, "de", 1L), 1L)))
        .isInstanceOf(ArithmeticException.class);
    assertThat(accumulator.value()).isEqualTo(before);

    accumulator.add(value("bob", "shop", Map.of("fr", 1L), 0L));
    assertThat(accumulator.value().get("pages")).isEqualTo(Set.of("home", "shop"));
    assertThat(accumulator.value().get("byCountry")).isEqualTo(Map.of("de", 1L, "fr", 1L));
  }

  @Test
  void anAdditionThatFailsInOneEntryOfAMapChangesNone() {
    Accumulator<Map<String, Long>> accumulator = Monoids.mapOf(Monoids.sumLong()).accumulator();
    accumulator.add(Map.of("a", 1L, "b", Long.MAX_VALUE, "c", 1L));
    assertThatThrownBy(() -> accumulator.add(Map.of("a", 1L, "b", 1L, "c", 1L, "d", 1L)))
        .isInstanceOf(ArithmeticException.class);
    assertThat(accumulator.value()).isEqualTo(Map.of("a", 1L, "b", Long.MAX_VALUE, "c", 1L));
  }

  @Test
  void aFieldOfSomeoneElsesMonoidIsAddedAllOrNothingToo() {
    StructMonoid mixed =
        Monoids.struct().field("own", new Careless()).field("sum", Monoids.sumLong()).build();
    Accumulator<StructValue> accumulator = mixed.accumulator();
    accumulator.add(mixed.value("a", Long.MAX_VALUE));
    assertThatThrownBy(() -> accumulator.add(mixed.value("b", 1L)))
        .isInstanceOf(ArithmeticException.class);
    assertThat(accumulator.value()).isEqualTo(mixed.value("a", Long.MAX_VALUE));
  }

  @Test
  void claimsOnlyTheLawsThatAllFieldsKeep() {
    StructMonoid sums = Monoids.struct().field("n", Monoids.count()).build();
    StructMonoid sets = Monoids.struct().field("pages", Monoids.stringSet()).build();
    StructMonoid both =
        Monoids.struct().field("n", Monoids.count()).field("p", Monoids.stringSet()).build();
    assertThat(sums.invertible()).isTrue();
    assertThat(sums.idempotent()).isFalse();
    assertThat(sets.idempotent()).isTrue();
    assertThat(sets.invertible()).isFalse();
    assertThat(both.idempotent() || both.invertible()).isFalse();
    assertThat(Monoids.struct().field("own", new Careless()).build().commutative()).isFalse();
    assertThat(both.commutative()).isTrue();
  }

  @Test
  void tellsItsFieldsToStores() {
    assertThat(struct.names()).containsExactly("users", "pages", "byCountry", "views");
    assertThat(struct.monoids().get(0).structure()).isEqualTo(users.structure());
    assertThat(struct.structure().canonical())
        .isEqualTo(
            "struct(users:hll(lgK=12),pages:set(string),byCountry:map(count),views:sum(long))");
  }

  @Test
  void refusesAValueOfAnotherStruct() {
    StructMonoid other = Monoids.struct().field("n", Monoids.count()).build();
    StructValue foreign = other.value(1L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> struct.combine(struct.identity(), foreign))
        .withMessageContaining("struct of [n]");
    assertThatIllegalArgumentException().isThrownBy(() -> struct.accumulator().add(foreign));
    assertThatIllegalArgumentException().isThrownBy(() -> struct.codec().encode(foreign));
    assertThatIllegalArgumentException().isThrownBy(() -> other.value(1L, 2L));
    assertThatNullPointerException()
        .isThrownBy(() -> other.value((Object) null))
        .withMessageContaining("n");
    assertThatIllegalArgumentException().isThrownBy(() -> foreign.get("m"));
  }

  @Test
  void aCorruptFieldIsNamed() {
    byte[] bytes = struct.codec().encode(value("ann", "home", Map.of(), 1L));
    bytes[4] = 99;
    assertThatThrownBy(() -> struct.codec().decode(bytes))
        .isInstanceOf(CorruptValueException.class)
        .hasMessageContaining("field 'users'");
  }

  @Test
  void reportsAllMistakesAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Monoids.struct()
                    .field("a b", Monoids.count())
                    .field("n", Monoids.count())
                    .field("n", Monoids.count())
                    .build())
        .withMessageContaining("'a b'")
        .withMessageContaining("'n' is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Monoids.struct().build())
        .withMessageContaining("no field");
  }

  @Test
  void aValueShowsItsFields() {
    StructMonoid small =
        Monoids.struct().field("n", Monoids.count()).field("max", Monoids.maxDecimal()).build();
    assertThat(small.value(1L, Optional.of(BigDecimal.TEN)))
        .hasToString("{n: 1, max: Optional[10]}")
        .isEqualTo(small.value(1L, Optional.of(BigDecimal.TEN)))
        .isNotEqualTo(small.value(2L, Optional.of(BigDecimal.TEN)));
  }

  private StructValue value(String user, String page, Map<String, Long> byCountry, long views) {
    return struct.value(users.lift(user), Set.of(page), byCountry, views);
  }

  /** Concatenation, with an accumulator that knows nothing of staging. */
  private static final class Careless implements Monoid<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String identity() {
      return "";
    }

    @Override
    public String combine(String left, String right) {
      return left + right;
    }

    @Override
    public boolean commutative() {
      return false;
    }

    @Override
    public Accumulator<String> accumulator() {
      return new Accumulator<>() {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void add(String value) {
          text.append(value);
        }

        @Override
        public String value() {
          return text.toString();
        }

        @Override
        public void reset() {
          text.setLength(0);
        }
      };
    }

    @Override
    public Structure structure() {
      return new Structure.Opaque("concatenation", new TreeMap<>());
    }

    @Override
    public Codec<String> codec() {
      return new ScalarCodec<>(new Scalar.OfString());
    }
  }
}
