/**
 * Events as definitions see them: fields by name, numbers with all their digits.
 *
 * <p>Data's way: all definitions of a file say which {@link io.murmur.definition.event.Field}s they
 * want; the {@link io.murmur.definition.event.Fields} of them know where each is kept. {@link
 * io.murmur.definition.event.JsonEvents} then reads a record's bytes in one pass and keeps just
 * those as an {@link io.murmur.definition.event.Event}; records of other forms become one by {@link
 * io.murmur.definition.event.Fields#event}.
 */
package io.murmur.definition.event;
