package io.murmur.jobs;

/**
 * Bootstraps a table from files or another table: {@code flink run bootstrap-job.jar --pipeline
 * page-views.yaml}, or with a compiled pipeline {@code --pipeline-class … --input … --table …}.
 *
 * <p>Ends with the report on the standard output. What the user can mend is one message without
 * stack trace.
 */
public final class BootstrapJob {

  private BootstrapJob() {}

  /** Runs the job with the environment that {@code flink run} set up. */
  public static void main(String[] arguments) throws Exception {
    JobMain.run(new BootstrapArguments(), arguments);
  }
}
