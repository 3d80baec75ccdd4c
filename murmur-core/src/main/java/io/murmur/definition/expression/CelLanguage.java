package io.murmur.definition.expression;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import io.murmur.definition.event.FieldNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CEL as definitions have it (see the package's documentation): its syntax, what the checker knows,
 * and what is run. One for all expressions; safe for concurrent use.
 */
final class CelLanguage {

  /** Longer than any expression that someone could read. */
  private static final int MAX_LENGTH = 10_000;

  /** How many elements all macros of one evaluation together may visit. */
  private static final int MAX_ITERATIONS = 100_000;

  /** Of CEL's own functions, with the overloads that have only the types of this language. */
  private static final Set<String> KEPT =
      Set.of(
          "CONDITIONAL",
          "LOGICAL_NOT",
          "LOGICAL_AND",
          "LOGICAL_OR",
          "NOT_STRICTLY_FALSE",
          "INDEX",
          "SIZE",
          "BOOL",
          "DYN",
          "MATCHES",
          "CONTAINS",
          "STARTS_WITH",
          "ENDS_WITH");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableReservedIds(false)
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_LENGTH)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .build();

  private static final List<CelStandardMacro> MACROS =
      List.of(
          CelStandardMacro.ALL,
          CelStandardMacro.EXISTS,
          CelStandardMacro.EXISTS_ONE,
          CelStandardMacro.MAP,
          CelStandardMacro.MAP_FILTER,
          CelStandardMacro.FILTER);

  private static final CelStringExtensions TEXTS =
      CelExtensions.strings(
          CelStringExtensions.Function.CHAR_AT,
          CelStringExtensions.Function.INDEX_OF,
          CelStringExtensions.Function.JOIN,
          CelStringExtensions.Function.LAST_INDEX_OF,
          CelStringExtensions.Function.LOWER_ASCII,
          CelStringExtensions.Function.REPLACE,
          CelStringExtensions.Function.SPLIT,
          CelStringExtensions.Function.SUBSTRING,
          CelStringExtensions.Function.TRIM,
          CelStringExtensions.Function.UPPER_ASCII);

  /** The one language; made when all constants above are. */
  static final CelLanguage INSTANCE = new CelLanguage();

  private final CelFunctions functions = CelFunctions.all();
  private final CelStandardDeclarations declarations =
      CelStandardDeclarations.newBuilder()
          .filterFunctions((function, overload) -> kept(function.name(), overload.toString()))
          .filterIdentifiers(identifier -> false)
          .build();
  private final CelParser parser =
      CelParserFactory.standardCelParserBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(MACROS)
          .addMacros(CelMacro.newGlobalMacro("has", 1, CelLanguage::expandHas))
          .build();
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardFunctions(
              CelStandardFunctions.newBuilder()
                  .filterFunctions(
                      (function, overload) -> kept(function.name(), overload.toString()))
                  .build())
          .addFunctionBindings(functions.bindings())
          .addLibraries(TEXTS)
          .build();

  private CelLanguage() {}

  private static boolean kept(String function, String overload) {
    return KEPT.contains(function)
        && !overload.contains("BYTES")
        && !overload.contains("TIMESTAMP")
        && !overload.contains("DURATION");
  }

  CelValidationResult parse(String text) {
    return parser.parse(text);
  }

  /** Checks the types, with all free names as fields of any type. */
  CelValidationResult check(CelAbstractSyntaxTree parsed, Collection<String> fields) {
    CelCompilerBuilder checker =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(declarations)
            .addFunctionDeclarations(functions.declarations())
            .addLibraries(TEXTS)
            .addVar(FieldNames.EVENT, MapType.create(SimpleType.STRING, SimpleType.DYN));
    fields.forEach(field -> checker.addVar(field, SimpleType.DYN));
    return checker.build().check(parsed);
  }

  /** What runs a checked expression. */
  CelRuntime.Program program(CelAbstractSyntaxTree checked) {
    try {
      return runtime.createProgram(checked);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("a checked expression cannot be planned", e);
    }
  }

  /** The functions that can be called by name. */
  Set<String> functionNames() {
    Stream<String> own = functions.names().stream();
    Stream<String> kept =
        Stream.of("size", "bool", "dyn", "matches", "contains", "startsWith", "endsWith");
    Stream<String> macros = Stream.of("has", "all", "exists", "exists_one", "map", "filter");
    Stream<String> texts = TEXTS.functions().stream().map(function -> function.name());
    return Stream.of(own, kept, macros, texts)
        .flatMap(names -> names)
        .filter(name -> Character.isLetter(name.charAt(0)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As CEL's own {@code has}, which takes {@code a.b} only, for plain fields and indexes, too. */
  private static Optional<CelExpr> expandHas(
      CelMacroExprFactory factory, CelExpr target, List<CelExpr> arguments) {
    CelExpr argument = arguments.get(0);
    return Optional.of(
        switch (argument.getKind()) {
          case IDENT ->
              factory.newSelect(
                  factory.newIdentifier(FieldNames.EVENT), argument.ident().name(), true);
          case SELECT ->
              factory.newSelect(argument.select().operand(), argument.select().field(), true);
          case CALL ->
              indexed(argument)
                  .map(name -> factory.newSelect(argument.call().args().get(0), name, true))
                  .orElseGet(() -> notAField(factory, argument));
          default -> notAField(factory, argument);
        });
  }

  private static CelExpr notAField(CelMacroExprFactory factory, CelExpr argument) {
    return factory.reportError(
        dev.cel.common.CelIssue.formatError(
            factory.getSourceLocation(argument), "has() takes a field, as in has(user.id)"));
  }

  private static Optional<String> indexed(CelExpr argument) {
    return argument.call().function().equals("_[_]")
            && argument.call().args().get(1).constantOrDefault().getKind()
                == dev.cel.common.ast.CelConstant.Kind.STRING_VALUE
        ? Optional.of(argument.call().args().get(1).constant().stringValue())
        : Optional.empty();
  }
}
