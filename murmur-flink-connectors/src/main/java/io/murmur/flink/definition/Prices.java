package io.murmur.flink.definition;

/**
 * What a plan supposes of prices and of the stream.
 *
 * @param dollarsPerMillionUnits what a million write units cost on demand
 * @param keysPerCheckpoint how many distinct keys with their buckets change between two checkpoints
 *     (in batch: in all), of all that is written; 0 if nobody says
 * @param eventsPerCheckpoint how many events are read between two checkpoints (in batch: in all); 0
 *     if nobody says
 */
public record Prices(
    double dollarsPerMillionUnits, long keysPerCheckpoint, long eventsPerCheckpoint) {

  /** On demand in us-east-1, standard tables, since November 2024. */
  public static final double DEFAULT_DOLLARS_PER_MILLION_UNITS = 0.625;

  /** Checks the bounds. */
  public Prices {
    if (!(dollarsPerMillionUnits >= 0) || Double.isInfinite(dollarsPerMillionUnits)) {
      throw new IllegalArgumentException(
          "the price of a million write units must be zero or more, was " + dollarsPerMillionUnits);
    }
    if (keysPerCheckpoint < 0 || eventsPerCheckpoint < 0) {
      throw new IllegalArgumentException(
          "keys and events per checkpoint must be zero or more, were %d and %d"
              .formatted(keysPerCheckpoint, eventsPerCheckpoint));
    }
    if ((keysPerCheckpoint == 0) != (eventsPerCheckpoint == 0)) {
      throw new IllegalArgumentException(
          "keys and events per checkpoint say nothing without each other: give both or none");
    }
  }

  /** The default price, and the keys as a sample has them. */
  public static Prices defaults() {
    return new Prices(DEFAULT_DOLLARS_PER_MILLION_UNITS, 0, 0);
  }

  /** Whether someone says how often keys come again. */
  boolean stated() {
    return keysPerCheckpoint > 0;
  }
}
