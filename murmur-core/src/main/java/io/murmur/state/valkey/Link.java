package io.murmur.state.valkey;

import io.valkey.CommandObject;
import io.valkey.CommandObjects;
import io.valkey.Connection;
import io.valkey.Pipeline;
import io.valkey.Response;
import io.valkey.exceptions.JedisDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to a server or a cluster. Its methods block, each at most for the socket's timeouts.
 */
interface Link {

  /** A command all of whose keys lie in one slot. */
  final class Command {
    private final byte[] key;
    private final CommandObject<?> request;

    /** Creates a command: one of its keys, and what {@link Link#commands()} made. */
    Command(byte[] key, CommandObject<?> request) {
      this.key = key;
      this.request = request;
    }

    byte[] key() {
      return key;
    }

    CommandObject<?> request() {
      return request;
    }
  }

  /** Makes commands that can be sent on this link. */
  CommandObjects commands();

  /** Sends a command and waits for the answer. */
  <T> T send(CommandObject<T> request);

  /**
   * Sends many commands in few round trips; the answers are in order. A command that the server
   * refused has the {@link JedisDataException} as its answer; that the server is away is thrown.
   */
  List<Object> sendAll(List<Command> commands);

  /** Closes the connections that nobody uses at the moment. */
  void dropIdleConnections();

  /** Closes what this link has opened itself. */
  void close();

  /**
   * Sends commands on one connection and gives the connection back. Not with the pipelines that the
   * client library opens itself: those keep a connection for ever once it has failed.
   */
  static List<Object> pipelined(Connection connection, List<Command> commands) {
    List<Response<?>> responses = new ArrayList<>(commands.size());
    try (connection) {
      try {
        var pipeline = new Pipeline(connection, false);
        commands.forEach(command -> responses.add(pipeline.appendCommand(command.request())));
        pipeline.sync();
      } catch (RuntimeException e) {
        connection.setBroken(); // answers may still be on their way to it
        throw e;
      }
    }
    List<Object> answers = new ArrayList<>(responses.size());
    responses.forEach(response -> answers.add(answer(response)));
    return answers;
  }

  private static Object answer(Response<?> response) {
    try {
      return response.get();
    } catch (JedisDataException refused) {
      if (ValkeyErrors.away(refused)) {
        throw refused;
      }
      return refused;
    }
  }
}
