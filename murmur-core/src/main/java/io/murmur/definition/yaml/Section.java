package io.murmur.definition.yaml;

import java.util.Map;
import java.util.Optional;

/** The words of a mapping and their values. */
public final class Section {

  private final Value value;
  private final Words words;
  private final Map<String, Value.Entry> entries;

  private Section(Value value, Words words, Map<String, Value.Entry> entries) {
    this.value = value;
    this.words = words;
    this.entries = entries;
  }

  static Section of(Value value, Words words, Map<String, Value.Entry> entries) {
    for (Value.Entry entry : entries.values()) {
      String name = entry.name().value();
      if (!words.names().contains(name)) {
        entry
            .name()
            .owner()
            .problem("unknown word '" + name + "'" + Nearest.hint(name, words.names()));
      }
    }
    Section section = new Section(value, words, entries);
    for (Word<?> word : words.all()) {
      if (word.required() && !section.has(word)) {
        section.problem("'" + word.name() + "' is missing");
      }
    }
    return section;
  }

  /** Whether a word is given, rightly or wrongly. */
  public boolean has(Word<?> word) {
    return entries.containsKey(word.name());
  }

  /**
   * The value of a word; empty if it is missing or wrong, which is a problem already where it is
   * one.
   *
   * @throws IllegalArgumentException if the word is not of this section's vocabulary
   */
  public <T> Optional<T> get(Word<T> word) {
    return value(word).flatMap(word.shape()::read);
  }

  /** The value of a word as it is in the file; empty if it is not given. */
  public Optional<Value> value(Word<?> word) {
    if (!words.all().contains(word)) {
      throw new IllegalArgumentException("'" + word.name() + "' is no word of " + words.title());
    }
    return Optional.ofNullable(entries.get(word.name())).map(Value.Entry::value);
  }

  /** Whether nothing is given, rightly or wrongly. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The value that is given under a name; the section, if none is: for problems. */
  public Value at(String name) {
    Value.Entry entry = entries.get(name);
    return entry == null ? value : entry.value();
  }

  /** The section as a value. */
  public Value whole() {
    return value;
  }

  /** Says what is wrong with the section as a whole, where it begins. */
  public void problem(String message) {
    value.problem(message);
  }

  /** Says what is wrong with the value of a word; with the section, if the word is not given. */
  public void problem(Word<?> word, String message) {
    value(word).orElse(value).problem(message);
  }
}
