package io.murmur.testing;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** What can go wrong with one request that passes a {@link FaultProxy}. */
public sealed interface Fault {

  /** On which side of the server's work a fault strikes. */
  enum Moment {
    /** The server has not seen the request yet. */
    BEFORE_THE_SERVER,
    /** The server has applied the request; only its reply is still on the way. */
    AFTER_THE_SERVER
  }

  /** The server applies the request, and the connection closes instead of the reply. */
  record DropReply() implements Fault {}

  /** The connection is reset, and the server never sees the request. */
  record Reset() implements Fault {}

  /**
   * An error is answered.
   *
   * @param error what the client reads
   * @param moment whether the server applied the request nevertheless
   */
  record Fail(ServiceError error, Moment moment) implements Fault {
    /** Checks that nothing is missing. */
    public Fail {
      Objects.requireNonNull(error, "error");
      Objects.requireNonNull(moment, "moment");
    }
  }

  /**
   * The request or its reply waits in the proxy. A held request reaches the server even if its
   * client has gone by then, as packets do that were long under way.
   *
   * @param moment whether the request or the reply waits
   * @param until when it may go on; how the stage completes does not matter
   */
  record Hold(Moment moment, CompletionStage<?> until) implements Fault {
    /** Checks that nothing is missing. */
    public Hold {
      Objects.requireNonNull(moment, "moment");
      Objects.requireNonNull(until, "until");
    }
  }

  /**
   * As {@link Hold}, for a time.
   *
   * @param moment whether the request or the reply waits
   * @param by how long
   */
  record Delay(Moment moment, Duration by) implements Fault {
    /** Checks that nothing is missing. */
    public Delay {
      Objects.requireNonNull(moment, "moment");
      Objects.requireNonNull(by, "by");
    }
  }

  /**
   * The server gets another request, or the client another reply. For DynamoDB only.
   *
   * @param request the body of the request to the body that the server gets
   * @param reply the body of the original request and that of the reply to the body that the client
   *     gets
   */
  record Rewrite(UnaryOperator<String> request, BinaryOperator<String> reply) implements Fault {
    /** Checks that nothing is missing. */
    public Rewrite {
      Objects.requireNonNull(request, "request");
      Objects.requireNonNull(reply, "reply");
    }
  }

  /** {@link DropReply}: the client cannot know whether its request was applied; it was. */
  static Fault dropReply() {
    return new DropReply();
  }

  /** {@link Reset}: the client cannot know whether its request was applied; it was not. */
  static Fault reset() {
    return new Reset();
  }

  /**
   * An error in place of the server's work.
   *
   * @param error what the client reads
   */
  static Fault error(ServiceError error) {
    return new Fail(error, Moment.BEFORE_THE_SERVER);
  }

  /**
   * An error in place of the reply, after the server applied the request.
   *
   * @param error what the client reads
   */
  static Fault errorAfterApplying(ServiceError error) {
    return new Fail(error, Moment.AFTER_THE_SERVER);
  }

  /**
   * Holds the request back; the server applies it when the stage completes.
   *
   * @param until when the request goes on
   */
  static Fault holdRequest(CompletionStage<?> until) {
    return new Hold(Moment.BEFORE_THE_SERVER, until);
  }

  /**
   * Holds the reply back; the server has applied the request.
   *
   * @param until when the reply goes on
   */
  static Fault holdReply(CompletionStage<?> until) {
    return new Hold(Moment.AFTER_THE_SERVER, until);
  }

  /**
   * Makes the reply late.
   *
   * @param by how much
   */
  static Fault delayReply(Duration by) {
    return new Delay(Moment.AFTER_THE_SERVER, by);
  }

  /**
   * Lets the server see only the first half of each table's part of a BatchGetItem or
   * BatchWriteItem, and reports the rest as unprocessed. A part of one element passes whole, so
   * that a client that asks again comes to an end.
   */
  static Fault leaveHalfUnprocessed() {
    return new Rewrite(UnprocessedHalf::kept, UnprocessedHalf::reported);
  }
}
