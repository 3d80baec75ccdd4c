/**
 * Comparing a shadow table with the live one before readers are sent to it.
 *
 * <p>{@link io.murmur.swap.diff.Diff} scans each table once, in parallel segments, and looks every
 * page's keys up in the other one, so its memory does not depend on the tables. Numbers, extrema,
 * positions and sets have to be equal, sketches within the bounds that they state. The {@link
 * io.murmur.swap.diff.DiffReport} counts and keeps the worst differences.
 */
package io.murmur.swap.diff;
