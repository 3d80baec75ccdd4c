package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.jobs.example.PageViews;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.client.program.ProgramInvocationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the options is one message, and comes before anything is looked at. */
class BadOptionsTest {

  /** No definition, although it is a class. */
  public static final class NoDefinition {
    /** Of no use. */
    public NoDefinition() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--progress dots            ; --progress 'dots' is not one of auto, bar, plain and none",
        "--progress-interval PT0S   ; --progress-interval must be 100 ms at least, was PT0S",
        "--tabel views              ; --tabel",
        "--format XML               ; XML",
        "--flush-tick soon          ; soon",
        "--max-attempts many        ; many",
        "--max-attempts 0           ; maxAttempts must be at least 1, was 0",
        "--max-write-units 0        ; maxWriteUnitsPerSecond must be positive, was 0",
        "--flush-tick PT-1S         ; the flush tick must be zero or more, was PT-1S",
        "--checkpoint-interval PT0S ; the checkpoint interval must be 10 ms at least, was PT0S",
        "--max-dead-letters many    ; Invalid value for option '--max-dead-letters': must be a"
            + " number such as 1000, or a share of all records such as 0.5%, not 'many'",
        "--max-dead-letters 0%      ; Invalid value for option '--max-dead-letters': 0 percent"
            + " allows none: say 0",
        "--max-dead-letters 100%    ; Invalid value for option '--max-dead-letters': must be a"
            + " number such as 1000, or a share of all records such as 0.5%, not '100%'",
        "--max-dead-letters 5 --fail-on-error ; --max-dead-letters has no use with --fail-on-error,"
            + " which allows none: take one of them out",
        "--dedup twice              ; --dedup 'twice' is not one of none, job and claims",
        "--dedup claims             ; --dedup claims needs --dedup-table: ids are claimed there",
        "--input a{b                ; path 'a{b': a '{' has no '}'"
      })
  void anOptionThatCannotBeIsNamed(String options, String message) {
    assertRefused(PageViews.class.getName(), options, message);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> BootstrapJob.main(new String[0]))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining("--pipeline-class");
  }

  @Test
  void aPipelineClassThatIsNotThereIsNamedWithTheWayToBringIt() {
    assertRefused(
        "com.example.Nowhere",
        "",
        "--pipeline-class com.example.Nowhere is not on the class path: put its jar there, for"
            + " example with flink run -C");
  }

  @Test
  void aPipelineClassThatDefinesNoneIsNamed() {
    assertRefused(
        NoDefinition.class.getName(),
        "",
        "does not implement io.murmur.flink.bootstrap.PipelineDefinition");
  }

  @Test
  void aPipelineClassThatCannotBeMadeIsNamedWithItsReason() {
    assertRefused(
        Hidden.class.getName(),
        "",
        "needs to be a public class with a public constructor without parameters");
    assertRefused(Failing.class.getName(), "", "cannot be made: no environment");
  }

  private static void assertRefused(String pipelineClass, String options, String message) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pipeline-class",
                pipelineClass,
                "--table",
                "views",
                "--control-table",
                "control",
                "--region",
                "us-east-1"));
    if (!options.startsWith("--input")) {
      arguments.addAll(List.of("--input", "/nowhere"));
    }
    if (!options.isEmpty()) {
      arguments.addAll(List.of(options.split(" +")));
    }
    assertThatThrownBy(() -> BootstrapJob.main(arguments.toArray(String[]::new)))
        .isInstanceOf(ProgramInvocationException.class)
        .hasMessageContaining(message)
        .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
  }

  /** Nobody else can make one. */
  public static final class Hidden extends Delegating {
    private Hidden() {}
  }

  /** Fails when it is made. */
  public static final class Failing extends Delegating {
    /** Fails. */
    public Failing() {
      throw new IllegalStateException("no environment");
    }
  }
}
