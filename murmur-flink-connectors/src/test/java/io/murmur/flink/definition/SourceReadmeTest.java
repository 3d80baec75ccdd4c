package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page about databases says of words is what the words are. */
class SourceReadmeTest {

  private static final Path README = Path.of("src/main/java/io/murmur/flink/source/README.md");
  private static final Pattern WORD = Pattern.compile("`([a-z-]+)`");

  @Test
  void thePageHasATableOfTheWordsOfEachScan() throws IOException {
    String page = Files.readString(README);
    JsonNode schema = DefinitionFiles.reader().schema();
    List<String> scans =
        DefinitionFiles.kinds().stream().filter(kind -> !kind.equals("files")).toList();
    assertThat(scans).isNotEmpty();
    for (String kind : scans) {
      var words = new TreeSet<String>();
      schema.at("/$defs/source-" + kind + "/properties").fieldNames().forEachRemaining(words::add);
      assertThat(words).isNotEmpty();
      assertThat(wordsOfTable(page, kind)).as(kind).isEqualTo(words);
    }
  }

  @Test
  void thePageSaysWhatTheTokenOfEachKindIs() throws IOException {
    String page = Files.readString(README);
    for (String kind : DefinitionFiles.kinds()) {
      assertThat(page).containsPattern("(?s)## The handoff token.*\\| `" + kind + "`.*## Rows");
    }
  }

  /** Those in the first column of the table that is headed by "word of". */
  private static SortedSet<String> wordsOfTable(String page, String kind) {
    String header = "| word of `" + kind + "` |";
    int start = page.indexOf(header);
    assertThat(start).as("the table of " + kind).isNotNegative();
    var words = new TreeSet<String>();
    page.substring(start)
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(1, line.indexOf('|', 1)))
        .forEach(
            cell -> {
              Matcher found = WORD.matcher(cell);
              while (found.find()) {
                words.add(found.group(1));
              }
            });
    return words;
  }
}
