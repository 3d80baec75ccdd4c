package io.murmur.jobs.cli;

/** How a command of Murmur ends, for scripts. The numbers are part of the interface. */
public enum ExitCode {
  /** Done. */
  OK(0, "done"),
  /** A run or a request failed. */
  FAILED(1, "a run or a request failed; it may be tried again"),
  /** What the user wrote is wrong. */
  USAGE(2, "the command line, a definition or a pipeline class is wrong; nothing was touched"),
  /** Refused in order to keep a table exact. */
  REFUSED(3, "refused: the run must not start, or the table is another pipeline's or does not fit"),
  /** There is no such thing. */
  NOT_FOUND(4, "the key, run, token or table that was asked for is not there");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** What the process exits with. */
  public int number() {
    return number;
  }

  /** What it says to the user. */
  public String meaning() {
    return meaning;
  }
}
