/**
 * What whoever waits for a job sees of it while it runs. A {@link io.murmur.jobs.progress.Poller}
 * takes a {@link io.murmur.jobs.progress.Snapshot} of the job again and again, {@link
 * io.murmur.jobs.progress.Pace} makes rates and an estimate of them, and a {@link
 * io.murmur.jobs.progress.View} shows both, as a bar or in lines. Nothing of it can fail a job.
 */
package io.murmur.jobs.progress;
