package io.murmur.swap.diff;

import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.Structure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares two values of one structure: exactly, but doubles and sketches within their bounds. */
final class Values {

  private final double doubleTolerance;

  Values(double doubleTolerance) {
    this.doubleTolerance = doubleTolerance;
  }

  Verdict compare(Structure structure, Object live, Object shadow) {
    if (live.equals(shadow)) {
      return Verdict.SAME;
    }
    if (structure instanceof Structure.Count) {
      return numbers(live, shadow, 0);
    } else if (structure instanceof Structure.Sum sum) {
      return numbers(live, shadow, sum.type() == Structure.NumberType.DOUBLE ? doubleTolerance : 0);
    } else if (structure instanceof Structure.Extremum
        || structure instanceof Structure.Positional) {
      return optionals((Optional<?>) live, (Optional<?>) shadow);
    } else if (structure instanceof Structure.StringSet) {
      return sets((Set<?>) live, (Set<?>) shadow);
    } else if (structure instanceof Structure.MapOf map) {
      return maps(map, (Map<?, ?>) live, (Map<?, ?>) shadow);
    } else if (structure instanceof Structure.Struct struct) {
      return structs(struct.fields(), (StructValue) live, (StructValue) shadow);
    }
    return Sketches.compare(live, shadow, doubleTolerance);
  }

  /** The difference as a part of the greater one. */
  static double part(double live, double shadow) {
    double greater = Math.max(Math.abs(live), Math.abs(shadow));
    return greater == 0 ? 0 : Math.abs(live - shadow) / greater;
  }

  private static Verdict numbers(Object live, Object shadow, double tolerance) {
    double size = part(live, shadow);
    return size <= tolerance
        ? Verdict.WITHIN_BOUNDS
        : Verdict.different(size, "%s and %s".formatted(live, shadow));
  }

  private static double part(Object live, Object shadow) {
    if (live instanceof Number && shadow instanceof Number) {
      BigDecimal left = new BigDecimal(live.toString());
      BigDecimal right = new BigDecimal(shadow.toString());
      BigDecimal greater = left.abs().max(right.abs());
      // By decimals, since two longs may be one as doubles; never 0 where there is a difference.
      return greater.signum() == 0
          ? 0
          : Math.max(
              Double.MIN_VALUE,
              left.subtract(right).abs().divide(greater, MathContext.DECIMAL64).doubleValue());
    }
    return 1;
  }

  private static Verdict optionals(Optional<?> live, Optional<?> shadow) {
    double size = 1;
    if (live.isPresent() && shadow.isPresent()) {
      boolean stamped = live.get() instanceof Stamped<?> && shadow.get() instanceof Stamped<?>;
      size =
          stamped
              ? part(((Stamped<?>) live.get()).value(), ((Stamped<?>) shadow.get()).value())
              : part(live.get(), shadow.get());
    }
    return Verdict.different(
        size,
        "%s and %s"
            .formatted(
                live.map(Object::toString).orElse("nothing"),
                shadow.map(Object::toString).orElse("nothing")));
  }

  private static Verdict sets(Set<?> live, Set<?> shadow) {
    Set<Object> either = new HashSet<>(live);
    either.addAll(shadow);
    long inLive = live.stream().filter(member -> !shadow.contains(member)).count();
    long inShadow = shadow.stream().filter(member -> !live.contains(member)).count();
    return Verdict.different(
        (double) (inLive + inShadow) / either.size(),
        "%d members only live, %d only in the shadow".formatted(inLive, inShadow));
  }

  private Verdict maps(Structure.MapOf map, Map<?, ?> live, Map<?, ?> shadow) {
    Verdict all = Verdict.SAME;
    Set<Object> keys = new TreeSet<>(live.keySet());
    keys.addAll(shadow.keySet());
    for (Object key : keys) {
      Verdict entry =
          !live.containsKey(key)
              ? Verdict.different(1, "only in the shadow")
              : !shadow.containsKey(key)
                  ? Verdict.different(1, "only live")
                  : compare(map.value(), live.get(key), shadow.get(key));
      all = all.and("entry '" + key + "'", entry);
    }
    return all;
  }

  private Verdict structs(List<Structure.Field> fields, StructValue live, StructValue shadow) {
    Verdict all = Verdict.SAME;
    for (int i = 0; i < fields.size(); i++) {
      all =
          all.and(
              "field '" + fields.get(i).name() + "'",
              compare(fields.get(i).structure(), live.get(i), shadow.get(i)));
    }
    return all;
  }
}
