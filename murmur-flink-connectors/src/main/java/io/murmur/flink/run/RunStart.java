package io.murmur.flink.run;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.StartDecision;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;

/**
 * What a start of a bounded run does, decided by the control table before anything is built.
 *
 * <p>Invariant: a generation is taken and the submission is in the ledger before the job is
 * submitted, so no two submissions in streaming mode share a stamp, and the next start finds this
 * one's checkpoints. In batch mode all submissions of a run share the generation of its first.
 *
 * <p>A cluster in application mode with high availability runs the main again when its job manager
 * has died, and goes on with the job that it had, of the same id. That is the same submission, not
 * another one: it keeps its generation, or the job would be superseded by its own main. Only what
 * this very cluster goes on with is that: another one with the same names has the same id for its
 * job, and is another submission.
 */
public sealed interface RunStart {

  /**
   * Go: build the job with this generation, on top of these settings.
   *
   * @param run the run as the ledger has it now
   * @param settings to be applied to the environment
   */
  record Go(Run run, Configuration settings) implements RunStart {}

  /** Nothing to do: the run completed before. */
  record AlreadyCompleted(Run run) implements RunStart {}

  /**
   * Decides on a start and notes it in the control table.
   *
   * @param documents the control table
   * @param request what is to be started
   * @param environment the settings that the job will be submitted with; a restore path given there
   *     is kept
   * @throws RunRefusedException if the run must not start
   * @throws io.murmur.control.FingerprintMismatchException if the table's values mean something
   *     else
   */
  static RunStart prepare(
      Documents documents, RunRequest request, ReadableConfig environment, Clock clock) {
    return prepareAll(documents, List.of(request), environment, clock).get(0);
  }

  /**
   * The same for several runs that are one job, with the same settings for all that go. Runs that
   * completed before are left out of the job.
   *
   * @return for each request what it does, in their order
   * @throws RunRefusedException also if the runs cannot go on from one place
   */
  static List<RunStart> prepareAll(
      Documents documents, List<RunRequest> requests, ReadableConfig environment, Clock clock) {
    Optional<String> given = environment.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
    List<Start> starts = new ArrayList<>();
    for (RunRequest request : requests) {
      starts.add(Start.decide(documents, request, given));
    }
    // Nothing is noted before all is decided.
    Optional<String> restore = Start.commonPlace(starts);
    boolean some = starts.stream().anyMatch(Start::completed);
    Configuration settings = new Configuration();
    String jobId =
        environment
            .getOptional(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID)
            .orElseGet(() -> new JobID().toHexString());
    settings.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, jobId);
    Optional<String> directory = Optional.empty();
    if (!requests.get(0).batch()) {
      settings.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
      restore.ifPresent(path -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
      if (restore.isPresent() && some) {
        // What the pipelines had that are done is not needed any more.
        settings.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
      }
      directory =
          environment
              .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
              .map(base -> base.endsWith("/") ? base + jobId : base + "/" + jobId);
    }
    BooleanSupplier recovered = () -> RecoveredJobs.has(environment, JobID.fromHexString(jobId));
    List<RunStart> result = new ArrayList<>();
    for (Start start : starts) {
      result.add(
          start.decision() instanceof StartDecision.AlreadyCompleted done
              ? new AlreadyCompleted(done.run())
              : new Go(start.submit(documents, directory, restore, recovered, clock), settings));
    }
    return result;
  }
}
