package io.murmur.flink.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.DeadLetter.Stage;
import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.testing.OperatorHarness;
import io.murmur.metrics.InMemoryRecorder;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.window.Windowing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.junit.jupiter.api.Test;

class ExtractOperatorTest {

  /** "id time key,key amount", any of them missing at will. */
  private record Event(String id, long time, List<String> keys, long amount) {
    static Event parse(SourceRecord record) throws IOException {
      String[] parts = record.text().split(" ", -1);
      if (parts.length != 4) {
        throw new IOException("four parts are needed, not " + parts.length);
      }
      return new Event(
          parts[0],
          parts[1].isEmpty() ? Long.MIN_VALUE : Long.parseLong(parts[1]),
          parts[2].isEmpty() ? List.of() : Arrays.asList(parts[2].split(",", -1)),
          Long.parseLong(parts[3]));
    }
  }

  private static final Pipeline<Event, Long> PIPELINE =
      Pipeline.<Event>named("p")
          .filter(event -> 100 / event.amount() < 100)
          .eventId(Event::id)
          .eventTime(Event::time)
          .keys(Event::keys)
          .window(Windowing.hours())
          .aggregate(Monoids.sumLong(), (event, context) -> Math.multiplyExact(event.amount(), 10L))
          .build();

  private static final Pipeline<Event, Long> WITHOUT_ID =
      Pipeline.<Event>named("places")
          .keys(Event::keys)
          .aggregate(Monoids.count(), (event, context) -> 1L)
          .build();

