package io.murmur.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes bytes on between clients and a server until it falls silent: connections stay open, and
 * nothing comes any more, as in a network that loses all packets.
 */
public final class SilentProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 13;

  private final InetSocketAddress server;
  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  /** Listens on a port of its own. */
  public SilentProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Passes nothing on any more. */
  public void fallSilent() {
    silent = true;
  }

  private void accept() throws IOException {
    while (!listening.isClosed()) {
      Socket client = listening.accept();
      Socket behind = new Socket(server.getAddress(), server.getPort());
      sockets.add(client);
      sockets.add(behind);
      start(() -> pass(client, behind));
      start(() -> pass(behind, client));
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (!silent) {
        out.write(buffer, 0, read);
      }
    }
    if (!silent) {
      to.shutdownOutput();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                if (!listening.isClosed() && !silent) {
                  throw new UncheckedIOException(e);
                }
              }
            },
            "silent proxy");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, error) -> {});
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
