package io.murmur.state.dynamodb;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How tables are created.
 *
 * @param billing who decides about capacity
 * @param tags tags of the table, for example for the bill
 * @param patience how long to wait until a table is active
 */
public record TableOptions(Billing billing, Map<String, String> tags, Duration patience) {

  /** Who decides about capacity. */
  public sealed interface Billing {
    /** DynamoDB does, and each request is paid for. */
    record OnDemand() implements Billing {}

    /**
     * The owner does, and capacity is paid for by the hour.
     *
     * @param readUnits read capacity units, at least 1
     * @param writeUnits write capacity units, at least 1
     */
    record Provisioned(long readUnits, long writeUnits) implements Billing {
      /** Checks the bounds. */
      public Provisioned {
        if (readUnits < 1 || writeUnits < 1) {
          throw new IllegalArgumentException(
              "provisioned capacity must be at least 1 unit each, was %d read and %d write"
                  .formatted(readUnits, writeUnits));
        }
      }
    }
  }

  /** Copies the tags. */
  public TableOptions {
    Objects.requireNonNull(billing, "billing");
    Objects.requireNonNull(patience, "patience");
    tags = Map.copyOf(tags);
  }

  /** Capacity on demand, no tags, five minutes to become active. */
  public static TableOptions onDemand() {
    return new TableOptions(new Billing.OnDemand(), Map.of(), Duration.ofMinutes(5));
  }

  /** Capacity of the owner's choice, no tags, five minutes to become active. */
  public static TableOptions provisioned(long readUnits, long writeUnits) {
    return new TableOptions(
        new Billing.Provisioned(readUnits, writeUnits), Map.of(), Duration.ofMinutes(5));
  }

  /** The same with these tags. */
  public TableOptions tagged(Map<String, String> newTags) {
    return new TableOptions(billing, newTags, patience);
  }

  /** The same with another patience. */
  public TableOptions waitingFor(Duration newPatience) {
    return new TableOptions(billing, tags, newPatience);
  }
}
