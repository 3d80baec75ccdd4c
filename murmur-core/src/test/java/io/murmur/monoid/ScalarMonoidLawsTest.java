package io.murmur.monoid;

import io.murmur.testing.MonoidLaws;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Group;

/** The laws for all monoids of numbers, strings and places. */
@SuppressWarnings("ClassCanBeStatic") // jqwik wants inner classes as groups
class ScalarMonoidLawsTest {

  private static final DecayedSumMonoid HOURLY = Monoids.decayedSum(Duration.ofHours(1));
  private static final long LATEST = 100_000_000;

  @Group
  class Counts extends MonoidLaws<Long> {
    @Override
    protected Monoid<Long> monoid() {
      return Monoids.count();
    }

    @Override
    protected Arbitrary<Long> values() {
      return Draws.longs();
    }
  }

  @Group
  class SumsOfLong extends MonoidLaws<Long> {
    @Override
    protected Monoid<Long> monoid() {
      return Monoids.sumLong();
    }

    @Override
    protected Arbitrary<Long> values() {
      return Draws.longs();
    }
  }

  @Group
  class SumsOfDecimal extends MonoidLaws<BigDecimal> {
    @Override
    protected Monoid<BigDecimal> monoid() {
      return Monoids.sumDecimal();
    }

    @Override
    protected Arbitrary<BigDecimal> values() {
      return Draws.decimals();
    }
  }

  @Group
  class SumsOfDouble extends MonoidLaws<Double> {
    @Override
    protected Monoid<Double> monoid() {
      return Monoids.sumDouble();
    }

    @Override
    protected Arbitrary<Double> values() {
      return Draws.doubles();
    }

    @Override
    protected boolean same(Double left, Double right) {
      return Math.abs(left - right) <= 1e-3;
    }
  }

  @Group
  class GreatestLong extends MonoidLaws<Optional<Long>> {
    @Override
    protected Monoid<Optional<Long>> monoid() {
      return Monoids.maxLong();
    }

    @Override
    protected Arbitrary<Optional<Long>> values() {
      return Draws.optional(Draws.longs());
    }
  }

  @Group
  class GreatestDecimal extends MonoidLaws<Optional<BigDecimal>> {
    @Override
    protected Monoid<Optional<BigDecimal>> monoid() {
      return Monoids.maxDecimal();
    }

    @Override
    protected Arbitrary<Optional<BigDecimal>> values() {
      return Draws.optional(Draws.decimals());
    }
  }

  @Group
  class GreatestDouble extends MonoidLaws<Optional<Double>> {
    @Override
    protected Monoid<Optional<Double>> monoid() {
      return Monoids.maxDouble();
    }

    @Override
    protected Arbitrary<Optional<Double>> values() {
      return Draws.optional(Draws.doubles());
    }
  }

  @Group
  class GreatestString extends MonoidLaws<Optional<String>> {
    @Override
    protected Monoid<Optional<String>> monoid() {
      return Monoids.maxString();
    }

    @Override
    protected Arbitrary<Optional<String>> values() {
      return Draws.optional(Draws.texts());
    }
  }

  @Group
  class LeastLong extends MonoidLaws<Optional<Long>> {
    @Override
    protected Monoid<Optional<Long>> monoid() {
      return Monoids.minLong();
    }

    @Override
    protected Arbitrary<Optional<Long>> values() {
      return Draws.optional(Draws.longs());
    }
  }

  @Group
  class LeastDecimal extends MonoidLaws<Optional<BigDecimal>> {
    @Override
    protected Monoid<Optional<BigDecimal>> monoid() {
      return Monoids.minDecimal();
    }

    @Override
    protected Arbitrary<Optional<BigDecimal>> values() {
      return Draws.optional(Draws.decimals());
    }
  }

  @Group
  class LeastDouble extends MonoidLaws<Optional<Double>> {
    @Override
    protected Monoid<Optional<Double>> monoid() {
      return Monoids.minDouble();
    }

    @Override
    protected Arbitrary<Optional<Double>> values() {
      return Draws.optional(Draws.doubles());
    }
  }

