package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.types.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A file of deltas: a magic number, the version, how many deltas there are (both ints and a long),
 * and the deltas.
 */
final class RunFile {

  private static final int MAGIC = 0x6d75726d;
  private static final int VERSION = 1;
  private static final int BUFFER = 64 * 1024;

  private RunFile() {}

  /** Writes a file; when it returns the file is complete and as durable as its file system. */
  static <V> void write(
      Path path,
      TypeSerializer<KeyedDelta<V>> serializer,
      Iterable<KeyedDelta<V>> deltas,
      long count)
      throws IOException {
    FileSystem files = path.getFileSystem();
    // Deltas are written byte by byte, which the streams of the JDK take slowly.
    DataOutputSerializer next = new DataOutputSerializer(BUFFER);
    try (OutputStream out = files.create(path, FileSystem.WriteMode.NO_OVERWRITE)) {
      next.writeInt(MAGIC);
      next.writeInt(VERSION);
      next.writeLong(count);
      for (KeyedDelta<V> delta : deltas) {
        serializer.serialize(delta, next);
        if (next.length() >= BUFFER) {
          out.write(next.getSharedBuffer(), 0, next.length());
          next.clear();
        }
      }
      out.write(next.getSharedBuffer(), 0, next.length());
    }
  }

  /** Opens a file for reading. */
  static <V> DeltaReader<V> open(MergeCommittable.Run run, TypeSerializer<KeyedDelta<V>> serializer)
      throws IOException {
    Path path = new Path(run.path());
    Counted bytes = new Counted(path.getFileSystem().open(path));
    try {
      DataInputViewStreamWrapper in = new DataInputViewStreamWrapper(bytes);
      if (in.readInt() != MAGIC) {
        throw new IOException("it does not begin like a file of deltas");
      }
      FormatVersion.require("spilled deltas", in.readInt(), VERSION);
      long count = in.readLong();
      if (count != run.deltas()) {
        throw new IOException(
            "it has " + count + " deltas where the checkpoint says " + run.deltas());
      }
      return new Reader<>(path, bytes, in, serializer, count);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static final class Reader<V> implements DeltaReader<V> {

    private final Path path;
    private final Counted bytes;
    private final DataInputViewStreamWrapper in;
    private final TypeSerializer<KeyedDelta<V>> serializer;
    private long left;
    private long lastBytes;

    Reader(
        Path path,
        Counted bytes,
        DataInputViewStreamWrapper in,
        TypeSerializer<KeyedDelta<V>> serializer,
        long left) {
      this.path = path;
      this.bytes = bytes;
      this.in = in;
      this.serializer = serializer;
      this.left = left;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public KeyedDelta<V> next() throws IOException {
      long before = bytes.count;
      try {
        KeyedDelta<V> delta = serializer.deserialize(in);
        lastBytes = bytes.count - before;
        left--;
        return delta;
      } catch (IOException | RuntimeException e) {
        throw new IOException(
            "file " + path + " is damaged at byte " + before + ", with " + left + " deltas to come",
            e);
      }
    }

    @Override
    public long lastBytes() {
      return lastBytes;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Buffers, and counts what was read from it. */
  private static final class Counted extends InputStream {

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int limit;
    private long count;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (next == limit && !fill()) {
        return -1;
      }
      count++;
      return buffer[next++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (next == limit && !fill()) {
        return -1;
      }
      int got = Math.min(length, limit - next);
      System.arraycopy(buffer, next, target, offset, got);
      next += got;
      count += got;
      return got;
    }

    private boolean fill() throws IOException {
      int got = in.read(buffer, 0, buffer.length);
      next = 0;
      limit = Math.max(0, got);
      return got > 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
