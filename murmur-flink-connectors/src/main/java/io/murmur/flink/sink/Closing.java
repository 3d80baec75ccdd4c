package io.murmur.flink.sink;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import org.apache.flink.util.IOUtils;

/** Closes several things, all of them even if one fails. */
final class Closing {

  private Closing() {}

  static void all(AutoCloseable... closeables) throws IOException {
    all(Arrays.asList(closeables));
  }

  static void all(Collection<? extends AutoCloseable> closeables) throws IOException {
    try {
      IOUtils.closeAll(closeables);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while closing", e);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
