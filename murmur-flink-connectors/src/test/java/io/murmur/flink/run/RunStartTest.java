package io.murmur.flink.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.CommittedEpoch;
import io.murmur.control.EpochLog;
import io.murmur.control.FingerprintMismatchException;
import io.murmur.control.InMemoryDocuments;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesFactory;
import org.apache.flink.runtime.highavailability.nonha.embedded.EmbeddedHaServices;
import org.apache.flink.runtime.jobmanager.ExecutionPlanStore;
import org.apache.flink.runtime.jobmanager.StandaloneExecutionPlanStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStartTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private final InMemoryDocuments documents = new InMemoryDocuments();
  private final Configuration environment = new Configuration();
  @TempDir Path directory;

  @BeforeEach
  void checkpointIntoTheDirectory() {
    environment.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
  }

  @Test
  void aFirstStartTakesAGenerationAndAJobOfItsOwn() {
    RunStart.Go go = go(request(false, false));
    assertThat(go.run().generation()).isEqualTo(1);
    assertThat(go.settings().get(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID)).hasSize(32);
    assertThat(go.settings().getOptional(StateRecoveryOptions.SAVEPOINT_PATH)).isEmpty();
    assertThat(go.run().checkpoints().orElseThrow())
        .endsWith("/" + go.settings().get(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID));
  }

  @Test
  void aStartAfterADeathGoesOnFromTheNewestCompleteCheckpoint() throws IOException {
    RunStart.Go first = go(request(false, false));
    wrote(first.run());
    checkpoint(first.run(), 2, true);
    checkpoint(first.run(), 10, true);
    checkpoint(first.run(), 11, false);

    RunStart.Go second = go(request(false, false));
    assertThat(second.settings().get(StateRecoveryOptions.SAVEPOINT_PATH)).endsWith("/chk-10");
    assertThat(second.run().generation()).isEqualTo(2);

    RunStart.Go third = go(request(false, false));
    assertThat(third.settings().get(StateRecoveryOptions.SAVEPOINT_PATH))
        .as("the second made no checkpoint of its own")
        .isEqualTo(second.settings().get(StateRecoveryOptions.SAVEPOINT_PATH));
    checkpoint(third.run(), 12, true);
    assertThat(go(request(false, false)).settings().get(StateRecoveryOptions.SAVEPOINT_PATH))
        .endsWith("/chk-12");
  }

  @Test
  void aSavepointOfARunThatTheControlTableDoesNotKnowIsRefused() {
    environment.set(StateRecoveryOptions.SAVEPOINT_PATH, "file:///savepoint");

    assertThatThrownBy(() -> go(request(false, false)))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("is to go on from file:///savepoint")
        .hasMessageContaining("Name the control table and the id that it was begun with");
    assertThat(new RunLedger(documents).list()).isEmpty();
  }

  @Test
  void aMainThatIsRunAgainForTheJobThatItsClusterRecoversIsTheSameSubmission() throws IOException {
    JobID job = new JobID();
    environment.set(HighAvailabilityOptions.HA_MODE, Availability.class.getName());
    environment.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, job.toHexString());
    RunStart.Go first = go(request(false, false));
    wrote(first.run());
    checkpoint(first.run(), 1, true);

    Availability.JOBS.add(job);
    assertThat(go(request(false, false)).run()).isEqualTo(first.run());

    environment.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, new JobID().toHexString());
    assertThat(go(request(false, false)).run().generation()).as("another job").isEqualTo(2);
  }

  /** In application mode the id of a job is made of the cluster's name. */
  @Test
  void aClusterOfTheSameNameThatRecoversNothingIsAnotherSubmission() throws IOException {
    environment.set(HighAvailabilityOptions.HA_MODE, Availability.class.getName());
    environment.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, new JobID().toHexString());
    RunStart.Go first = go(request(false, false));
    wrote(first.run());
    checkpoint(first.run(), 1, true);

    assertThat(go(request(false, false)).run().generation()).isEqualTo(2);
  }

  @Test
  void aHighAvailabilityThatDoesNotAnswerStartsNothing() throws IOException {
    environment.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, new JobID().toHexString());
    RunStart.Go first = go(request(false, false));
    checkpoint(first.run(), 1, true);
    environment.set(HighAvailabilityOptions.HA_MODE, "no.such.Factory");

    assertThatThrownBy(() -> go(request(false, false)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it cannot be known whether this cluster goes on with job");
    assertThat(new RunLedger(documents).find("r")).contains(first.run());
  }

  /** A high availability that has jobs. */
  public static final class Availability implements HighAvailabilityServicesFactory {

    static final Set<JobID> JOBS = ConcurrentHashMap.newKeySet();

    @Override
    @SuppressWarnings("try") // closing may be interrupted
    public HighAvailabilityServices createHAServices(
        Configuration configuration, Executor executor) {
      return new EmbeddedHaServices(executor) {
        @Override
        public ExecutionPlanStore getExecutionPlanStore() {
          return new StandaloneExecutionPlanStore() {
            @Override
            public Collection<JobID> getJobIds() {
              return JOBS;
            }
          };
        }
      };
    }
  }

  @Test
  void aMainThatIsRunAgainWithoutHighAvailabilityIsAnotherSubmissionOfTheSameJobId()
      throws IOException {
    environment.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, new JobID().toHexString());
    RunStart.Go first = go(request(false, false));
    checkpoint(first.run(), 1, true);

    RunStart.Go second = go(request(false, false));

    assertThat(second.run().generation()).isEqualTo(2);
    assertThat(second.settings().get(StateRecoveryOptions.SAVEPOINT_PATH)).endsWith("/chk-1");
  }

  @Test
  void aStartAfterCompletionDoesNothing() {
    RunStart.Go go = go(request(false, false));
    new RunLedger(documents)
        .complete("r", go.run().generation(), Map.of("read", 3L), CLOCK.instant());
    assertThat(RunStart.prepare(documents, request(false, false), environment, CLOCK))
        .isInstanceOfSatisfying(
            RunStart.AlreadyCompleted.class,
            done -> assertThat(done.run().counts()).containsEntry("read", 3L));
  }

  @Test
  void aStartWithoutCheckpointIsRefusedIfTheRunHasWritten() {
    RunStart.Go go = go(request(false, false));
    wrote(go.run());
    assertThatThrownBy(() -> go(request(false, false)))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining(
            "no checkpoint of it is left in " + go.run().checkpoints().orElseThrow());
    assertThat(go(request(false, true)).run().generation())
        .as("claims make it repeatable")
        .isEqualTo(2);
  }

  @Test
  void allSubmissionsOfABatchRunShareTheirGenerationAndNeedNoCheckpoint() {
    RunStart.Go first = go(request(true, false));
    wrote(first.run());
    RunStart.Go second = go(request(true, false));
    assertThat(second.run().generation()).isEqualTo(first.run().generation());
    assertThat(second.run().checkpoints()).isEmpty();
  }

  @Test
  void aRunGoesOnInTheModeItWasBegunIn() {
    go(request(true, false));
    assertThatThrownBy(() -> go(request(false, false)))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("run 'r' was begun in batch mode");
  }

  @Test
  void aRestorePathThatTheUserGaveIsKept() {
    go(request(false, false));
    environment.set(StateRecoveryOptions.SAVEPOINT_PATH, "s3://b/savepoint-1");
    RunStart.Go go = go(request(false, false));
    assertThat(go.run().restoredFrom()).contains("s3://b/savepoint-1");
    assertThat(go.settings().get(StateRecoveryOptions.SAVEPOINT_PATH))
        .isEqualTo("s3://b/savepoint-1");
  }

  @Test
  void aTableOfAnotherMeaningAndARunOfAnotherJobAreRefused() {
    go(request(false, false));
    assertThatThrownBy(
            () ->
                go(
                    new RunRequest(
                        "q",
                        "views",
                        "monoid=sum(long);window=none",
                        "t",
                        "bootstrap",
                        false,
                        false,
                        false)))
        .isInstanceOf(FingerprintMismatchException.class);
    assertThatThrownBy(
            () ->
                go(
                    new RunRequest(
                        "r",
                        "clicks",
                        "monoid=count;window=none",
                        "t2",
                        "bootstrap",
                        false,
                        false,
                        false)))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("run 'r' is of pipeline 'views' into table 't'");
  }

  private RunStart.Go go(RunRequest request) {
    return (RunStart.Go) RunStart.prepare(documents, request, environment, CLOCK);
  }

  private static RunRequest request(boolean batch, boolean claims) {
    return new RunRequest(
        "r", "views", "monoid=count;window=none", "t", "bootstrap", batch, claims, false);
  }

  private void wrote(Run run) {
    EpochLog.ofRun(documents, run.id())
        .begin(
            new CommittedEpoch(run.generation(), 1, new Stamp(run.generation(), 0, 1)),
            run.generation());
  }

  private static void checkpoint(Run run, long number, boolean complete) throws IOException {
    Path checkpoint =
        Path.of(java.net.URI.create(run.checkpoints().orElseThrow())).resolve("chk-" + number);
    Files.createDirectories(checkpoint);
    if (complete) {
      Files.writeString(checkpoint.resolve("_metadata"), "x");
    }
  }
}
