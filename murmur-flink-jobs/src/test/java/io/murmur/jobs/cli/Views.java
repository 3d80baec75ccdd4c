package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.testing.DynamoDbLocal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Page views of which some are poison to the definition that was written first, and definitions
 * that take more and more of them.
 */
final class Views {

  /** One record in 100 has no status. */
  static final int NAMELESS = 40;

  /** One record in 50 has another name for its page. */
  static final int RENAMED = 80;

  /** How many pages there are. */
  static final int PAGES = 7;

  private static final int RECORDS = 4_000;

  /** How much a definition takes. */
  enum Taking {
    /** Only what is as it should be. */
    GOOD("status == 200", "'{page}'"),
    /** Those without status, too. */
    MORE("!has(status) || status == 200", "'{page}'"),
    /** All. */
    ALL("!has(status) || status == 200", "'{has(page) ? page : url}'");

    private final String filter;
    private final String key;

    Taking(String filter, String key) {
      this.filter = filter;
      this.key = key;
    }
  }

  private final Path directory;
  private final String endpoint;
  private final String table = DynamoDbLocal.newTableName("views");
  private final String control = DynamoDbLocal.newTableName("control");
  private final Map<String, Long> good = new TreeMap<>();
  private final Map<String, Long> all = new TreeMap<>();

  private Views(Path directory, DynamoDbLocal server) {
    this.directory = directory;
    this.endpoint = server.endpoint().toString();
  }

  /** Writes them, into two files below a directory. */
  static Views write(Path directory, DynamoDbLocal server) throws IOException {
    Views views = new Views(directory, server);
    // As on every machine with AWS: the server of the tests takes any, but clients insist.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    // The first answer of the server takes longer than the job's client waits.
    try (DynamoDbAsyncClient client = server.asyncClient().build()) {
      client.listTables().join();
    }
    Files.createDirectory(directory.resolve("in"));
    for (String file : List.of("a.json", "b.json")) {
      Files.write(directory.resolve("in").resolve(file), views.lines());
    }
    return views;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < RECORDS / 2; i++) {
      String page = "/p" + i % PAGES;
      boolean nameless = i % 100 == 10;
      boolean renamed = i % 50 == 20;
      lines.add(
          "{\"%s\":\"%s\"%s}"
              .formatted(renamed ? "url" : "page", page, nameless ? "" : ",\"status\":200"));
      all.merge(page, 1L, Long::sum);
      if (!nameless && !renamed) {
        good.merge(page, 1L, Long::sum);
      }
    }
    return lines;
  }

  /** The views of each page that are as they should be. */
  Map<String, Long> good() {
    return good;
  }

  /** The views of each page. */
  Map<String, Long> all() {
    return all;
  }

  /** The state table. */
  String table() {
    return table;
  }

  /** The control table. */
  String control() {
    return control;
  }

  /** A definition, whose dead letters are in a folder. */
  Path definition(String mode, Taking taking, String letters) throws IOException {
    return Files.writeString(
        directory.resolve("views.yaml"),
        """
        name: views
        source: {files: {path: '%s/in/*.json'}}
        filter: '%s'
        key: %s
        aggregate: {struct: {views: count}}
        store: {table: %s, control-table: %s, region: us-east-1, endpoint: '%s', create: true}
        dead-letters: {path: '%s'}
        mode: %s
        """
            .formatted(
                directory, taking.filter, taking.key, table, control, endpoint, letters, mode));
  }

  /** The same, whose dead letters are beside it. */
  Path definition(String mode, Taking taking) throws IOException {
    return definition(mode, taking, directory.resolve("letters").toString());
  }

  /** The views of each page, as the table has them. */
  Map<String, Long> contents() throws IOException {
    var exported = Cli.run("export", "--pipeline", directory.resolve("views.yaml").toString());
    if (exported.code() != 0) {
      throw new IOException(exported.err());
    }
    Map<String, Long> views = new TreeMap<>();
    for (String line : exported.out().lines().toList()) {
      JsonNode item = new ObjectMapper().readTree(line);
      views.put(item.get("key").textValue(), item.at("/value/views").longValue());
    }
    return views;
  }
}
