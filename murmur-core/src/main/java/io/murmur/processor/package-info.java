/**
 * The per-record core of every driver: what happens to an event between its source and the store.
 *
 * <p>Data's way: {@link io.murmur.processor.Processor} takes an event, asks the pipeline's {@link
 * io.murmur.pipeline.Extractor} what it adds to which keys, and writes that, event by event or
 * through a {@link io.murmur.processor.Coalescer} that collects one delta for each key. Every write
 * is a {@link io.murmur.state.Merge}, under claims if the {@link io.murmur.processor.ClaimPolicy}
 * says so, tried again by the {@link io.murmur.processor.RetryPolicy}; what the store then holds is
 * put into the cache. What could not be merged comes back as a {@link
 * io.murmur.processor.MergeFailedException}, {@link io.murmur.processor.FlushException} or {@link
 * io.murmur.processor.BatchException}, and nowhere else: nothing is kept, nothing is dropped.
 */
package io.murmur.processor;
