package io.murmur.definition;

import io.murmur.definition.aggregate.FieldUse;
import io.murmur.definition.aggregate.Part;
import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.definition.expression.Expression;
import io.murmur.definition.expression.ResultType;
import io.murmur.definition.expression.Template;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Value;
import io.murmur.pipeline.Aggregation;
import io.murmur.pipeline.Pipeline;
import io.murmur.window.Windowing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a section says of a pipeline. Words that are wrong or missing are empty, and a problem
 * already.
 */
record PipelineDraft(
    Section section,
    Optional<String> name,
    Optional<Part<Expression>> filter,
    Optional<List<Part<Template>>> keys,
    Optional<Part<Aggregation<Event, ?, ?>>> aggregate,
    Optional<Windowing> window,
    Optional<StoreWords.Stores> store,
    Optional<EventWords.Events> event,
    Optional<CacheWords.Draft> cache,
    Optional<DedupSettings> dedup,
    Optional<CoalesceSettings> coalesce,
    boolean eventUnclear) {

  /**
   * This, with what the file says for all of its pipelines where this says nothing.
   *
   * @param alone whether there is only one, so that the tables are the file's, too
   */
  PipelineDraft or(PipelineDraft shared, boolean alone) {
    shared.store.ifPresent(
        alone ? StoreWords.Stores::requireTable : StoreWords.Stores::requireNoTable);
    return new PipelineDraft(
        section,
        name,
        filter,
        keys,
        aggregate,
        window,
        alone ? shared.store : store.map(own -> own.or(shared.store)),
        !alone && own("event") ? event : shared.event,
        !alone && own("cache") ? cache : shared.cache,
        !alone && own("dedup") ? dedup : shared.dedup,
        !alone && own("coalesce") ? coalesce : shared.coalesce,
        eventUnclear(!alone && own("event") ? this : shared));
  }

  /** Whether the event is said wrongly, so that nothing follows from what is missing there. */
  private static boolean eventUnclear(PipelineDraft draft) {
    return draft.event.isEmpty() && draft.own("event");
  }

  private boolean own(String word) {
    return section.at(word) != section.whole();
  }

  /** The pipeline, if nothing is wrong with it; else that is a problem. */
  Optional<Ready> check(Optional<ExecutionMode> mode) {
    DedupSettings duplicates = dedup.orElseGet(DedupSettings::none);
    checkTime();
    checkDedup(duplicates);
    if (mode.isPresent()
        && mode.get() == ExecutionMode.BATCH
        && coalesce.flatMap(CoalesceSettings::flushTick).isPresent()) {
      section
          .at("coalesce")
          .problem("a flush-tick has no use in batch, which writes each key once at the end");
    }
    Optional<TableSettings> tables =
        store.flatMap(own -> own.tableSettings(duplicates.by() == DedupSettings.By.CLAIMS));
    if (name.isEmpty() || keys.isEmpty() || aggregate.isEmpty() || tables.isEmpty()) {
      return Optional.empty();
    }
    Ready ready = new Ready(this, tables.get(), cache.map(draft -> draft.of(tables.get().table())));
    return ready.possible() ? Optional.of(ready) : Optional.empty();
  }

  private EventWords.Events events() {
    return event.orElse(EventWords.Events.UNKNOWN);
  }

  private void checkTime() {
    if (events().time().isPresent() || eventUnclear) {
      return;
    }
    if (own("window")) {
      section
          .at("window")
          .problem("a window needs the time of events: say event: {time: {of: …, format: …}}");
    }
    if (aggregate.isPresent() && needsTime(aggregate.get())) {
      section
          .at("aggregate")
          .problem(
              "first, last and decayed-sum need the time of events: say event: {time: {of: …,"
                  + " format: …}}");
    }
  }

  private static boolean needsTime(Part<Aggregation<Event, ?, ?>> part) {
    return part.bind(Fields.of(part.draft().paths())).lift().needsEventTime();
  }

  private void checkDedup(DedupSettings duplicates) {
    boolean claimed = duplicates.by() == DedupSettings.By.CLAIMS;
    if (duplicates.by() == DedupSettings.By.JOB && events().id().isEmpty() && !eventUnclear) {
      section
          .at("dedup")
          .problem(
              "without an id every record is an event of its own, and none comes twice: say event:"
                  + " {id: '{…}'}");
    }
    if (store.isEmpty()) {
      return;
    }
    boolean table = store.get().tables().claimsTable().isPresent();
    if (claimed && !table && !store.get().has("claims-table")) {
      section.at("dedup").problem("claims need a table: say store: {claims-table: …}");
    } else if (!claimed
        && store.get().has("claims-table")
        && (dedup.isPresent() || !own("dedup"))) {
      store.get().at("claims-table").problem("a claims-table has no use without 'dedup: claims'");
    }
  }

  /** A pipeline with nothing wrong, which waits for the places of its fields. */
  record Ready(PipelineDraft draft, TableSettings table, Optional<CacheSettings> cache) {

    String name() {
      return draft.name.orElseThrow();
    }

    Value at(String word) {
      return draft.section.at(word);
    }

    Set<List<String>> paths() {
      Set<List<String>> paths = new LinkedHashSet<>();
      uses().forEach(use -> paths.add(use.path()));
      return paths;
    }

    private List<FieldUse> uses() {
      List<FieldUse> uses = new ArrayList<>(draft.events().uses());
      draft.filter.ifPresent(part -> uses.addAll(part.uses()));
      draft.keys.orElseThrow().forEach(key -> uses.addAll(key.uses()));
      uses.addAll(draft.aggregate.orElseThrow().uses());
      return uses;
    }

    /** Whether it can be built; why not, is a problem. */
    boolean possible() {
      Fields fields = Fields.of(paths());
      Optional<Template> id = draft.events().id().map(part -> part.bind(fields));
      if (id.isPresent()
          && id.get().expressions().stream().anyMatch(x -> x.type() == ResultType.LIST)) {
        draft.section.at("event").problem("an id must be one text, and this is a list");
        return false;
      }
      if (draft.events().time().isEmpty()
          && (draft.window.isPresent() || needsTime(draft.aggregate.orElseThrow()))) {
        return false;
      }
      try {
        pipeline(fields);
        return true;
      } catch (IllegalArgumentException e) {
        draft.section.problem(e.getMessage());
        return false;
      }
    }

    Definition bind(Fields fields) {
      return new Definition(
          pipeline(fields),
          texts(fields),
          table,
          cache,
          draft.dedup.orElseGet(DedupSettings::none),
          draft.coalesce.orElseGet(CoalesceSettings::defaults),
          uses());
    }

    private Pipeline<Event, ?> pipeline(Fields fields) {
      return PipelineAssembly.assemble(
          name(),
          draft.events().id().map(part -> part.bind(fields)),
          draft.events().time().map(part -> part.bind(fields).function()),
          draft.filter.map(part -> part.bind(fields)),
          draft.keys.orElseThrow().stream().map(part -> part.bind(fields)).toList(),
          draft.aggregate.orElseThrow().bind(fields),
          draft.window);
    }

    private Definition.Texts texts(Fields fields) {
      return new Definition.Texts(
          draft.events().id().map(part -> part.bind(fields).text()),
          draft.events().time().map(part -> part.bind(fields).text()),
          draft.filter.map(part -> part.bind(fields).text()),
          draft.keys.orElseThrow().stream().map(part -> part.bind(fields).text()).toList());
    }
  }
}