  @Test
  void anEventWithSeveralKeysIsOneElement() throws Exception {
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(record("e1 7200000 a,b,a 5"));
      assertThat(harness.output())
          .singleElement()
          .hasToString("event  adds 50 to [a, b] in bucket 2");
    }
  }

  @Test
  void idsAreCarriedWhereTheyAreWanted() throws Exception {
    try (var harness = open(Extract.records(PIPELINE, Event::parse).carryingIds())) {
      harness.process(record("e1 0 a 5"));
      assertThat(harness.output()).singleElement().extracting(LiftedEvent::id).isEqualTo("e1");
    }
    try (var harness = open(Extract.records(WITHOUT_ID, Event::parse).carryingIds())) {
      harness.process(record("e1 0 a 5"));
      assertThat(harness.output()).singleElement().extracting(LiftedEvent::id).isEqualTo("file:17");
    }
  }

  @Test
  void whatFailsIsADeadLetterOfItsStage() throws Exception {
    assertRejected("e1 0 a", Stage.DECODE, "four parts are needed, not 3", OptionalLong.empty());
    assertRejected(
        "e1 0 a x",
        Stage.DECODE,
        "java.lang.NumberFormatException: For input string: \"x\"",
        OptionalLong.empty());
    assertRejected(
        "e1 0 a 0", Stage.FILTER, "java.lang.ArithmeticException: / by zero", OptionalLong.empty());
    assertRejected(" 0 a 5", Stage.ID, "the event has no id", OptionalLong.empty());
    assertRejected("e1  a 5", Stage.TIME, "the event has no time", OptionalLong.empty());
    assertRejected("e1 7 a, 5", Stage.KEY, "the key is missing or empty", OptionalLong.of(7));
    assertRejected(
        "e1 7 a 9223372036854775807",
        Stage.LIFT,
        "java.lang.ArithmeticException: long overflow",
        OptionalLong.of(7));
  }

  private static void assertRejected(String text, Stage stage, String reason, OptionalLong time)
      throws Exception {
    Optional<String> id = stage.compareTo(Stage.ID) > 0 ? Optional.of("e1") : Optional.empty();
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(record(text));
      assertThat(harness.output()).isEmpty();
      assertThat(harness.output(DeadLetter.OUTPUT))
          .containsExactly(
              new DeadLetter("p", stage, reason, record(text), text.length(), time, 0, id));
    }
  }

  @Test
  void aDeadLetterIsCalledByItsPlaceWhereThePipelineTakesNoOtherId() throws Exception {
    try (var harness = open(Extract.records(WITHOUT_ID, Event::parse))) {
      harness.process(record("broken"));
      assertThat(harness.output(DeadLetter.OUTPUT))
          .singleElement()
          .extracting(DeadLetter::eventId)
          .isEqualTo(Optional.of("file:17"));
    }
  }

  @Test
  void anIdOfTheEventBeforeIsNotTakenForTheOneThatFails() throws Exception {
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(record("e1 0 a 5"));
      harness.process(record("e2 0 a 0"));
      assertThat(harness.output(DeadLetter.OUTPUT))
          .singleElement()
          .extracting(DeadLetter::stage, DeadLetter::eventId)
          .containsExactly(Stage.FILTER, Optional.empty());
    }
  }

  @Test
  void aRecordThatTheSourceCouldNotGiveIsNotDecoded() throws Exception {
    SourceRecord cut = record("e1 0 a 5");
    cut.markUnreadable("the file ends in the middle");
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(cut);
      assertThat(harness.output()).isEmpty();
      assertThat(harness.output(DeadLetter.OUTPUT))
          .singleElement()
          .hasToString(
              "pipeline 'p': the record at file:17 does not count (SOURCE): the file ends in the"
                  + " middle");
    }
  }

  @Test
  void ofALongRecordOnlyTheBeginningIsKept() throws Exception {
    String text = "x".repeat(DeadLetter.MAX_RAW_BYTES + 1);
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(record(text));
      DeadLetter letter = harness.output(DeadLetter.OUTPUT).get(0);
      assertThat(letter.truncated()).isTrue();
      assertThat(letter.record().length()).isEqualTo(DeadLetter.MAX_RAW_BYTES);
      assertThat(letter.rawLength()).isEqualTo(DeadLetter.MAX_RAW_BYTES + 1);
    }
  }

  @Test
  void aDeadLetterDoesNotShareTheBufferOfItsSource() throws Exception {
    SourceRecord reused = record("bad");
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(reused);
      Arrays.fill(reused.buffer(), (byte) '!');
      assertThat(harness.output(DeadLetter.OUTPUT).get(0).record().text()).isEqualTo("bad");
    }
  }

  @Test
  void theFirstDeadLetterStopsTheJobForGoodIfItShall() throws Exception {
    try (var harness = open(Extract.records(PIPELINE, Event::parse).failingOnError(true))) {
      assertThatThrownBy(() -> harness.process(record("bad")))
          .isInstanceOf(DeadLetterException.class)
          .hasMessageStartingWith(
              "pipeline 'p': the record at file:17 does not count (DECODE): four parts are needed,"
                  + " not 1. The job stops here")
          .satisfies(
              error ->
                  assertThat(ThrowableClassifier.getThrowableType(error))
                      .isEqualTo(ThrowableType.NonRecoverableError));
    }
  }

  @Test
  void everyEventIsCountedAsExactlyOneThing() throws Exception {
    try (var harness = open(Extract.records(PIPELINE, Event::parse))) {
      harness.process(record("e1 0 a,b 5"));
      harness.process(record("e2 0 a 1"));
      harness.process(record("e3 0  5"));
      harness.process(record("bad"));
      assertThat(harness.output(RunCounts.OUTPUT)).isEmpty();
      harness.checkpoint(1);
      assertThat(harness.output(RunCounts.OUTPUT)).containsExactly(counts(4, 2, 1, 1));

      harness.process(record("e4 0 a 5"));
      harness.end();
      assertThat(harness.output(RunCounts.OUTPUT))
          .as("only what is new")
          .containsExactly(counts(4, 2, 1, 1), counts(1, 0, 1, 0));
    }
  }

  private static RunCounts counts(long read, long filtered, long contributed, long deadLetters) {
    Map<Counted, Long> counts =
        Map.of(
            Counted.READ, read,
            Counted.FILTERED, filtered,
            Counted.CONTRIBUTED, contributed,
            Counted.DEAD_LETTERS, deadLetters);
    return RunCounts.of(what -> counts.getOrDefault(what, 0L));
  }

  @Test
  void batchesAreRecordedAtEveryTickAndOnceAtTheEnd() throws Exception {
    InMemoryRecorder recorder = new InMemoryRecorder();
    try (var harness = open(recordingTo(recorder, Duration.ofSeconds(1)))) {
      harness.process(record("e1 0 a 5"));
      harness.clock(1000);
      assertThat(recorder.batches("p").count()).isEqualTo(1);
      harness.process(record("bad"));
      harness.process(record("e2 0 a 5"));
      harness.end();
      assertThat(recorder.batches("p").count()).isEqualTo(2);
      assertThat(recorder.batchEvents("p")).isEqualTo(2);
      assertThat(recorder.events("p")).isEqualTo(2);
      assertThat(recorder.events("p:dead_letter")).isEqualTo(1);
      assertThat(recorder.lastError("p:dead_letter")).isPresent();
    }
  }

  @Test
  void withoutATickThereIsOneBatchAtTheEnd() throws Exception {
    for (Duration off : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      InMemoryRecorder recorder = new InMemoryRecorder();
      try (var harness = open(recordingTo(recorder, off))) {
        harness.process(record("e1 0 a 5"));
        harness.clock(Long.MAX_VALUE - 1);
        assertThat(recorder.batches("p").count()).isZero();
        harness.end();
        assertThat(recorder.batches("p").count()).isEqualTo(1);
        assertThat(recorder.batchEvents("p")).isEqualTo(1);
      }
    }
  }

  /** Where recorders are that cannot travel in a graph. */
  private static InMemoryRecorder shared;

  private static Extract<SourceRecord, Event, Long> recordingTo(
      InMemoryRecorder recorder, Duration tick) {
    shared = recorder;
    RecorderFactory factory = () -> shared;
    return Extract.records(PIPELINE, Event::parse).recordingTo(factory, tick);
  }

  @Test
  void eventsOfAStreamNeedAnIdOfTheirOwnWhereIdsAreWanted() throws Exception {
    Pipeline<String, Long> pipeline =
        Pipeline.<String>named("texts")
            .key(text -> text)
            .aggregate(Monoids.count(), (text, context) -> 1L)
            .build();
    try (var harness = OperatorHarness.of(Extract.events(pipeline).operator())) {
      harness.process("a");
      assertThat(harness.output()).singleElement().extracting(LiftedEvent::delta).isEqualTo(1L);
    }
    try (var harness = OperatorHarness.of(Extract.events(pipeline).carryingIds().operator())) {
      harness.process("a");
      DeadLetter letter = harness.output(DeadLetter.OUTPUT).get(0);
      assertThat(letter.stage()).isEqualTo(Stage.ID);
      assertThat(letter.record().text()).isEqualTo("a");
      assertThat(letter.reason()).contains("say eventId(event -> …)");
    }
  }

  private static SourceRecord record(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SourceRecord(bytes, 0, bytes.length, "file", 17, Map.of());
  }

  private static <V> OperatorHarness<SourceRecord, LiftedEvent<V>> open(
      Extract<SourceRecord, Event, V> extract) throws Exception {
    return OperatorHarness.of(extract.operator());
  }
}
