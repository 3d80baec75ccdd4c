package io.murmur.swap.diff;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a comparison of two tables found.
 *
 * @param live the name of the live table
 * @param shadow the name of the shadow
 * @param closedBefore only buckets that had ended by then were compared
 * @param equal keys that are the same in both, with those within bounds
 * @param withinBounds of these, keys that are the same only within the bounds of their sketches or
 *     the tolerance of their doubles
 * @param different keys that both have, with values that are not equal
 * @param onlyLive keys that only the live table has
 * @param onlyShadow keys that only the shadow has
 * @param otherExpiry of the equal ones, keys that expire at another time
 * @param open keys of either table that were not compared, as their buckets had not ended
 * @param worst the worst differences, the worst first
 */
public record DiffReport(
    String live,
    String shadow,
    Instant closedBefore,
    long equal,
    long withinBounds,
    long different,
    long onlyLive,
    long onlyShadow,
    long otherExpiry,
    long open,
    List<Difference> worst) {

  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Copies the list. */
  public DiffReport {
    Objects.requireNonNull(live, "live");
    Objects.requireNonNull(shadow, "shadow");
    Objects.requireNonNull(closedBefore, "closedBefore");
    worst = List.copyOf(worst);
  }

  /** How many keys were compared. */
  public long compared() {
    return equal + differences();
  }

  /** How many keys are not the same. */
  public long differences() {
    return different + onlyLive + onlyShadow;
  }

  /** This report as a line of JSON with a format number, for programs. */
  public String toJson() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("live", live)
        .put("shadow", shadow)
        .put("closedBefore", closedBefore.toString())
        .put("compared", compared())
        .put("equal", equal)
        .put("withinBounds", withinBounds)
        .put("different", different)
        .put("onlyLive", onlyLive)
        .put("onlyShadow", onlyShadow)
        .put("otherExpiry", otherExpiry)
        .put("open", open);
    ArrayNode list = node.putArray("worst");
    for (Difference difference : worst) {
      ObjectNode one = list.addObject();
      one.put("entity", difference.key().entity())
          .put("bucket", difference.key().bucket())
          .put("kind", difference.kind().name())
          .put("size", difference.size())
          .put("what", difference.what());
      difference.live().ifPresent(value -> one.put("live", value));
      difference.shadow().ifPresent(value -> one.put("shadow", value));
    }
    return node.toString();
  }

  /** This report in lines for people. */
  public String toText() {
    StringBuilder text =
        new StringBuilder(
            """
            '%s' (live) and '%s' (shadow), buckets that ended by %s:
              equal        %,d (%,d of them within the bounds of sketches; %,d expire at another time)
              different    %,d
              only live    %,d
              only shadow  %,d
              not compared %,d keys of open buckets\
            """
                .formatted(
                    live,
                    shadow,
                    closedBefore,
                    equal,
                    withinBounds,
                    otherExpiry,
                    different,
                    onlyLive,
                    onlyShadow,
                    open));
    for (Difference difference : worst) {
      text.append(
          "\n  - %s: %s (%.4f)".formatted(difference.key(), difference.what(), difference.size()));
    }
    long more = differences() - worst.size();
    if (more > 0) {
      text.append("\n  and ").append(more).append(" smaller ones");
    }
    return text.toString();
  }
}
