package io.murmur.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.event.Fields;
import io.murmur.definition.yaml.Environment;
import io.murmur.definition.yaml.SchemaParts;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Value;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.definition.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads definitions. What it gives is checked as a whole: all words are known, all expressions
 * compile, and no two settings contradict each other. Immutable, safe for concurrent use.
 */
public final class DefinitionReader {

  /** Where the schema for editors is to be found. */
  public static final String SCHEMA_ID = "https://murmur.io/schema/definition.json";

  private static final Word<StoreWords.Stores> STORE =
      Word.required("store", StoreWords.ofFile(), "DynamoDB, and the tables there.");

  private static final Word<ExecutionMode> MODE =
      Word.optional(
          "mode",
          JobWords.mode(),
          "streaming: the table grows while the job reads; batch: each key is written once at the"
              + " end. Unless said, as Flink's configuration has it.");

  private static final Word<CheckpointSettings> CHECKPOINT =
      Word.optional("checkpoint", JobWords.checkpoint(), "When the job writes.");

  private static final Word<DeadLetterSettings> DEAD_LETTERS =
      Word.optional(
          "dead-letters",
          JobWords.deadLetters(),
          "What becomes of records that cannot be counted.");

  private static final Word<List<PipelineDraft>> PIPELINES =
      Word.optional(
          "pipelines",
          Shapes.list(
              Shapes.section(
                  PipelineWords.ONE_OF_SEVERAL,
                  section -> Optional.of(PipelineWords.oneOfSeveral(section))),
              "a list of pipelines"),
          "Several pipelines over one read of the source, instead of one.");

  /** What a file with several pipelines says in each of them. */
  private static final List<Word<?>> OF_ONE =
      List.of(
          PipelineWords.NAME,
          PipelineWords.FILTER,
          PipelineWords.KEY,
          PipelineWords.AGGREGATE,
          PipelineWords.WINDOW);

  private final Word<SourceSettings> source;
  private final Words words;

  private DefinitionReader(List<SourceWords> sources) {
    this.source = Word.required("source", new SourceShape(sources), "What is read.");
    this.words =
        Words.of(
            "definition",
            PipelineWords.NAME,
            source,
            PipelineWords.EVENT,
            PipelineWords.FILTER,
            PipelineWords.KEY,
            PipelineWords.AGGREGATE,
            PipelineWords.WINDOW,
            PIPELINES,
            STORE,
            PipelineWords.CACHE,
            PipelineWords.DEDUP,
            PipelineWords.COALESCE,
            MODE,
            CHECKPOINT,
            DEAD_LETTERS);
  }

  /** A reader of definitions that may have these kinds of sources, at least one. */
  public static DefinitionReader of(List<SourceWords> sources) {
    return new DefinitionReader(sources);
  }

  /**
   * Reads a file. Relative paths of secrets begin where it lies.
   *
   * @throws DefinitionException with all problems of the file
   * @throws IOException if it cannot be read
   */
  public Definitions read(Path file, Environment environment)
      throws DefinitionException, IOException {
    Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    return read(file.toString(), Files.readString(file), environment.in(directory));
  }

  /**
   * Reads a definition.
   *
   * @param name what the file is called in problems
   * @param text what is in it
   * @param environment what it may refer to
   * @throws DefinitionException with all problems of the file
   */
  public Definitions read(String name, String text, Environment environment)
      throws DefinitionException {
    YamlFile yaml = YamlFile.read(name, text, environment);
    Optional<Definitions> read =
        yaml.document()
            .flatMap(document -> document.section(words))
            .flatMap(section -> read(name, section));
    if (!yaml.problems().isEmpty() || read.isEmpty()) {
      throw new DefinitionException(yaml.problems());
    }
    return read.get();
  }

  /** The JSON Schema of definitions, for editors. */
  public ObjectNode schema() {
    Shape<Section> root = Shapes.section(words, Optional::of);
    ObjectNode schema = SchemaParts.schema(SCHEMA_ID, "A definition of Murmur's pipelines", root);
    ObjectNode alone = JsonNodeFactory.instance.objectNode();
    alone.putArray("required").add("name").add("key").add("aggregate");
    ObjectNode several = JsonNodeFactory.instance.objectNode();
    several.putArray("required").add("pipelines");
    ArrayNode ofOne = several.putObject("not").putArray("anyOf");
    OF_ONE.forEach(word -> ofOne.addObject().putArray("required").add(word.name()));
    schema.putArray("oneOf").add(alone).add(several);
    return schema;
  }

