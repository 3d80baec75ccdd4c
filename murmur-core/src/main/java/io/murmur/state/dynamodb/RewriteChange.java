package io.murmur.state.dynamodb;

import io.murmur.monoid.Monoid;
import io.murmur.state.Merge;
import io.murmur.state.Stored;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Everything that DynamoDB cannot combine itself (sketches, decayed sums, maps, mixed structs):
 * read, combine, and write back if nobody has written in between. A failed condition shows the new
 * item, so that only the first attempt reads.
 *
 * <p>A delta that changes nothing, and by the monoid's idempotence never will, is not written.
 */
final class RewriteChange<V> implements Change<V> {

  private final Monoid<V> monoid;
  private final Cell<V> cell;

  RewriteChange(Monoid<V> monoid, Cell<V> cell) {
    this.monoid = monoid;
    this.cell = cell;
  }

  @Override
  public boolean readsFirst() {
    return true;
  }

  @Override
  public Step<V> step(Merge<V> merge, Optional<Item> seen) {
    Item item = seen.orElseThrow();
    V combined = monoid.combine(cell.read(item.attributes()), merge.delta());
    Map<String, AttributeValue> attributes = new TreeMap<>();
    cell.write(combined, attributes);
    ItemUpdate update = new ItemUpdate();
    requireUnchanged(item, update);
    boolean changesNothing =
        monoid.idempotent()
            && item.exists()
            && item.expiry().equals(merge.expiresAtEpochSecond())
            && cell.attributes().stream()
                .allMatch(
                    a ->
                        attributes.containsKey(a)
                            ? attributes.get(a).equals(item.attributes().get(a))
                            : !item.attributes().containsKey(a));
    if (changesNothing) {
      return new Step.Keep<>(update, item.stored(cell));
    }
    requireRoom(item, attributes);
    for (String attribute : cell.attributes()) {
      if (attributes.containsKey(attribute)) {
        update.set(attribute, attributes.get(attribute));
      } else {
        update.remove(attribute);
      }
    }
    return new Step.Write<>(
        update,
        Optional.of(new Stored<>(combined, item.version() + 1, merge.expiresAtEpochSecond())));
  }

  private static void requireUnchanged(Item item, ItemUpdate update) {
    String version = update.name(Attributes.VERSION);
    AttributeValue found = item.attributes().get(Attributes.VERSION);
    update.require(
        found == null
            ? "attribute_not_exists(" + version + ")"
            : version + " = " + update.value(found));
  }

  private static void requireRoom(Item item, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> after = new HashMap<>(item.attributes());
    after.putAll(attributes);
    long size = ItemSize.of(after);
    if (size > ItemSize.MAX) {
      throw new IllegalArgumentException(ItemSize.tooLarge("about " + size + " bytes"));
    }
  }
}
