package io.murmur.definition.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The functions and operators that replace CEL's own, each with what the checker knows of it and
 * what is run.
 */
final class CelFunctions {

  private final Map<String, List<CelOverloadDecl>> declared = new LinkedHashMap<>();
  private final Map<String, List<CelFunctionBinding>> bound = new LinkedHashMap<>();

  /** All of them. */
  static CelFunctions all() {
    CelFunctions functions = new CelFunctions();
    functions.equality();
    functions.membership();
    CelNumbers.addTo(functions);
    functions.texts();
    functions.lists();
    return functions;
  }

  /** The names of all functions and operators that are replaced. */
  Set<String> names() {
    return declared.keySet();
  }

  /** What the checker has to know. */
  List<CelFunctionDecl> declarations() {
    return declared.entrySet().stream()
        .map(entry -> CelFunctionDecl.newFunctionDeclaration(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** What is run. */
  List<CelFunctionBinding> bindings() {
    return bound.entrySet().stream()
        .flatMap(
            entry -> CelFunctionBinding.fromOverloads(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  /** Adds an overload with two operands. */
  @SuppressWarnings({"unchecked", "Immutable"}) // The bodies hold nothing but other functions.
  void add(
      String function,
      CelOverloadDecl overload,
      Class<?> left,
      Class<?> right,
      BinaryOperator<Object> body) {
    declared.computeIfAbsent(function, f -> new ArrayList<>()).add(overload);
    bound
        .computeIfAbsent(function, f -> new ArrayList<>())
        .add(
            CelFunctionBinding.from(
                overload.overloadId(), (Class<Object>) left, (Class<Object>) right, body::apply));
  }

  /** Adds an overload with one operand. */
  @SuppressWarnings({"unchecked", "Immutable"}) // As above.
  void add(
      String function, CelOverloadDecl overload, Class<?> operand, UnaryOperator<Object> body) {
    declared.computeIfAbsent(function, f -> new ArrayList<>()).add(overload);
    bound
        .computeIfAbsent(function, f -> new ArrayList<>())
        .add(CelFunctionBinding.from(overload.overloadId(), (Class<Object>) operand, body::apply));
  }

  /** Of any two values: what can never be equal is found by {@link CelCompilation}. */
  private void equality() {
    CelType any = SimpleType.DYN;
    add(
        "_==_",
        CelOverloadDecl.newGlobalOverload("equals", SimpleType.BOOL, any, any),
        Object.class,
        Object.class,
        CelValues::equal);
    add(
        "_!=_",
        CelOverloadDecl.newGlobalOverload("not_equals", SimpleType.BOOL, any, any),
        Object.class,
        Object.class,
        (left, right) -> !CelValues.equal(left, right));
  }

  private void membership() {
    TypeParamType any = TypeParamType.create("A");
    TypeParamType other = TypeParamType.create("B");
    add(
        "@in",
        CelOverloadDecl.newGlobalOverload("in_list", SimpleType.BOOL, any, ListType.create(any)),
        Object.class,
        List.class,
        (wanted, list) -> CelValues.contains((List<?>) list, wanted));
    add(
        "@in",
        CelOverloadDecl.newGlobalOverload(
            "in_map", SimpleType.BOOL, any, MapType.create(any, other)),
        Object.class,
        Map.class,
        (wanted, map) -> ((Map<?, ?>) map).containsKey(wanted));
  }

  private void texts() {
    comparison("_<_", "less_string", (a, b) -> a.compareTo(b) < 0);
    comparison("_<=_", "less_equals_string", (a, b) -> a.compareTo(b) <= 0);
    comparison("_>_", "greater_string", (a, b) -> a.compareTo(b) > 0);
    comparison("_>=_", "greater_equals_string", (a, b) -> a.compareTo(b) >= 0);
    add(
        "_+_",
        CelOverloadDecl.newGlobalOverload(
            "add_string", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING),
        String.class,
        String.class,
        (left, right) -> left + (String) right);
    add(
        "string",
        CelOverloadDecl.newGlobalOverload("string_of_string", SimpleType.STRING, SimpleType.STRING),
        String.class,
        UnaryOperator.identity());
    add(
        "string",
        CelOverloadDecl.newGlobalOverload("string_of_bool", SimpleType.STRING, SimpleType.BOOL),
        Boolean.class,
        Object::toString);
  }

  private interface TextComparison {
    boolean holds(String left, String right);
  }

  private void comparison(String operator, String id, TextComparison comparison) {
    add(
        operator,
        CelOverloadDecl.newGlobalOverload(
            id, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
        String.class,
        String.class,
        (left, right) -> comparison.holds((String) left, (String) right));
  }

  private void lists() {
    ListType list = ListType.create(TypeParamType.create("A"));
    add(
        "_+_",
        CelOverloadDecl.newGlobalOverload("add_list", list, list, list),
        List.class,
        List.class,
        (left, right) -> {
          List<Object> both = new ArrayList<>((List<?>) left);
          both.addAll((List<?>) right);
          return both;
        });
  }
}
