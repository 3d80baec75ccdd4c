package io.murmur.monoid;

import io.murmur.testing.MonoidLaws;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Group;

/** The laws for sets, maps and structs. */
@SuppressWarnings("ClassCanBeStatic") // jqwik wants inner classes as groups
class ComposedMonoidLawsTest {

  private static final HllMonoid USERS = Monoids.hll(5);
  private static final StructMonoid SUMS =
      Monoids.struct().field("n", Monoids.count()).field("sum", Monoids.sumDecimal()).build();
  private static final StructMonoid BOUNDS =
      Monoids.struct()
          .field("most", Monoids.maxDouble())
          .field("pages", Monoids.stringSet())
          .field("latest", Monoids.lastString())
          .build();
  private static final StructMonoid MIXED =
      Monoids.struct()
          .field("views", Monoids.count())
          .field("least", Monoids.minString())
          .field("users", USERS)
          .field("inner", SUMS)
          .build();

  @Group
  class SetsOfStrings extends MonoidLaws<Set<String>> {
    @Override
    protected Monoid<Set<String>> monoid() {
      return Monoids.stringSet();
    }

    @Override
    protected Arbitrary<Set<String>> values() {
      return Draws.sets();
    }
  }

  @Group
  class MapsOfCounts extends MonoidLaws<Map<String, Long>> {
    @Override
    protected Monoid<Map<String, Long>> monoid() {
      return Monoids.mapOf(Monoids.count());
    }

    @Override
    protected Arbitrary<Map<String, Long>> values() {
      return Arbitraries.maps(Draws.texts(), Draws.longs()).ofMaxSize(4);
    }
  }

  @Group
  class MapsOfMaxima extends MonoidLaws<Map<String, Optional<Long>>> {
    @Override
    protected Monoid<Map<String, Optional<Long>>> monoid() {
      return Monoids.mapOf(Monoids.maxLong());
    }

    @Override
    protected Arbitrary<Map<String, Optional<Long>>> values() {
      return Arbitraries.maps(Draws.texts(), Draws.optional(Draws.longs())).ofMaxSize(4);
    }
  }

  @Group
  class MapsOfMapsOfSets extends MonoidLaws<Map<String, Map<String, Set<String>>>> {
    @Override
    protected Monoid<Map<String, Map<String, Set<String>>>> monoid() {
      return Monoids.mapOf(Monoids.mapOf(Monoids.stringSet()));
    }

    @Override
    protected Arbitrary<Map<String, Map<String, Set<String>>>> values() {
      return Arbitraries.maps(
              Draws.texts(), Arbitraries.maps(Draws.texts(), Draws.sets()).ofMaxSize(2))
          .ofMaxSize(3);
    }
  }

  @Group
  class StructsOfGroups extends MonoidLaws<StructValue> {
    @Override
    protected Monoid<StructValue> monoid() {
      return SUMS;
    }

    @Override
    protected Arbitrary<StructValue> values() {
      return Draws.structs(SUMS, List.of(Draws.longs(), Draws.decimals()));
    }
  }

  @Group
  class StructsOfLattices extends MonoidLaws<StructValue> {
    @Override
    protected Monoid<StructValue> monoid() {
      return BOUNDS;
    }

    @Override
    protected Arbitrary<StructValue> values() {
      return Draws.structs(
          BOUNDS,
          List.of(Draws.optional(Draws.doubles()), Draws.sets(), Draws.stamped(Draws.texts())));
    }
  }

  @Group
  class StructsOfAllSorts extends MonoidLaws<StructValue> {
    @Override
    protected Monoid<StructValue> monoid() {
      return MIXED;
    }

    @Override
    protected Arbitrary<StructValue> values() {
      return Draws.structs(
          MIXED,
          List.of(
              Draws.longs(),
              Draws.optional(Draws.texts()),
              Draws.numberSets(USERS, 40, USERS::lift),
              Draws.structs(SUMS, List.of(Draws.longs(), Draws.decimals()))));
    }
  }
}
