package io.murmur.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Codec;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.Structure;
import io.murmur.window.Windowing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractorTest {

  /** An event whose parts can be made to fail. */
  private record Event(String id, long time, String key, long amount) {}

  private static final Event GOOD = new Event("e1", 3_600_000, "k", 7);

  private final Extractor<Event, Long> extractor = new Extractor<>(pipeline());
  private final List<String> out = new ArrayList<>();

  private static Pipeline<Event, Long> pipeline() {
    return Pipeline.<Event>named("p")
        .filter(e -> 1 / e.amount() <= 1)
        .eventId(Event::id)
        .eventTime(Event::time)
        .key(Event::key)
        .window(Windowing.hours())
        .aggregate(new Sum(), (e, context) -> Math.multiplyExact(e.amount(), 2L))
        .build();
  }

  @Test
  void passesOnWhatAnEventAdds() {
    assertThat(extract(GOOD)).isTrue();
    assertThat(out).containsExactly("k@1 += 14 by e1");
    assertThat(extractor.eventTimeMillis()).isEqualTo(3_600_000);
  }

  @Test
  void saysWhichStepAnEventFailedIn() {
    assertFails(new Event("e1", 0, "k", 0), Extractor.Step.FILTER, "/ by zero");
    assertFails(new Event("", 0, "k", 1), Extractor.Step.ID, "the event has no id");
    assertFails(new Event("e1", 0, "", 1), Extractor.Step.KEY, "the key is missing or empty");
    assertFails(new Event("e1", 0, "k", Long.MAX_VALUE), Extractor.Step.LIFT, "long overflow");
  }

  @Test
  void refusesATimeThatIsMissingOrHasNoBucket() {
    assertFails(
        new Event("e1", Extractor.NO_EVENT_TIME, "k", 1),
        Extractor.Step.TIME,
        "the event has no time");
    assertFails(
        new Event("e1", Long.MAX_VALUE, "k", 1),
        Extractor.Step.TIME,
        "the event time of 9223372036854775807 ms since 1970 is out of any calendar");
  }

  @Test
  void doesNotTellTheTimeOfThePreviousEvent() {
    extract(GOOD);
    assertFails(new Event("", 0, "k", 1), Extractor.Step.ID, "the event has no id");
    assertThat(extractor.eventTimeMillis()).isEqualTo(Extractor.NO_EVENT_TIME);
  }

  @Test
  void anEventThatIsFilteredOutIsAskedNothingElse() {
    Pipeline<Event, Long> none =
        Pipeline.named("p")
            .of(Event.class)
            .filter(e -> e.amount() > 0)
            .filter(e -> e.amount() < 100)
            .eventId(Event::id)
            .key(Event::key)
            .sumLong(Event::amount)
            .build();
    Extractor<Event, Long> filtering = new Extractor<>(none);
    for (long amount : new long[] {0, 100}) {
      assertThat(
              filtering.extract(
                  new Event("", 0, "", amount), ExtractorTest::noPlace, ExtractorTest::noOutput))
          .isFalse();
    }
    assertThat(
            filtering.extract(
                new Event("e", 0, "k", 99), ExtractorTest::noPlace, ExtractorTest::ignore))
        .isTrue();
  }

  @Test
  void anEventCountsOnceForAnEntityThatItNamesTwice() {
    List<String> entities = keysOf("b", "a", "b", "a", "b");
    assertThat(entities).containsExactly("b", "a");
    String[] many = new String[300];
    for (int i = 0; i < many.length; i++) {
      many[i] = "k" + i % 100;
    }
    assertThat(keysOf(many)).hasSize(100).doesNotHaveDuplicates();
    assertThat(keysOf()).isEmpty();
  }

  @Test
  void ofAnEventThatFailsInItsLastKeyNothingIsPassedOn() {
    assertThatThrownBy(() -> keysOf("a", "b", "")).hasMessage("the key is missing or empty");
    assertThatThrownBy(() -> keysOf("a", null)).hasMessage("the key is missing or empty");
    assertThat(out).isEmpty();
  }

  @Test
  void thePlaceIsOnlyMadeForThoseWhoAskForTheId() {
    Pipeline<Event, Long> byPlace =
        Pipeline.named("p").of(Event.class).key(Event::key).count().build();
    Extractor<Event, Long> lazy = new Extractor<>(byPlace);
    lazy.extract(GOOD, ExtractorTest::noPlace, ExtractorTest::ignore);
    List<String> ids = new ArrayList<>();
    List<String> made = new ArrayList<>();
    lazy.extract(
        GOOD,
        () -> {
          made.add("made");
          return "file:7";
        },
        (entity, bucket, delta, event) -> {
          ids.add(event.eventId());
          ids.add(event.eventId());
        });
    assertThat(ids).containsExactly("file:7", "file:7");
    assertThat(made).hasSize(1);
    assertThatThrownBy(
            () -> lazy.extract(GOOD, () -> "", (entity, bucket, delta, event) -> event.eventId()))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("the event has no id");
  }

  @Test
  void aWindowedEventWithoutTimeIsAnErrorAndNeverNow() {
    Pipeline<Event, Long> windowed =
        Pipeline.named("p")
            .of(Event.class)
            .eventTime(
                e -> {
                  if (e.time() < 0) {
                    throw new IllegalArgumentException("no timestamp in the event");
                  }
                  return e.time();
                })
            .key(Event::key)
            .window(Windowing.hours())
            .count()
            .build();
    Extractor<Event, Long> timed = new Extractor<>(windowed);
    assertThatThrownBy(
            () ->
                timed.extract(
                    new Event("e", -1, "k", 1), ExtractorTest::noPlace, ExtractorTest::noOutput))
        .hasMessage("no timestamp in the event");
    assertThat(timed.step()).isEqualTo(Extractor.Step.TIME);
  }

  @Test
  void anAggregationThatAsksForATimeThatIsNotThereSaysWhatToDo() {
    Pipeline<Event, Long> careless =
        Pipeline.named("p")
            .of(Event.class)
            .key(Event::key)
            .aggregate(new Sum(), (event, context) -> context.eventTimeMillis())
            .build();
    assertThatThrownBy(
            () ->
                new Extractor<>(careless)
                    .extract(GOOD, ExtractorTest::noPlace, ExtractorTest::noOutput))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("say eventTime(");
  }

  @Test
  void aFieldOfAStructThatCannotBeLiftedIsNamed() {
    Pipeline<Event, StructValue> struct =
        Pipeline.named("p")
            .of(Event.class)
            .key(Event::key)
            .struct(
                fields ->
                    fields
                        .field("n", Aggregations.count())
                        .field("ids", Aggregations.uniqueCount(Event::id))
                        .field("ratio", Aggregations.sumLong(e -> 100 / e.amount())))
            .build();
    Extractor<Event, StructValue> fields = new Extractor<>(struct);
    assertThatThrownBy(
            () ->
                fields.extract(
                    new Event(null, 0, "k", 1), ExtractorTest::noPlace, ExtractorTest::noOutput))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("field 'ids': the event lacks the value to aggregate");
    assertThatThrownBy(
            () ->
                fields.extract(
                    new Event("e", 0, "k", 0), ExtractorTest::noPlace, ExtractorTest::noOutput))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("field 'ratio': / by zero")
        .hasCauseInstanceOf(ArithmeticException.class);
  }

  private List<String> keysOf(String... keys) {
    Pipeline<String[], Long> pipeline =
        Pipeline.named("p").of(String[].class).keys(Arrays::asList).count().build();
    List<String> entities = new ArrayList<>();
    new Extractor<>(pipeline)
        .extract(
            keys,
            ExtractorTest::noPlace,
            (entity, bucket, delta, event) -> {
              entities.add(entity);
              out.add(entity);
            });
    return entities;
  }

  private boolean extract(Event event) {
    return extractor.extract(
        event,
        () -> "place",
        (entity, bucket, delta, context) ->
            out.add(entity + "@" + bucket + " += " + delta + " by " + context.eventId()));
  }

  private void assertFails(Event event, Extractor.Step step, String message) {
    out.clear();
    assertThatThrownBy(() -> extract(event)).hasMessage(message);
    assertThat(extractor.step()).isEqualTo(step);
    assertThat(out).isEmpty();
  }

  private static String noPlace() {
    throw new AssertionError("no one should ask for the place");
  }

  private static void noOutput(String entity, long bucket, Object delta, EventContext event) {
    throw new AssertionError("nothing should be passed on");
  }

  private static void ignore(String entity, long bucket, Object delta, EventContext event) {
    assertThat(entity).isNotEmpty();
  }

  private static final class Sum implements Monoid<Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long identity() {
      return 0L;
    }

    @Override
    public Long combine(Long left, Long right) {
      return left + right;
    }

    @Override
    public Structure structure() {
      return new Structure.Sum(Structure.NumberType.LONG);
    }

    @Override
    public Codec<Long> codec() {
      throw new UnsupportedOperationException("no bytes are needed here");
    }
  }
}
