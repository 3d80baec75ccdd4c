/**
 * The mains of Murmur's jobs. {@link io.murmur.jobs.BootstrapJob} reads its options, finds the
 * pipeline, and hands both to {@code Bootstrap}; nothing of how a run works is decided here.
 */
package io.murmur.jobs;
