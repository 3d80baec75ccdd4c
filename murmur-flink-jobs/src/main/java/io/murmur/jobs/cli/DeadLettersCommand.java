package io.murmur.jobs.cli;

import picocli.CommandLine.Command;

/** Records and merges that do not count. */
@Command(
    name = "dead-letters",
    description = "Lists what of a run does not count, and sends it again after a fix.",
    subcommands = {DeadLetterListCommand.class, RedriveCommand.class},
    footer = {
      "",
      "Examples:",
      "  murmur dead-letters list first-import --control-table murmur_control",
      "  murmur dead-letters redrive first-import --pipeline page-views.yaml"
    })
final class DeadLettersCommand {}
