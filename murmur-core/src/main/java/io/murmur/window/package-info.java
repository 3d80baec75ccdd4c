/**
 * Time buckets: which bucket an event belongs to, when a bucket may go, and which buckets answer a
 * question about a span of time.
 */
package io.murmur.window;
