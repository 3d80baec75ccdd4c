/**
 * Putting a rebuilt table into service without a wrong read.
 *
 * <p>Readers and jobs name an <em>alias</em>; one {@link io.murmur.swap.Alias} document in the
 * control table says which table that is. {@link io.murmur.swap.Swap} is the way of a rebuild: a
 * shadow like the live table is made, a replay fills it, {@code diff} compares the two, {@code
 * promote} moves the alias with one conditional write after its checks, {@code rollback} moves it
 * back, {@code retire} deletes what nobody reads any more. A name that has no alias is the table of
 * that name, so nothing has to be set up before the first swap.
 *
 * <p>Readers follow the alias: {@link io.murmur.swap.AliasTables} asks an {@link
 * io.murmur.swap.AliasResolver} once for each answer. Writers do not: a job takes its table when it
 * is built ({@link io.murmur.swap.WriterTable}) and keeps it for good. Its fences, epochs and
 * checkpoints are of that table; the old table has to stay complete for a rollback, and the new one
 * has a writer of its own. A writer that moved in the middle would count events in neither or
 * twice.
 */
package io.murmur.swap;
