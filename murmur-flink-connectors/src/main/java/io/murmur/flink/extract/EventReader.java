package io.murmur.flink.extract;

import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.pipeline.InvalidEventException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an extract needs to know of its input.
 *
 * @param <I> an element of the input
 * @param <T> the event
 */
interface EventReader<I, T> extends Serializable {

  /** The event of an element. */
  T event(I element) throws IOException;

  /** Why an element cannot be tried; empty for all that can. */
  Optional<String> problem(I element);

  /** Whether elements have a place. */
  boolean placed();

  /** Gives the id of events whose pipeline does not take it from them. */
  Supplier<String> place(I element);

  /** The record that an element is, or stands for, to be kept in a dead letter. */
  SourceRecord record(I element);

  /** Records that a decoder makes events of. */
  record Decoded<T>(RecordDecoder<T> decoder) implements EventReader<SourceRecord, T> {
    @Override
    public T event(SourceRecord element) throws IOException {
      return decoder.decode(element);
    }

    @Override
    public Optional<String> problem(SourceRecord element) {
      return element.problem();
    }

    @Override
    public boolean placed() {
      return true;
    }

    @Override
    public Supplier<String> place(SourceRecord element) {
      return element;
    }

    @Override
    public SourceRecord record(SourceRecord element) {
      return element;
    }
  }

  /** Events as they are; they have no place, and their text stands for their bytes. */
  record Plain<T>() implements EventReader<T, T> {
    @Override
    public T event(T element) {
      return element;
    }

    @Override
    public Optional<String> problem(T element) {
      return Optional.empty();
    }

    @Override
    public boolean placed() {
      return false;
    }

    @Override
    public Supplier<String> place(T element) {
      return Plain::noPlace;
    }

    @Override
    public SourceRecord record(T element) {
      byte[] text = String.valueOf(element).getBytes(StandardCharsets.UTF_8);
      return new SourceRecord(text, 0, text.length, "stream", 0, Map.of());
    }

    private static String noPlace() {
      throw new InvalidEventException(
          "the event has no id: events of a stream have no place, so the pipeline must take the id"
              + " from them: say eventId(event -> …)");
    }
  }
}
