package io.murmur.jobs;

import java.util.List;
import picocli.CommandLine;

/** The command lines of the jobs, for tests of what is written elsewhere. */
public final class JobLines {

  private JobLines() {}

  /**
   * Parses the arguments of a job.
   *
   * @param main the name of its main class
   * @throws CommandLine.ParameterException if it would refuse them
   */
  public static void parse(String main, List<String> arguments) {
    BootstrapArguments options =
        main.equals(BootstrapJob.class.getName()) ? new BootstrapArguments() : null;
    if (main.equals(ReplayJob.class.getName())) {
      options = new ReplayArguments();
    }
    if (options == null) {
      throw new IllegalArgumentException(main + " is the main of no job");
    }
    new CommandLine(options)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .parseArgs(arguments.toArray(String[]::new));
  }
}
