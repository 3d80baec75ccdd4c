package io.murmur.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * The process that a profile of the build starts, with the arguments that the profile gives it.
 *
 * @param profileId which profile
 * @param directory where it writes
 */
record DemoProcess(String profileId, Path directory) {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** How it ended, and what it said. */
  record Ended(int code, String out, String err) {}

  /** A machine may be slow enough for lines of progress; there is nothing else. */
  static void assertOnlyProgress(String err) {
    assertThat(err.lines())
        .allSatisfy(line -> assertThat(line).matches("\\[[^]]+] .* events, .* dead letters"));
  }

  /** Runs it to its end, with other values for some properties of the profile. */
  Ended run(Map<String, String> properties) throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile());
    Element profile = (Element) find(pom, "//profile[id='%s']".formatted(profileId)).item(0);
    Map<String, String> values = new TreeMap<>();
    NodeList defaults = find(profile, "properties/*");
    for (int i = 0; i < defaults.getLength(); i++) {
      values.put(defaults.item(i).getNodeName(), defaults.item(i).getTextContent());
    }
    assertThat(values).containsKeys(properties.keySet().toArray(String[]::new));
    values.putAll(properties);
    values.put("project.build.directory", directory.toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for seconds: what the better compiler takes would not come back.
    command.add("-XX:TieredStopAtLevel=1");
    NodeList arguments = find(profile, ".//arguments/*");
    for (int i = 0; i < arguments.getLength(); i++) {
      Node argument = arguments.item(i);
      String text = argument.getTextContent();
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      command.add(
          argument.getNodeName().equals("classpath")
              ? System.getProperty("java.class.path")
              : text);
    }
    return start(command);
  }

  private Ended start(List<String> command) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static NodeList find(Node from, String path) throws Exception {
    return (NodeList)
        XPathFactory.newInstance().newXPath().evaluate(path, from, XPathConstants.NODESET);
  }
}
