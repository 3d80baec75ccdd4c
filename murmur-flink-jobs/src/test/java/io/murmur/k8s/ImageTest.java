package io.murmur.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.fs.s3hadoop.S3FileSystemFactory;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Dockerfile takes is what the build makes, and what the manifests find in the image. */
class ImageTest {

  private static final Path FLINK = Path.of("/opt/flink");

  private final List<String> lines;
  private final String pom;

  ImageTest() throws IOException {
    lines = Files.readAllLines(Manifests.K8S.resolve("Dockerfile"));
    pom = Files.readString(Path.of("pom.xml"));
  }

  @Test
  void itIsTheOfficialImageOfTheFlinkAndTheJavaThatWeBuildFor() throws IOException {
    String parent = Files.readString(Path.of("../pom.xml"));

    assertThat(lines)
        .contains(
            "FROM flink:%s-scala_2.12-java%s"
                .formatted(
                    property(parent, "flink.version"), property(parent, "maven.compiler.release")));
  }

  @Test
  void thePluginForS3IsThatOfThisFlinkAndHasTheCredentialsOfServiceAccounts() throws Exception {
    String version = property(Files.readString(Path.of("../pom.xml")), "flink.version");
    String jar = "flink-s3-fs-hadoop-" + version + ".jar";

    // A distribution has it in opt, and loads it from a folder of its own below plugins.
    assertThat(lines)
        .contains("RUN mkdir plugins/s3-fs-hadoop && cp opt/" + jar + " plugins/s3-fs-hadoop/");
    Path plugin =
        Path.of(
            S3FileSystemFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String provider =
        Manifests.flinkConfiguration(Manifests.deployment("bootstrap"))
            .get("fs.s3a.aws.credentials.provider");
    assertThat(classes(plugin))
        .contains(
            provider.replace('.', '/') + ".class",
            // What that one looks for by name.
            "com/amazonaws/services/securitytoken/internal/STSProfileCredentialsService.class");
  }

  @Test
  void whatIsCopiedIsWhatTheBuildMakes() {
    Set<String> sources =
        copies().stream().map(copy -> copy.get(0)).collect(Collectors.toCollection(TreeSet::new));

    assertThat(sources)
        .containsExactly(
            "murmur-flink-jobs/target/bootstrap-job.jar", "murmur-flink-jobs/target/murmur");
    for (String source : sources) {
      String made = source.replace("murmur-flink-jobs/target", "${project.build.directory}");
      assertThat(pom).containsPattern("(outputFile|directory)>" + Pattern.quote(made) + "<");
    }
  }

  @ParameterizedTest
  @MethodSource("io.murmur.k8s.Manifests#overlays")
  void theJobsFindTheirJarAndTheirMainInTheImage(String overlay) throws Exception {
    ObjectNode deployment = Manifests.deployment(overlay);
    String uri = deployment.at("/spec/job/jarURI").textValue();

    assertThat(copies().stream().map(copy -> "local://" + FLINK.resolve(copy.get(1))).toList())
        .contains(uri);
    assertThat(
            Class.forName(deployment.at("/spec/job/entryClass").textValue())
                .getMethod("main", String[].class))
        .isNotNull();
    assertThat(Manifests.flinkConfiguration(deployment).get("metrics.reporter.prom.factory.class"))
        .isEqualTo(PrometheusReporterFactory.class.getName());
  }

  @Test
  void theCommandIsOnThePathAndTheProcessIsNotRoot() {
    assertThat(copies()).contains(List.of("murmur-flink-jobs/target/murmur", "/opt/murmur"));
    assertThat(lines).contains("ENV PATH=\"/opt/murmur/bin:${PATH}\"", "USER flink");
    assertThat(Path.of("src/main/dist/bin/murmur")).isExecutable();
  }

  /** Source and destination of everything that is copied, seen from Flink's folder. */
  private List<List<String>> copies() {
    return lines.stream()
        .filter(line -> line.startsWith("COPY "))
        .map(line -> List.of(line.split(" ")))
        .map(words -> words.subList(words.size() - 2, words.size()))
        .toList();
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
    }
  }

  private static String property(String pom, String name) {
    Matcher value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pom);
    assertThat(value.find()).as(name).isTrue();
    return value.group(1);
  }
}
