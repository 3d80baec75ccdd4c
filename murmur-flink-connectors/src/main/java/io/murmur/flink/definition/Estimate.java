package io.murmur.flink.definition;

import io.murmur.definition.DedupSettings;
import io.murmur.definition.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a million events cost in the state table, as far as can be told before they are read.
 *
 * @param writesPerMillion how many merges
 * @param unitsPerWrite write units of each
 * @param dollarsPerMillion the price
 * @param atMost whether it is an upper bound, since it is not known how often keys come again
 * @param assumptions what is supposed, in sentences
 */
public record Estimate(
    double writesPerMillion,
    long unitsPerWrite,
    double dollarsPerMillion,
    boolean atMost,
    List<String> assumptions) {

  private static final double MILLION = 1e6;
  private static final int UNIT_BYTES = 1024;

  /** Names and numbers of an item's attributes besides key and value: about this many bytes. */
  private static final int ITEM_OVERHEAD = 100;

  /** A transaction costs twice, and has the merge and the claim. */
  private static final int UNITS_OF_A_CLAIM = 2;

  /** Copies the list. */
  public Estimate {
    assumptions = List.copyOf(assumptions);
  }

  /** Write units for a million events. */
  public double unitsPerMillion() {
    return writesPerMillion * unitsPerWrite;
  }

  static Estimate of(Definition definition, int records, Trial trial, Prices prices) {
    List<String> assumptions = new ArrayList<>();
    double events = Math.max(1, records);
    double contributions = trial.contributions() / events;
    assumptions.add(
        say(
            "an event counts for %.3f keys, as in the %,d records of the sample",
            contributions, records));
    long bytes = trial.largestValue() + ITEM_OVERHEAD;
    long units = Math.max(1, -Math.floorDiv(-bytes, (long) UNIT_BYTES));
    assumptions.add(
        say(
            "an item stays as large as the largest that the sample comes to, about %,d bytes: %,d"
                + " write units",
            bytes, units));
    boolean claims = definition.dedup().by() == DedupSettings.By.CLAIMS;
    double writes = writes(contributions, events, trial, prices, claims, assumptions);
    if (claims) {
      units = UNITS_OF_A_CLAIM * (units + 1);
      assumptions.add(
          say(
              "a claim and its merge are one transaction, which costs twice: %,d write units",
              units));
    }
    assumptions.add(
        say(
            "a million write units cost $%.3f; reads, storage, retries and the control table are"
                + " not in it",
            prices.dollarsPerMillionUnits()));
    return new Estimate(
        writes,
        units,
        writes * units / MILLION * prices.dollarsPerMillionUnits(),
        !claims && !prices.stated(),
        assumptions);
  }

  private static double writes(
      double contributions,
      double events,
      Trial trial,
      Prices prices,
      boolean claims,
      List<String> assumptions) {
    if (claims) {
      assumptions.add("claims: every event is merged on its own, whatever its key");
      return contributions * MILLION;
    }
    if (prices.stated()) {
      assumptions.add(
          say(
              "between two checkpoints (in batch: in all) %,d events change %,d keys, as you say",
              prices.eventsPerCheckpoint(), prices.keysPerCheckpoint()));
      double share = (double) prices.keysPerCheckpoint() / prices.eventsPerCheckpoint();
      return Math.min(share, contributions) * MILLION;
    }
    assumptions.add(
        say(
            "keys come again as seldom as within the sample (%,d keys in %,d contributions): with"
                + " more events between two checkpoints it is less",
            trial.keys(), trial.contributions()));
    return trial.keys() / events * MILLION;
  }

  private static String say(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
