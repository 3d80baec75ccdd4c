package io.murmur.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that cannot choose one themselves, or that must come back on theirs. */
public final class Ports {

  /**
   * Below the range from which operating systems take the ports of outgoing connections: there, a
   * client's connection could land on the port of a server that is down for a moment.
   */
  private static final int LOWEST = 20_000;

  private static final int COUNT = 12_000;
  private static final int TRIES = 1_000;

  private static int next = ThreadLocalRandom.current().nextInt(COUNT);

  private Ports() {}

  /**
   * A TCP port that was free on all interfaces a moment ago, and that this JVM has not given out
   * lately.
   *
   * @return the port; nothing holds it, so a server should bind it soon
   */
  public static synchronized int free() {
    for (int i = 0; i < TRIES; i++) {
      next = (next + 1) % COUNT;
      if (isFree(LOWEST + next)) {
        return LOWEST + next;
      }
    }
    throw new IllegalStateException(
        "None of " + TRIES + " ports from " + LOWEST + " on is free on this machine");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException inUse) {
      return false;
    }
  }
}
