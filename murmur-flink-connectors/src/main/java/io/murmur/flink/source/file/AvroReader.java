package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads the data of an object container file of Avro as JSON, from its beginning to its end. What
 * was read before is decoded once more and left out.
 *
 * <p>To Avro's own reader a file that breaks off in the middle of a block is at its end. Each
 * block, and the header, ends with the file's marker, so it is whole only if the file does.
 */
final class AvroReader extends RowReader {

  private static final String FORMAT = "Avro";

  private final Content content;
  private final byte[] marker;
  private final DataFileStream<Object> avro;
  private final AvroJson.Value json;
  private final long resume;

  /** What was read last, to be filled again. */
  private Object datum;

  private AvroReader(FileInput input, FileContext file, ReadOptions options, long resume)
      throws IOException {
    super(FORMAT, input, file, options);
    this.marker = marker(input);
    this.content = new Content(input);
    // Without conversions: values come as they lie there, and are written by their types.
    this.avro =
        new DataFileStream<>(content, new GenericDatumReader<>(null, null, new GenericData()));
    this.json = AvroJson.of(avro.getSchema());
    this.resume = resume;
  }

  /**
   * Opens a file.
   *
   * @param resume the first row to read, or a negative number for all of them
   * @throws UnreadableFileException if it is not Avro, or damaged, or compressed in a way that is
   *     not read
   */
  static AvroReader open(FileInput input, FileContext file, ReadOptions options, long resume)
      throws IOException {
    try {
      return new AvroReader(input, file, options, resume);
    } catch (IOException | RuntimeException e) {
      throw damaged(FORMAT, input, e, "");
    }
  }

  /** What the header ends with. Leaves the input at its beginning. */
  private static byte[] marker(FileInput input) throws IOException {
    input.seek(0);
    // It reads no further than it has to.
    Decoder header = DecoderFactory.get().directBinaryDecoder(new Content(input), null);
    header.skipFixed(DataFileConstants.MAGIC.length);
    for (long entries = header.readMapStart(); entries > 0; entries = header.mapNext()) {
      for (long i = 0; i < entries; i++) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] marker = new byte[DataFileConstants.SYNC_SIZE];
    header.readFixed(marker);
    input.seek(0);
    return marker;
  }

  @Override
  boolean nextRow() throws IOException {
    for (; row < resume; row++) {
      if (!hasNext()) {
        return false;
      }
      datum = avro.next(datum);
    }
    if (!hasNext()) {
      return false;
    }
    datum = avro.next(datum);
    return true;
  }

  private boolean hasNext() throws IOException {
    if (avro.hasNext()) {
      return true;
    }
    if (!Arrays.equals(content.tail, marker)) {
      throw new EOFException("it breaks off in the middle of a block");
    }
    return false;
  }

  @Override
  void write(JsonGenerator generator) throws IOException {
    json.write(datum, generator);
  }

  @Override
  void closeRows() throws IOException {
    avro.close();
  }

  /** The content of a file as a stream, which leaves it open. */
  private static final class Content extends InputStream {

    private final FileInput input;

    /** The last bytes that were read. */
    private final byte[] tail = new byte[DataFileConstants.SYNC_SIZE];

    Content(FileInput input) {
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = length == 0 ? 0 : input.read(buffer, offset, length);
      if (read > 0) {
        int last = Math.min(read, tail.length);
        System.arraycopy(tail, last, tail, 0, tail.length - last);
        System.arraycopy(buffer, offset + read - last, tail, tail.length - last, last);
      }
      return read;
    }
  }
}
