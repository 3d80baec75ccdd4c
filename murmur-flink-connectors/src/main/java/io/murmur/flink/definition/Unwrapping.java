package io.murmur.flink.definition;

import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import java.util.LinkedHashMap;
import java.util.Map;

/** The word about what is taken out of records. */
final class Unwrapping {

  private Unwrapping() {}

  static Word<Unwrap> word() {
    Map<String, Unwrap> choices = new LinkedHashMap<>();
    choices.put("debezium", Unwrap.DEBEZIUM);
    choices.put("debezium-with-deletes", Unwrap.DEBEZIUM_WITH_DELETES);
    return Word.optional(
        "unwrap",
        Shapes.choice(choices),
        "What is taken out of records, which are events themselves unless said: debezium, the rows"
            + " of change events as they are afterwards, with __op and __ts_ms as further fields;"
            + " debezium-with-deletes, also those that are deleted, as they were before.");
  }
}
