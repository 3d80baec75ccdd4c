package io.murmur.processor;

import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import java.util.List;

/** The event of these tests. */
record Sale(String id, List<String> shops, long amount) {

  static Sale of(String id, String shop, long amount) {
    return new Sale(id, List.of(shop), amount);
  }

  /** The sum of the amounts by shop. */
  static Pipeline<Sale, Long> revenue() {
    return Pipeline.<Sale>named("revenue")
        .eventId(Sale::id)
        .keys(Sale::shops)
        .aggregate(Monoids.sumLong(), (sale, context) -> sale.amount())
        .build();
  }
}
