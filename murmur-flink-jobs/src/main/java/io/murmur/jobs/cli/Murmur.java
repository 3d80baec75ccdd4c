package io.murmur.jobs.cli;

import io.murmur.definition.yaml.Durations;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code murmur}. Exits as {@link ExitCode} says; errors of the user are a message
 * without stack trace.
 */
@Command(
    name = "murmur",
    description = "Exact aggregates of event streams in DynamoDB: definitions, tables and runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ValidateCommand.class,
      PlanCommand.class,
      TablesCommand.class,
      GetCommand.class,
      TopCommand.class,
      ExportCommand.class,
      RunsCommand.class,
      HandoffCommand.class,
      StatusCommand.class,
      DiffCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      RetireCommand.class,
      DeadLettersCommand.class
    },
    footer = {
      "",
      "Example:",
      "  murmur runs list --control-table murmur_control",
      "",
      "With FLINK_HOME set, the file systems of that Flink installation are used: s3:// and the"
          + " others that are plugins of Flink."
    })
public final class Murmur implements Runnable {

  @Spec private CommandSpec command;

  private Murmur() {}

  /** Runs one command and exits. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine line = commandLine().setOut(out).setErr(err);
    line.setExecutionStrategy(
        parsed -> {
          try {
            FlinkInstallation.use(System.getenv());
          } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, e.getMessage(), e);
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    System.exit(line.execute(arguments));
  }

  /** All commands; where they print to is the caller's to set. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Murmur());
    line.registerConverter(Duration.class, new AnyDuration());
    failAsDocumented(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    helpful(line);
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    return line;
  }

  /** Makes another command end with the same messages and exit codes. */
  public static void failAsDocumented(CommandLine line) {
    Failures failures = new Failures();
    line.setExecutionExceptionHandler(failures);
    line.setParameterExceptionHandler(failures);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        command.commandLine(), "say which command, for example: murmur runs list");
  }

  private static void helpful(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.addMixin("help", CommandSpec.forAnnotatedObject(new Help()));
    spec.usageMessage().autoWidth(true).sortOptions(false);
    boolean container = !line.getSubcommands().isEmpty();
    if (container && !(spec.userObject() instanceof Runnable)) {
      spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    }
    line.getSubcommands().values().forEach(Murmur::helpful);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.number()), code.meaning());
    }
    return codes;
  }

  /** The option that every command has. */
  @Command
  static final class Help {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Shows this and ends.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;
  }

  /** Spans of time as people write them, {@code 24h}, or as ISO-8601 does, {@code PT24H}. */
  private static final class AnyDuration implements ITypeConverter<Duration> {
    @Override
    @SuppressWarnings("UnusedException") // what it says is the whole of it
    public Duration convert(String text) {
      return Durations.parse(text)
          .orElseGet(
              () -> {
                try {
                  return Duration.parse(text);
                } catch (DateTimeParseException e) {
                  throw new TypeConversionException(
                      "'" + text + "' is no span of time: write 500ms, 30s, 24h or 7d");
                }
              });
    }
  }
}
