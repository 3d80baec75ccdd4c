package io.murmur.state.valkey;

import io.valkey.ClusterCommandObjects;
import io.valkey.CommandObject;
import io.valkey.CommandObjects;
import io.valkey.JedisCluster;
import io.valkey.exceptions.JedisDataException;
import io.valkey.exceptions.JedisRedirectionException;
import io.valkey.util.JedisClusterCRC16;
import io.valkey.util.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Connections to the nodes of a cluster. Batches take one round trip for each slot. */
final class ClusterLink implements Link {

  private final JedisCluster jedis;
  private final CommandObjects commands = new ClusterCommandObjects();

  ClusterLink(JedisCluster jedis) {
    this.jedis = jedis;
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
    Map<Integer, List<Integer>> placesBySlot = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      int slot = JedisClusterCRC16.getSlot(all.get(i).key());
      placesBySlot.computeIfAbsent(slot, s -> new ArrayList<>()).add(i);
    }
    Object[] answers = new Object[all.size()];
    placesBySlot.forEach(
        (slot, places) -> {
          List<Command> together = places.stream().map(all::get).toList();
          List<Object> found = Link.pipelined(jedis.getConnectionFromSlot(slot), together);
          for (int i = 0; i < places.size(); i++) {
            answers[places.get(i)] = followed(together.get(i), found.get(i));
          }
        });
    return Arrays.asList(answers);
  }

  /** Where the slot has moved, the client library finds its way for a single command. */
  private Object followed(Command command, Object answer) {
    if (!(answer instanceof JedisRedirectionException)) {
      return answer;
    }
    try {
      return send(command.request());
    } catch (JedisDataException refused) {
      return refused;
    }
  }

  @Override
  public void dropIdleConnections() {
    jedis.getClusterNodes().values().forEach(Pool::clear);
  }

  /** Does nothing: whoever configured the cluster's client closes it. */
  @Override
  public void close() {}
}
