package io.murmur.flink.redrive;

import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.deadletter.FiledMerge;
import io.murmur.flink.deadletter.LetterFiles;
import io.murmur.flink.deadletter.LetterFolder;
import io.murmur.flink.deadletter.WholeFiles;
import io.murmur.flink.extract.DeadLetter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.Path;

/** Reads the dead letters of a run and its redrives, each once, and sorts out which are open. */
final class Survey {

  private final Set<String> taken;
  private final Sink sink;
  private final List<Manifest.Records> openRecords = new ArrayList<>();
  private final List<String> openMerges = new ArrayList<>();
  private long sendable;

  private Survey(Set<String> taken, Sink sink) {
    this.taken = taken;
    this.sink = sink;
  }

  /** Where a letter stands. */
  enum State {
    /** It can be sent again. */
    OPEN,
    /** It cannot be sent again. */
    INCOMPLETE,
    /** A redrive has taken it. */
    SENT
  }

  /** Takes what is found. */
  interface Sink {
    void record(FiledLetter letter, State state);

    void merge(FiledMerge merge, State state);

    /** Takes nothing. */
    static Sink none() {
      return new Sink() {
        @Override
        public void record(FiledLetter letter, State state) {}

        @Override
        public void merge(FiledMerge merge, State state) {}
      };
    }
  }

  /**
   * Reads the folders.
   *
   * @param folders those of a run, or of one of its redrives; a record is in them once
   * @param taken the files that redrives have taken
   */
  static Survey of(List<List<LetterFolder>> folders, Set<String> taken, Sink sink)
      throws IOException {
    Survey survey = new Survey(taken, sink);
    for (List<LetterFolder> ofRun : folders) {
      Set<String> seen = new HashSet<>();
      for (LetterFolder folder : ofRun) {
        for (Path file : LetterFiles.records(folder)) {
          survey.records(file, seen);
        }
        for (Path file : LetterFiles.merges(folder)) {
          survey.merge(file);
        }
      }
    }
    return survey;
  }

  private void records(Path file, Set<String> seen) throws IOException {
    boolean sent = taken.contains(file.toString());
    List<Long> again = new ArrayList<>();
    long before = sendable;
    LetterFiles.read(
        file,
        (letter, offset) -> {
          if (isAgain(letter, seen)) {
            again.add(offset);
            return;
          }
          State state = !letter.whole() ? State.INCOMPLETE : sent ? State.SENT : State.OPEN;
          if (state == State.OPEN) {
            sendable++;
          }
          sink.record(letter, state);
        });
    if (sendable > before) {
      openRecords.add(new Manifest.Records(file.toString(), again));
    }
  }

  /** Sums that grew too large have no place of their own, and no second file. */
  private static boolean isAgain(FiledLetter filed, Set<String> seen) {
    DeadLetter letter = filed.letter();
    return letter.stage() != DeadLetter.Stage.MERGE
        && !seen.add(WholeFiles.digest(letter.record().place()));
  }

  private void merge(Path file) throws IOException {
    FiledMerge merge = LetterFiles.merge(file);
    State state =
        !merge.whole()
            ? State.INCOMPLETE
            : taken.contains(file.toString()) ? State.SENT : State.OPEN;
    if (state == State.OPEN) {
      openMerges.add(file.toString());
    }
    sink.merge(merge, state);
  }

  /** The files that have records to be sent. */
  List<Manifest.Records> openRecords() {
    return openRecords;
  }

  /** The files of merges to be sent. */
  List<String> openMerges() {
    return openMerges;
  }

  /** How many records are to be sent. */
  long sendable() {
    return sendable;
  }

  boolean nothingToSend() {
    return sendable == 0 && openMerges.isEmpty();
  }
}
