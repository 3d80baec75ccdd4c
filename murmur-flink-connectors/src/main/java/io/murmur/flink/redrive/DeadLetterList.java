package io.murmur.flink.redrive;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.control.RunStatus;
import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.deadletter.FiledMerge;
import io.murmur.flink.deadletter.LetterFolder;
import io.murmur.flink.deadletter.LetterFolders;
import io.murmur.flink.extract.DeadLetter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The dead letters of a run and of its redrives.
 *
 * @param runId the run
 * @param complete whether the run completed; before that, letters may be missing, and none are sent
 *     again
 * @param redrives the ids of its redrives, the newest first
 * @param unfinishedRedrive the redrive that has begun and not completed, if there is one
 * @param open how many records can be sent again
 * @param incomplete how many records cannot, since they are not here whole
 * @param sent how many records redrives have taken; those that failed again are letters again
 * @param openMerges how many merges can be sent again
 * @param incompleteMerges how many merges cannot
 * @param sentMerges how many merges redrives have taken
 * @param groups the records that are open or incomplete, by stage and reason, most first
 * @param mergeGroups the merges that are open or incomplete, by reason, most first
 */
public record DeadLetterList(
    String runId,
    boolean complete,
    List<String> redrives,
    Optional<String> unfinishedRedrive,
    long open,
    long incomplete,
    long sent,
    long openMerges,
    long incompleteMerges,
    long sentMerges,
    List<Group> groups,
    List<MergeGroup> mergeGroups) {

  /** How many groups there are at most; what is beyond them is in one called {@value #OTHERS}. */
  public static final int MAX_GROUPS = 100;

  /** The reason of the group of all reasons beyond the first {@value #MAX_GROUPS}. */
  public static final String OTHERS = "other reasons";

  private static final int MAX_REASON_CHARS = 200;

  /** Copies the lists. */
  public DeadLetterList {
    redrives = List.copyOf(redrives);
    groups = List.copyOf(groups);
    mergeGroups = List.copyOf(mergeGroups);
  }

  /**
   * Records that failed alike.
   *
   * @param stage where they failed
   * @param reason why, with {@code #} for numbers and {@code '…'} for what is in quotes
   * @param letters how many there are
   * @param example the first
   */
  public record Group(DeadLetter.Stage stage, String reason, long letters, FiledLetter example) {}

  /**
   * Merges that failed alike.
   *
   * @param reason why, with {@code #} for numbers and {@code '…'} for what is in quotes
   * @param merges how many there are
   * @param events how many events are in them
   * @param example the first
   */
  public record MergeGroup(String reason, long merges, long events, FiledMerge example) {}

  /**
   * Reads all dead letters of a run and counts them.
   *
   * @throws IllegalArgumentException if the control table does not know the run, or it kept no dead
   *     letters in files
   * @throws IOException if they cannot be read
   */
  public static DeadLetterList of(Documents documents, String runId) throws IOException {
    return read(documents, runId, letter -> {}, merge -> {});
  }

  /**
   * The same, and passes on each record and merge that is open or incomplete.
   *
   * @throws IllegalArgumentException if the control table does not know the run, or it kept no dead
   *     letters in files
   * @throws IOException if they cannot be read
   */
  public static DeadLetterList read(
      Documents documents, String runId, Consumer<FiledLetter> letters, Consumer<FiledMerge> merges)
      throws IOException {
    Run asked = require(documents, runId);
    RedriveLog log = RedriveLog.of(documents, asked.table());
    Run run = require(documents, log.originOf(runId));
    List<String> redrives = log.ofRun(run.id()).stream().map(Manifest::id).toList();
    Tally tally = new Tally(letters, merges);
    Survey.of(folders(documents, run.id(), redrives), log.taken(), tally);
    return new DeadLetterList(
        run.id(),
        run.status() == RunStatus.COMPLETED,
        redrives,
        unfinished(documents, log).filter(m -> m.runId().equals(run.id())).map(Manifest::id),
        count(tally.records, Survey.State.OPEN),
        count(tally.records, Survey.State.INCOMPLETE),
        count(tally.records, Survey.State.SENT),
        count(tally.merges, Survey.State.OPEN),
        count(tally.merges, Survey.State.INCOMPLETE),
        count(tally.merges, Survey.State.SENT),
        tally.groups.values().stream()
            .sorted(Comparator.comparingLong(Group::letters).reversed())
            .toList(),
        tally.mergeGroups.values().stream()
            .sorted(Comparator.comparingLong(MergeGroup::merges).reversed())
            .toList());
  }

  /** The run as the ledger knows it. */
  static Run require(Documents documents, String runId) {
    return new RunLedger(documents)
        .find(runId)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the control table knows no run '%s': list the runs to see their ids"
                        .formatted(runId)));
  }

  /** The redrive into a table that has begun and not completed; there is one at most. */
  static Optional<Manifest> unfinished(Documents documents, RedriveLog log) {
    RunLedger ledger = new RunLedger(documents);
    return log.newest()
        .filter(m -> ledger.find(m.id()).map(r -> r.status() != RunStatus.COMPLETED).orElse(true));
  }

  /** The folders of a run and of its redrives. */
  static List<List<LetterFolder>> folders(
      Documents documents, String runId, List<String> redrives) {
    LetterFolders all = new LetterFolders(documents);
    List<List<LetterFolder>> folders = new ArrayList<>();
    folders.add(all.of(runId));
    redrives.forEach(redrive -> folders.add(all.of(redrive)));
    if (folders.stream().allMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "run '%s' kept no dead letters in files: they were only counted".formatted(runId));
    }
    return folders;
  }

  private static long count(Map<Survey.State, Long> counts, Survey.State state) {
    return counts.getOrDefault(state, 0L);
  }

  private static String alike(String reason) {
    String text = reason.replaceAll("'[^']*'|\"[^\"]*\"", "'…'").replaceAll("[0-9]+", "#").strip();
    return text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS) + "…";
  }

  /** Counts. */
  private static final class Tally implements Survey.Sink {

    private final Map<Survey.State, Long> records = new EnumMap<>(Survey.State.class);
    private final Map<Survey.State, Long> merges = new EnumMap<>(Survey.State.class);
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, MergeGroup> mergeGroups = new LinkedHashMap<>();
    private final Consumer<FiledLetter> letterTaker;
    private final Consumer<FiledMerge> mergeTaker;

    Tally(Consumer<FiledLetter> letterTaker, Consumer<FiledMerge> mergeTaker) {
      this.letterTaker = letterTaker;
      this.mergeTaker = mergeTaker;
    }

    @Override
    public void record(FiledLetter letter, Survey.State state) {
      records.merge(state, 1L, Long::sum);
      if (state == Survey.State.SENT) {
        return;
      }
      DeadLetter.Stage stage = letter.letter().stage();
      String reason = alike(letter.letter().reason());
      if (!groups.containsKey(stage + " " + reason) && groups.size() >= MAX_GROUPS) {
        reason = OTHERS;
      }
      groups.merge(
          stage + " " + reason,
          new Group(stage, reason, 1, letter),
          (one, more) -> new Group(one.stage(), one.reason(), one.letters() + 1, one.example()));
      letterTaker.accept(letter);
    }

    @Override
    public void merge(FiledMerge merge, Survey.State state) {
      merges.merge(state, 1L, Long::sum);
      if (state == Survey.State.SENT) {
        return;
      }
      String reason = alike(merge.letter().reason());
      if (!mergeGroups.containsKey(reason) && mergeGroups.size() >= MAX_GROUPS) {
        reason = OTHERS;
      }
      mergeGroups.merge(
          reason,
          new MergeGroup(reason, 1, merge.letter().events(), merge),
          (one, more) ->
              new MergeGroup(
                  one.reason(), one.merges() + 1, one.events() + more.events(), one.example()));
      mergeTaker.accept(merge);
    }
  }
}
