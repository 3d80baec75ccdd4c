package io.murmur;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that the compiler does not know. */
class ArchitectureTest {

  private static final String ROOT = "io.murmur.";

  /**
   * What each part of the core may use besides itself, read from the ground up. A part that is not
   * listed does not exist: whoever adds one says here what it stands on.
   */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "monoid", Set.of(),
          "window", Set.of(),
          "metrics", Set.of(),
          "state", Set.of("monoid", "window", "metrics"),
          "pipeline", Set.of("monoid", "window", "state"),
          "processor", Set.of("monoid", "window", "metrics", "state", "pipeline"),
          "control", Set.of("monoid", "window", "metrics", "state", "pipeline"),
          "query", Set.of("monoid", "window", "metrics", "state", "pipeline", "control"),
          "definition", Set.of("monoid", "window", "metrics", "state", "pipeline", "control"),
          "swap", Set.of("monoid", "window", "metrics", "state", "pipeline", "control", "query"));

  private static JavaClasses core;

  @BeforeAll
  static void readTheClasses() {
    core =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.murmur");
  }

  @Test
  void theCoreKnowsNothingOfFlink() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .because("the model has to run under any driver")
        .check(core);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.murmur.(**)").should().beFreeOfCycles().check(core);
  }

  @Test
  void everyPartUsesOnlyWhatLiesBelowIt() {
    var violations =
        core.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(ArchitectureTest::climbs)
            .map(Dependency::getDescription)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(violations).isEmpty();
  }

  @Test
  void everyPartSaysWhatItStandsOn() {
    var parts =
        core.stream()
            .map(JavaClass::getPackageName)
            .map(ArchitectureTest::part)
            .collect(Collectors.toSet());
    assertThat(parts).isSubsetOf(ALLOWED.keySet());
  }

  private static boolean climbs(Dependency dependency) {
    var target = dependency.getTargetClass().getBaseComponentType();
    if (!target.getPackageName().startsWith(ROOT)) {
      return false;
    }
    var from = part(dependency.getOriginClass().getPackageName());
    var to = part(target.getPackageName());
    return !from.equals(to) && !ALLOWED.getOrDefault(from, Set.of()).contains(to);
  }

  /** {@code state} for {@code io.murmur.state.dynamodb}; the name as it is outside of the root. */
  private static String part(String packageName) {
    if (!packageName.startsWith(ROOT)) {
      return packageName;
    }
    var rest = packageName.substring(ROOT.length());
    var dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
