package io.murmur.state.valkey;

import io.valkey.CommandObject;
import io.valkey.CommandObjects;
import io.valkey.JedisPooled;
import java.util.List;

/** Connections to one server. */
final class ServerLink implements Link {

  private final JedisPooled jedis;
  private final boolean owned;
  private final CommandObjects commands = new CommandObjects();

  ServerLink(JedisPooled jedis, boolean owned) {
    this.jedis = jedis;
    this.owned = owned;
  }

  @Override
  public CommandObjects commands() {
    return commands;
  }

  @Override
  public <T> T send(CommandObject<T> request) {
    return jedis.executeCommand(request);
  }

  @Override
  public List<Object> sendAll(List<Command> all) {
    return Link.pipelined(jedis.getPool().getResource(), all);
  }

  @Override
  public void dropIdleConnections() {
    jedis.getPool().clear();
  }

  @Override
  public void close() {
    if (owned) {
      jedis.close();
    }
  }
}
