package io.murmur.monoid;

import io.murmur.testing.MonoidLaws;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Group;

/**
 * The laws for the sketches. HLL, Theta and Bloom keep them far past what they hold exactly; KLL
 * and frequent items up to it, and beyond it within their bounds (see their own tests).
 */
@SuppressWarnings("ClassCanBeStatic") // jqwik wants inner classes as groups
class SketchMonoidLawsTest {

  @Group
  class SmallHll extends MonoidLaws<HllValue> {
    @Override
    protected Monoid<HllValue> monoid() {
      return Monoids.hll(4);
    }

    @Override
    protected Arbitrary<HllValue> values() {
      return Draws.numberSets(Monoids.hll(4), 300, Monoids.hll(4)::lift);
    }
  }

  @Group
  class Hll extends MonoidLaws<HllValue> {
    @Override
    protected Monoid<HllValue> monoid() {
      return Monoids.hll(10);
    }

    @Override
    protected Arbitrary<HllValue> values() {
      return Draws.numberSets(Monoids.hll(10), 400, Monoids.hll(10)::lift);
    }
  }

  @Group
  class SmallTheta extends MonoidLaws<ThetaValue> {
    @Override
    protected Monoid<ThetaValue> monoid() {
      return Monoids.theta(4);
    }

    @Override
    protected Arbitrary<ThetaValue> values() {
      return Draws.numberSets(Monoids.theta(4), 300, Monoids.theta(4)::lift);
    }
  }

  @Group
  class Theta extends MonoidLaws<ThetaValue> {
    @Override
    protected Monoid<ThetaValue> monoid() {
      return Monoids.theta(7);
    }

    @Override
    protected Arbitrary<ThetaValue> values() {
      return Draws.numberSets(Monoids.theta(7), 300, Monoids.theta(7)::lift);
    }
  }

  @Group
  class Kll extends MonoidLaws<KllValue> {
    @Override
    protected Monoid<KllValue> monoid() {
      return Monoids.kll(200);
    }

    @Override
    protected Arbitrary<KllValue> values() {
      return Draws.numberSets(Monoids.kll(200), 18, number -> Monoids.kll(200).lift(number));
    }

    @Override
    protected boolean canonicalBytes() {
      return false;
    }
  }

  @Group
  class FrequentItems extends MonoidLaws<FrequentItemsValue> {
    @Override
    protected Monoid<FrequentItemsValue> monoid() {
      return Monoids.frequentItems(256);
    }

    @Override
    protected Arbitrary<FrequentItemsValue> values() {
      return Draws.numberSets(
          Monoids.frequentItems(256), 80, number -> Monoids.frequentItems(256).lift("i" + number));
    }

    @Override
    protected boolean canonicalBytes() {
      return false;
    }
  }

  @Group
  class SmallBloom extends MonoidLaws<BloomValue> {
    @Override
    protected Monoid<BloomValue> monoid() {
      return Monoids.bloom(10, 0.1);
    }

    @Override
    protected Arbitrary<BloomValue> values() {
      return Draws.numberSets(Monoids.bloom(10, 0.1), 30, Monoids.bloom(10, 0.1)::lift);
    }
  }

  @Group
  class Bloom extends MonoidLaws<BloomValue> {
    @Override
    protected Monoid<BloomValue> monoid() {
      return Monoids.bloom(500, 0.01, 7);
    }

    @Override
    protected Arbitrary<BloomValue> values() {
      return Draws.numberSets(Monoids.bloom(500, 0.01, 7), 200, Monoids.bloom(500, 0.01, 7)::lift);
    }
  }
}