  private Optional<Definitions> read(String file, Section section) {
    Optional<SourceSettings> from = section.get(source);
    Optional<ExecutionMode> mode = section.get(MODE);
    Optional<StoreWords.Stores> store = section.get(STORE);
    Optional<CheckpointSettings> checkpoint = section.get(CHECKPOINT);
    Optional<DeadLetterSettings> deadLetters = section.get(DEAD_LETTERS);
    List<PipelineDraft> drafts =
        section.has(PIPELINES) ? several(section) : List.of(PipelineWords.alone(section));
    PipelineDraft shared = PipelineWords.shared(section, store);
    List<PipelineDraft.Ready> ready = new ArrayList<>();
    for (PipelineDraft draft : drafts) {
      draft.or(shared, !section.has(PIPELINES)).check(mode).ifPresent(ready::add);
    }
    if (mode.isPresent() && mode.get() == ExecutionMode.BATCH && section.has(CHECKPOINT)) {
      section.problem(CHECKPOINT, "batch has no checkpoints: take this out, or 'mode: batch'");
    }
    requireDistinct(ready);
    Optional<StoreSettings> database = store.flatMap(StoreWords.Stores::settings);
    if (from.isEmpty() || database.isEmpty() || ready.isEmpty() || ready.size() < drafts.size()) {
      return Optional.empty();
    }
    Set<List<String>> paths = new LinkedHashSet<>();
    ready.forEach(pipeline -> paths.addAll(pipeline.paths()));
    Fields fields = Fields.of(paths);
    return Optional.of(
        new Definitions(
            file,
            from.get(),
            fields,
            mode,
            database.get(),
            checkpoint.orElse(new CheckpointSettings(Optional.empty())),
            deadLetters.orElseGet(DeadLetterSettings::counted),
            ready.stream().map(pipeline -> pipeline.bind(fields)).toList()));
  }

  private static List<PipelineDraft> several(Section section) {
    for (Word<?> word : OF_ONE) {
      if (section.has(word)) {
        section.problem(word, "'" + word.name() + "' belongs into each of the pipelines");
      }
    }
    return section.get(PIPELINES).orElse(List.of());
  }

  private static void requireDistinct(List<PipelineDraft.Ready> pipelines) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> tables = new LinkedHashSet<>();
    Set<String> namespaces = new LinkedHashSet<>();
    for (PipelineDraft.Ready pipeline : pipelines) {
      if (!names.add(pipeline.name())) {
        pipeline.at("name").problem("two pipelines are called '" + pipeline.name() + "'");
      }
      String table = pipeline.table().table();
      if (!tables.add(table)) {
        pipeline
            .at("store")
            .problem(
                "two pipelines write into the table '%s': each needs its own".formatted(table));
      }
      if (pipeline.cache().isPresent() && !namespaces.add(pipeline.cache().get().namespace())) {
        pipeline
            .at("cache")
            .problem(
                "two pipelines have the namespace '%s': each needs its own, or none, which is the table's name"
                    .formatted(pipeline.cache().get().namespace()));
      }
    }
  }

  /** Exactly one of the kinds of sources. */
  private static final class SourceShape implements Shape<SourceSettings> {
    private final List<? extends Word<? extends SourceSettings>> types;
    private final Words words;

    SourceShape(List<SourceWords> sources) {
      if (sources.isEmpty()) {
        throw new IllegalArgumentException("there is no kind of source");
      }
      this.types = sources.stream().map(SourceWords::word).toList();
      this.words = Words.of("source", types.toArray(new Word<?>[0]));
    }

    @Override
    public Optional<SourceSettings> read(Value value) {
      return value.section(words).flatMap(this::one);
    }

    private Optional<SourceSettings> one(Section section) {
      List<? extends Word<? extends SourceSettings>> given =
          types.stream().filter(section::has).toList();
      List<Optional<SourceSettings>> read = new ArrayList<>();
      given.forEach(type -> read.add(section.get(type).map(settings -> settings)));
      if (given.size() == 1) {
        return read.get(0);
      }
      if (section.isEmpty()) {
        section.problem("says nothing to read: one of " + String.join(", ", words.names()));
      } else if (given.size() > 1) {
        section.problem(
            "has %d sources, '%s' and '%s': a job reads one"
                .formatted(given.size(), given.get(0).name(), given.get(1).name()));
      }
      return Optional.empty();
    }

    @Override
    public ObjectNode schema(SchemaParts parts) {
      return Shapes.section(words, Optional::of)
          .schema(parts)
          .put("minProperties", 1)
          .put("maxProperties", 1);
    }
  }
}
