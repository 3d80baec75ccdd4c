package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads the files of an export. What a file goes on after is an offset in its content: a place, not
 * a number of items, and the checksum says that it is still the same content.
 */
final class ExportReader implements ScanReader {

  private static final int PAGE_BYTES = 1 << 20;

  private final String origin;
  private final List<String> key;
  private final ItemJson json = new ItemJson();
  private Optional<ExportStream> open = Optional.empty();

  ExportReader(String origin, List<String> key) {
    this.origin = origin;
    this.key = key;
  }

  @Override
  public ScanPage read(String range, Optional<String> after) throws IOException {
    ExportStream stream = at(ExportFile.of(range), after.map(Long::parseLong).orElse(0L));
    long begin = stream.offset();
    List<ScanRow> rows = new ArrayList<>();
    while (stream.offset() - begin < PAGE_BYTES) {
      Optional<byte[]> line = stream.next();
      if (line.isEmpty()) {
        close();
        return ScanPage.of(rows, Optional.empty());
      }
      rows.add(row(line.get(), stream));
    }
    return ScanPage.of(rows, Optional.of(Long.toString(stream.offset())));
  }

  private ScanRow row(byte[] line, ExportStream stream) throws IOException {
    Map<String, AttributeValue> item = item(line, stream);
    return new ScanRow(
        json.write(item), ItemKey.of(origin, key, item), Long.toString(stream.offset()));
  }

  private static Map<String, AttributeValue> item(byte[] line, ExportStream stream)
      throws IOException {
    try (JsonParser parser = DynamoJson.FACTORY.createParser(line)) {
      parser.nextToken();
      if (!"Item".equals(parser.nextFieldName())) {
        throw new IOException("it does not begin with {\"Item\":");
      }
      parser.nextToken();
      return DynamoJson.readFields(parser);
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof JsonProcessingException p ? p.getOriginalMessage() : e.getMessage();
      throw new ScanException(
          "%s has a line that ends at byte %d of its content and is no item: %s"
              .formatted(stream.file().path(), stream.offset(), why),
          e);
    }
  }

  /** The file's stream at an offset: the open one where possible, else from the beginning. */
  private ExportStream at(ExportFile file, long offset) throws IOException {
    if (open.isPresent() && open.get().file().equals(file) && open.get().offset() == offset) {
      return open.get();
    }
    close();
    ExportStream stream = new ExportStream(file);
    open = Optional.of(stream);
    while (stream.offset() < offset) {
      if (stream.next().isEmpty()) {
        throw new ScanException(
            "%s ends before byte %d of its content, where this run goes on: it has been replaced"
                .formatted(file.path(), offset));
      }
    }
    return stream;
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
      open = Optional.empty();
    }
  }
}
