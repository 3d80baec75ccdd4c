package io.murmur.flink.source.dynamodb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes exports as DynamoDB does. */
final class ExportFiles {

  static final String ARN =
      "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/export/01693685827463-2d8752fd";

  private final Path folder;
  private final List<String> list = new ArrayList<>();
  private long items;

  ExportFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("data"));
  }

  /** One more data file; gives its path. */
  Path file(String name, List<Map<String, AttributeValue>> content) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (Map<String, AttributeValue> item : content) {
      String m = DynamoJson.write(AttributeValue.fromM(item));
      lines.append("{\"Item\":").append(m, "{\"M\":".length(), m.length() - 1).append("}\n");
    }
    return raw(name, lines.toString(), content.size());
  }

  Path raw(String name, String lines, long count) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer gzip =
        new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      gzip.write(lines);
    }
    Path file = folder.resolve("data").resolve(name);
    Files.write(file, bytes.toByteArray());
    list.add(
        "{\"itemCount\":%d,\"md5Checksum\":\"%s\",\"etag\":\"x-1\",\"dataFileS3Key\":\"AWSDynamoDB/01693685827463-2d8752fd/data/%s\"}"
            .formatted(count, md5(bytes.toByteArray()), name));
    items += count;
    return file;
  }

  private static String md5(byte[] bytes) throws GeneralSecurityException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
  }

  void manifest() throws IOException {
    manifest("DYNAMODB_JSON", items);
  }

  void manifest(String format, long count) throws IOException {
    Files.writeString(folder.resolve("manifest-files.json"), String.join("\n", list) + "\n");
    Files.writeString(
        folder.resolve("manifest-summary.json"),
        """
        {"version":"2020-06-30","exportArn":"%s","startTime":"2023-09-02T20:17:07.463Z",
         "endTime":"2023-09-02T20:22:07.463Z","tableArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
         "tableId":"x","exportTime":"2023-09-02T20:17:05.123Z","s3Bucket":"exports","s3Prefix":null,
         "manifestFilesS3Key":"AWSDynamoDB/01693685827463-2d8752fd/manifest-files.json",
         "billedSizeBytes":1,"itemCount":%d,"outputFormat":"%s"}
        """
            .formatted(ARN, count, format));
  }
}
