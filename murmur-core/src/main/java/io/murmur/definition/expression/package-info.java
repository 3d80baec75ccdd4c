/**
 * What definitions take from an event: plain fields, and expressions in CEL, the Common Expression
 * Language.
 *
 * <p>{@link io.murmur.definition.expression.Expressions} reads a text and gives an {@link
 * io.murmur.definition.expression.Expression}: a plain field is taken from the event as it is, with
 * no CEL in between; a constant is computed once; all else is compiled and type-checked by Google's
 * CEL before anything runs. {@link io.murmur.definition.expression.Template} makes keys of texts
 * with expressions in braces. {@link io.murmur.definition.expression.Values} turns what comes out
 * into what aggregates take.
 *
 * <h2>The language</h2>
 *
 * CEL as it is specified, without bytes, unsigned numbers, durations, timestamps and types as
 * values, and with numbers that fit the rest of this project: whole numbers are {@code int} (64
 * bits; overflow is an error), all others are {@code decimal}, with every digit. Both mix freely,
 * and nothing goes through a double. Each name that is no variable of a macro is a field of the
 * event; {@code this["…"]} takes any field by its name. A field that is missing is an error, unless
 * {@code has(field)} was asked before, or another part of {@code &&} or {@code ||} decides.
 *
 * <p>Expressions cannot loop without bounds, reach anything but the event, or change anything:
 * definitions may come from people who may not run code.
 */
package io.murmur.definition.expression;
