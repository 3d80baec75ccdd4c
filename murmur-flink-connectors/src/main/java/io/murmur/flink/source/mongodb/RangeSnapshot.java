package io.murmur.flink.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.bson.BsonTimestamp;

/**
 * The session in which the pages of a range are read one after the other, all at one moment. When a
 * server does not know that moment any more, which by default is after five minutes, the range is
 * read on at a later one.
 */
final class RangeSnapshot implements AutoCloseable {

  private final MongoClient client;
  private final MongoSettings settings;

  /** The range that the session is of; empty for none. */
  private Optional<IdRange> range = Optional.empty();

  private ReadSession session;

  RangeSnapshot(MongoClient client, MongoSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * Reads something of a range.
   *
   * @param at the moment at which the pages before were read; empty if there were none
   * @param read what reads, in a session; it may be called again
   */
  <T> T read(IdRange part, Optional<BsonTimestamp> at, Function<ReadSession, T> read)
      throws IOException {
    BsonTimestamp least = at.orElseGet(() -> part.notBefore().orElseThrow());
    if (!part.snapshot()) {
      enter(part, ReadSession.notBefore(client, least));
      return read.apply(session);
    }
    if (!range.equals(Optional.of(part)) || !session.time().equals(at)) {
      enter(part, ReadSession.snapshot(client, at));
    }
    T result;
    try {
      result = read.apply(session);
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != MongoErrors.SNAPSHOT_TOO_OLD) {
        throw e;
      }
      enter(part, ReadSession.snapshot(client, Optional.empty()));
      result = read.apply(session);
    }
    if (isBefore(least)) {
      // A member that lags behind. Asked for that moment, it waits until it has it.
      enter(part, ReadSession.snapshot(client, Optional.of(least)));
      result = read.apply(session);
    }
    if (isBefore(least)) {
      throw new IOException(
          "%s shows a state of %s, which is older than %s"
              .formatted(
                  settings.what(),
                  session.time().map(ClusterTime::text).orElse("no known time"),
                  ClusterTime.text(least)));
    }
    return result;
  }

  /** The moment at which was read last; empty without a snapshot. */
  Optional<BsonTimestamp> time() {
    return Optional.ofNullable(session).flatMap(ReadSession::time);
  }

  private boolean isBefore(BsonTimestamp least) {
    return session.time().map(time -> time.compareTo(least) < 0).orElse(true);
  }

  private void enter(IdRange part, ReadSession other) {
    close();
    session = other;
    range = Optional.of(part);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
      range = Optional.empty();
    }
  }
}
