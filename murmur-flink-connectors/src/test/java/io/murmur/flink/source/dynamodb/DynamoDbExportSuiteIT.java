package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.ScanSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.util.FileUtils;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of a partition key are a file of their own, and come in its order. */
class DynamoDbExportSuiteIT extends ScanSuite {

  @TestContext ExternalContextFactory<Export> contexts = name -> new Export();

  /** An export for one test. */
  static final class Export extends Scanned {
    private final Path folder;
    private final ExportFiles files;

    Export() {
      try {
        folder = Files.createTempDirectory("suite");
        files = new ExportFiles(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    protected ScanSource source() {
      return DynamoDbExport.of(folder.toString(), "orders", "id", "at").source();
    }

    @Override
    protected String row(String part, int at) {
      return "{\"id\":\"%s\",\"at\":%d}".formatted(part, at);
    }

    @Override
    protected String key(String part, int at) {
      return "{\"id\":{\"S\":\"%s\"},\"at\":{\"N\":\"%d\"}}".formatted(part, at);
    }

    @Override
    protected void add(List<SourceRecord> rows) throws Exception {
      List<Map<String, AttributeValue>> items = new ArrayList<>();
      for (SourceRecord row : rows) {
        items.add(ItemKey.read(row.key().orElseThrow()));
      }
      files.file(items.get(0).get("id").s() + ".json.gz", items);
      files.manifest();
    }

    @Override
    public void close() throws IOException {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }
}