  @Group
  class LeastString extends MonoidLaws<Optional<String>> {
    @Override
    protected Monoid<Optional<String>> monoid() {
      return Monoids.minString();
    }

    @Override
    protected Arbitrary<Optional<String>> values() {
      return Draws.optional(Draws.texts());
    }
  }

  @Group
  class FirstLong extends MonoidLaws<Optional<Stamped<Long>>> {
    @Override
    protected Monoid<Optional<Stamped<Long>>> monoid() {
      return Monoids.firstLong();
    }

    @Override
    protected Arbitrary<Optional<Stamped<Long>>> values() {
      return Draws.stamped(Draws.longs());
    }
  }

  @Group
  class FirstDecimal extends MonoidLaws<Optional<Stamped<BigDecimal>>> {
    @Override
    protected Monoid<Optional<Stamped<BigDecimal>>> monoid() {
      return Monoids.firstDecimal();
    }

    @Override
    protected Arbitrary<Optional<Stamped<BigDecimal>>> values() {
      return Draws.stamped(Draws.decimals());
    }
  }

  @Group
  class FirstDouble extends MonoidLaws<Optional<Stamped<Double>>> {
    @Override
    protected Monoid<Optional<Stamped<Double>>> monoid() {
      return Monoids.firstDouble();
    }

    @Override
    protected Arbitrary<Optional<Stamped<Double>>> values() {
      return Draws.stamped(Draws.doubles());
    }
  }

  @Group
  class FirstString extends MonoidLaws<Optional<Stamped<String>>> {
    @Override
    protected Monoid<Optional<Stamped<String>>> monoid() {
      return Monoids.firstString();
    }

    @Override
    protected Arbitrary<Optional<Stamped<String>>> values() {
      return Draws.stamped(Draws.texts());
    }
  }

  @Group
  class LastLong extends MonoidLaws<Optional<Stamped<Long>>> {
    @Override
    protected Monoid<Optional<Stamped<Long>>> monoid() {
      return Monoids.lastLong();
    }

    @Override
    protected Arbitrary<Optional<Stamped<Long>>> values() {
      return Draws.stamped(Draws.longs());
    }
  }

  @Group
  class LastDecimal extends MonoidLaws<Optional<Stamped<BigDecimal>>> {
    @Override
    protected Monoid<Optional<Stamped<BigDecimal>>> monoid() {
      return Monoids.lastDecimal();
    }

    @Override
    protected Arbitrary<Optional<Stamped<BigDecimal>>> values() {
      return Draws.stamped(Draws.decimals());
    }
  }

  @Group
  class LastDouble extends MonoidLaws<Optional<Stamped<Double>>> {
    @Override
    protected Monoid<Optional<Stamped<Double>>> monoid() {
      return Monoids.lastDouble();
    }

    @Override
    protected Arbitrary<Optional<Stamped<Double>>> values() {
      return Draws.stamped(Draws.doubles());
    }
  }

  @Group
  class LastString extends MonoidLaws<Optional<Stamped<String>>> {
    @Override
    protected Monoid<Optional<Stamped<String>>> monoid() {
      return Monoids.lastString();
    }

    @Override
    protected Arbitrary<Optional<Stamped<String>>> values() {
      return Draws.stamped(Draws.texts());
    }
  }

  @Group
  class Decays extends MonoidLaws<Decayed> {
    @Override
    protected Monoid<Decayed> monoid() {
      return HOURLY;
    }

    @Override
    protected Arbitrary<Decayed> values() {
      return Combinators.combine(
              Arbitraries.doubles().between(-1e6, 1e6),
              Arbitraries.longs().between(-LATEST, LATEST))
          .as(HOURLY::lift);
    }

    @Override
    protected boolean same(Decayed left, Decayed right) {
      // Times of parts that cancelled are lost, so both are asked when all parts have been added.
      return Math.abs(HOURLY.valueAt(left, LATEST) - HOURLY.valueAt(right, LATEST)) <= 1e-6;
    }
  }
}
