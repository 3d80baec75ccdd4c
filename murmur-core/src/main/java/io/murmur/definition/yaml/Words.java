package io.murmur.definition.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The vocabulary of a section: all words that it may have, in the order in which they are best
 * written.
 */
public final class Words {

  private final String title;
  private final List<Word<?>> all;
  private final Set<String> names = new LinkedHashSet<>();

  private Words(String title, List<Word<?>> all) {
    this.title = title;
    this.all = List.copyOf(all);
    this.all.forEach(word -> names.add(word.name()));
    if (names.size() != all.size()) {
      throw new IllegalArgumentException("two words of " + title + " have one name");
    }
  }

  /**
   * A vocabulary.
   *
   * @param title names it in a schema: letters and dashes
   */
  public static Words of(String title, Word<?>... words) {
    return new Words(title, List.of(words));
  }

  /** What it is called in a schema. */
  public String title() {
    return title;
  }

  /** All words. */
  public List<Word<?>> all() {
    return all;
  }

  /** The names of all words. */
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(names);
  }

  /** The schema of a section with these words. */
  ObjectNode schema(SchemaParts parts) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Word<?> word : all) {
      ObjectNode property = word.shape().schema(parts);
      properties.set(word.name(), property.put("description", word.about()));
      if (word.required()) {
        schema.withArray("/required").add(word.name());
      }
    }
    return schema;
  }
}
