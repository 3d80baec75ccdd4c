package io.murmur.flink.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.util.concurrent.Executors;

/** What a cluster goes on with by itself when its job manager has died. */
final class RecoveredJobs {

  private RecoveredJobs() {}

  /**
   * Whether the high availability of a main's own cluster has a job. That is a fact about this
   * cluster: the id of a job in application mode is made of the cluster's name, so another cluster
   * of the same name, in another namespace or after this one was deleted, has the same.
   *
   * @throws UncheckedIOException if that cannot be known
   */
  @SuppressWarnings("try") // closing may be interrupted
  static boolean has(ReadableConfig environment, JobID job) {
    Configuration settings = Configuration.fromMap(environment.toMap());
    if (HighAvailabilityMode.fromConfig(settings) == HighAvailabilityMode.NONE) {
      return false;
    }
    try (HighAvailabilityServices services =
        HighAvailabilityServicesUtils.createAvailableOrEmbeddedServices(
            settings, Executors.directExecutor(), error -> {})) {
      return services.getExecutionPlanStore().getJobIds().contains(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(job, e);
    } catch (Exception e) {
      throw unknown(job, e);
    }
  }

  private static UncheckedIOException unknown(JobID job, Exception cause) {
    return new UncheckedIOException(
        "it cannot be known whether this cluster goes on with job %s or begins another of the same id, so nothing was started: its high availability does not answer; see the cause, mend it, and start again"
            .formatted(job),
        new IOException(cause));
  }
}
