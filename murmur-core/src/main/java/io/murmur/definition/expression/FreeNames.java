package io.murmur.definition.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import io.murmur.definition.event.FieldNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the fields of the event in an expression: names that no macro introduces, and what is taken
 * from {@code this}.
 */
final class FreeNames {

  private static final String INDEX = "_[_]";

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> namesOfEvent = new LinkedHashSet<>();
  private final List<CelExpr> misused = new ArrayList<>();

  private FreeNames() {}

  static FreeNames in(CelExpr expression) {
    FreeNames free = new FreeNames();
    free.visit(expression, Set.of());
    return free;
  }

  /** Fields that are named alone. */
  Set<String> names() {
    return names;
  }

  /** Fields that are taken from {@code this}. */
  Set<String> namesOfEvent() {
    return namesOfEvent;
  }

  /** Where {@code this} is used for anything but to take a field that is named. */
  List<CelExpr> misused() {
    return misused;
  }

  private void visit(CelExpr expression, Set<String> bound) {
    switch (expression.getKind()) {
      case IDENT -> visitName(expression, bound);
      case SELECT -> visitSelect(expression.select(), bound);
      case CALL -> visitCall(expression.call(), bound);
      case LIST -> expression.list().elements().forEach(element -> visit(element, bound));
      case MAP ->
          expression
              .map()
              .entries()
              .forEach(
                  entry -> {
                    visit(entry.key(), bound);
                    visit(entry.value(), bound);
                  });
      case STRUCT -> expression.struct().entries().forEach(entry -> visit(entry.value(), bound));
      case COMPREHENSION -> visitComprehension(expression.comprehension(), bound);
      case CONSTANT, NOT_SET -> {}
    }
  }

  private void visitName(CelExpr expression, Set<String> bound) {
    String name = expression.ident().name();
    if (bound.contains(name)) {
      return;
    }
    if (name.equals(FieldNames.EVENT)) {
      misused.add(expression);
    } else {
      names.add(name);
    }
  }

  private void visitSelect(CelSelect select, Set<String> bound) {
    if (isEvent(select.operand(), bound)) {
      namesOfEvent.add(select.field());
    } else {
      visit(select.operand(), bound);
    }
  }

  private void visitCall(CelCall call, Set<String> bound) {
    Optional<String> field = fieldOfEvent(call, bound);
    if (field.isPresent()) {
      namesOfEvent.add(field.get());
      return;
    }
    call.target().ifPresent(target -> visit(target, bound));
    call.args().forEach(argument -> visit(argument, bound));
  }

  /** The field that {@code this["…"]} takes. */
  private static Optional<String> fieldOfEvent(CelCall call, Set<String> bound) {
    if (!call.function().equals(INDEX) || !isEvent(call.args().get(0), bound)) {
      return Optional.empty();
    }
    CelConstant name = call.args().get(1).constantOrDefault();
    return name.getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(name.stringValue())
        : Optional.empty();
  }

  private static boolean isEvent(CelExpr expression, Set<String> bound) {
    return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
        && expression.ident().name().equals(FieldNames.EVENT)
        && !bound.contains(FieldNames.EVENT);
  }

  private void visitComprehension(CelComprehension loop, Set<String> bound) {
    visit(loop.iterRange(), bound);
    visit(loop.accuInit(), bound);
    Set<String> inner = new LinkedHashSet<>(bound);
    inner.add(loop.accuVar());
    visit(loop.result(), inner);
    inner.add(loop.iterVar());
    inner.add(loop.iterVar2());
    visit(loop.loopCondition(), inner);
    visit(loop.loopStep(), inner);
  }
}
