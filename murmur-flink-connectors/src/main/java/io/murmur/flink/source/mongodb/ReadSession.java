package io.murmur.flink.source.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.util.Optional;
import org.bson.BsonTimestamp;

/** A session in which a range is read: of a snapshot, or of a server that is up to some time. */
final class ReadSession implements AutoCloseable {

  private final ClientSession session;

  private ReadSession(ClientSession session) {
    this.session = session;
  }

  /**
   * All is read as it is at one moment.
   *
   * @param at which one; empty for the newest that the first server knows that is asked
   */
  static ReadSession snapshot(MongoClient client, Optional<BsonTimestamp> at) {
    ClientSession session =
        client.startSession(ClientSessionOptions.builder().snapshot(true).build());
    at.ifPresent(session::setSnapshotTimestamp);
    return new ReadSession(session);
  }

  /** What is read has all changes up to a time; maybe later ones, too. */
  static ReadSession notBefore(MongoClient client, BsonTimestamp time) {
    ClientSession session =
        client.startSession(ClientSessionOptions.builder().causallyConsistent(true).build());
    session.advanceOperationTime(time);
    return new ReadSession(session);
  }

  ClientSession session() {
    return session;
  }

  /** The moment of the snapshot, once something was read; empty without a snapshot. */
  Optional<BsonTimestamp> time() {
    return Boolean.TRUE.equals(session.getOptions().isSnapshot())
        ? Optional.ofNullable(session.getSnapshotTimestamp())
        : Optional.empty();
  }

  @Override
  public void close() {
    session.close();
  }
}
