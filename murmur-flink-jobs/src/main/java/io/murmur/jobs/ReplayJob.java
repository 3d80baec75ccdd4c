package io.murmur.jobs;

/**
 * Replays history: {@code flink run replay-job.jar --pipeline page-views.yaml --from 2026-01-01
 * --to 2026-02-01 --shadow}. Into a shadow, which is then compared and promoted with the command
 * {@code murmur}, or without {@code --shadow} into the table that readers see.
 *
 * <p>It is a run like a bootstrap's, with the same options, report and ways to go on. What the user
 * can mend is one message without stack trace.
 */
public final class ReplayJob {

  private ReplayJob() {}

  /** Runs the job with the environment that {@code flink run} set up. */
  public static void main(String[] arguments) throws Exception {
    JobMain.run(new ReplayArguments(), arguments);
  }
}
