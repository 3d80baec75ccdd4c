package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.flink.deadletter.FiledLetter;
import io.murmur.flink.deadletter.FiledMerge;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.redrive.DeadLetterList;
import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.flink.source.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The dead letters of a run for people and for programs.
 *
 * @param list their counts
 * @param files how many records there are of each file, and of what else records are read from
 * @param letters the first records
 * @param merges the first merges
 */
record Letters(
    DeadLetterList list,
    Map<String, Long> files,
    List<FiledLetter> letters,
    List<FiledMerge> merges) {

  /** How many groups and files people are shown. */
  private static final int SHOWN = 20;

  /** How much of a record or value people are shown. */
  private static final int MAX_CHARS = 120;

  /** All of it as lines. */
  String text() {
    StringBuilder text = new StringBuilder("run ").append(list.runId());
    text.append(list.complete() ? " completed" : " has not completed: letters may be missing");
    list.unfinishedRedrive()
        .ifPresent(id -> text.append("; redrive ").append(id).append(" has not completed"));
    counts(text, "records", list.open(), list.incomplete(), list.sent());
    if (list.openMerges() + list.incompleteMerges() + list.sentMerges() > 0) {
      counts(text, "merges", list.openMerges(), list.incompleteMerges(), list.sentMerges());
    }
    if (!list.groups().isEmpty()) {
      section(text, groupTable());
      section(text, fileTable());
    }
    if (!list.mergeGroups().isEmpty()) {
      section(text, mergeTable());
    }
    if (!letters.isEmpty()) {
      text.append("%n%nfirst records:".formatted());
      letters.forEach(letter -> one(text, letter));
    }
    if (!merges.isEmpty()) {
      text.append("%n%nfirst merges:".formatted());
      merges.forEach(merge -> one(text, merge));
    }
    return text.toString();
  }

  private static void counts(
      StringBuilder text, String what, long open, long incomplete, long sent) {
    text.append(
        String.format(
            Locale.ROOT,
            "%n  %s: %,d can be sent again, %,d cannot, %,d were sent",
            what,
            open,
            incomplete,
            sent));
  }

  private static void section(StringBuilder text, TextTable table) {
    text.append("%n%n%s".formatted(table));
  }

  private TextTable groupTable() {
    TextTable table = new TextTable(List.of("records", "stage", "reason"));
    list.groups().stream()
        .limit(SHOWN)
        .forEach(
            group ->
                table.row(
                    List.of(
                        Presented.text(group.letters()), group.stage().name(), group.reason())));
    return table;
  }

  private TextTable fileTable() {
    TextTable table = new TextTable(List.of("records", "file"));
    files.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(file -> table.row(List.of(Presented.text(file.getValue()), file.getKey())));
    if (files.size() > SHOWN) {
      table.row(List.of("", "and %,d files more".formatted(files.size() - SHOWN)));
    }
    return table;
  }

  private TextTable mergeTable() {
    TextTable table = new TextTable(List.of("merges", "events", "reason"));
    list.mergeGroups().stream()
        .limit(SHOWN)
        .forEach(
            group ->
                table.row(
                    List.of(
                        Presented.text(group.merges()),
                        Presented.text(group.events()),
                        group.reason())));
    return table;
  }

  private static void one(StringBuilder text, FiledLetter filed) {
    DeadLetter letter = filed.letter();
    text.append(
        "%n  %s, %s: %s%n    %s"
            .formatted(
                letter.record().place(),
                letter.stage(),
                letter.reason(),
                beginning(letter.record().text())));
  }

  private static void one(StringBuilder text, FiledMerge filed) {
    MergeDeadLetter letter = filed.letter();
    text.append(
        "%n  %s, %d events: %s%n    %s"
            .formatted(letter.key(), letter.events(), letter.reason(), beginning(filed.value())));
  }

  /** On one line, whatever is in it. */
  private static String beginning(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
  }

  /** All of it as one object. */
  ObjectNode json() {
    ObjectNode node = Output.object().put("run", list.runId()).put("complete", list.complete());
    list.redrives().forEach(node.putArray("redrives")::add);
    list.unfinishedRedrive().ifPresent(id -> node.put("unfinishedRedrive", id));
    node.put("open", list.open())
        .put("incomplete", list.incomplete())
        .put("sent", list.sent())
        .put("openMerges", list.openMerges())
        .put("incompleteMerges", list.incompleteMerges())
        .put("sentMerges", list.sentMerges());
    ArrayNode groups = node.putArray("groups");
    for (DeadLetterList.Group group : list.groups()) {
      groups
          .addObject()
          .put("stage", group.stage().name())
          .put("reason", group.reason())
          .put("letters", group.letters())
          .set("example", json(group.example()));
    }
    ArrayNode mergeGroups = node.putArray("mergeGroups");
    for (DeadLetterList.MergeGroup group : list.mergeGroups()) {
      mergeGroups
          .addObject()
          .put("reason", group.reason())
          .put("merges", group.merges())
          .put("events", group.events())
          .set("example", json(group.example()));
    }
    ArrayNode ofFiles = node.putArray("files");
    files.forEach((file, count) -> ofFiles.addObject().put("file", file).put("letters", count));
    ArrayNode records = node.putArray("letters");
    letters.forEach(letter -> records.add(json(letter)));
    ArrayNode sums = node.putArray("merges");
    merges.forEach(merge -> sums.add(json(merge)));
    return node;
  }

  private static ObjectNode json(FiledLetter filed) {
    DeadLetter letter = filed.letter();
    ObjectNode node =
        Output.object()
            .put("run", filed.runId())
            .put("stage", letter.stage().name())
            .put("reason", letter.reason())
            .put("place", letter.record().place());
    letter.eventId().ifPresent(id -> node.put("eventId", id));
    node.put("at", filed.at().toString())
        .put("whole", filed.whole())
        .put("length", letter.rawLength());
    bytes(node, letter.record());
    return node;
  }

  private static void bytes(ObjectNode node, SourceRecord record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.buffer(), record.offset(), record.length());
    try {
      node.put("text", StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString());
    } catch (CharacterCodingException e) {
      ByteBuffer encoded = Base64.getEncoder().encode(bytes);
      node.put("base64", StandardCharsets.US_ASCII.decode(encoded).toString());
    }
  }

  private static ObjectNode json(FiledMerge filed) {
    MergeDeadLetter letter = filed.letter();
    return Output.object()
        .put("run", filed.runId())
        .put("reason", letter.reason())
        .put("key", letter.key().entity())
        .put("bucket", letter.key().bucket())
        .put("value", filed.value())
        .put("events", letter.events())
        .put("writer", letter.writer())
        .put("at", filed.at().toString())
        .put("whole", filed.whole());
  }
}
