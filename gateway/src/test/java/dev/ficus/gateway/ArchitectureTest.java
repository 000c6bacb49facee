package dev.ficus.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table of rooms: who may use whom, and what the core may know of the world outside. */
class ArchitectureTest {

  private static final String ROOT = "dev.ficus.gateway";

  /** Core rooms, and the core rooms each may use. */
  private static final Map<String, Set<String>> CORE =
      Map.ofEntries(
          Map.entry("route", Set.of()),
          Map.entry("audit", Set.of()),
          Map.entry("http1", Set.of()),
          Map.entry("queue", Set.of()),
          Map.entry("migration", Set.of("route", "audit")),
          Map.entry("circuit", Set.of("route", "audit")),
          Map.entry("parity", Set.of("route", "migration")),
          Map.entry("forwarding", Set.of("route", "migration", "http1", "circuit")),
          Map.entry("webhook", Set.of("queue", "route", "forwarding")),
          Map.entry("storagefirst", Set.of("queue", "route", "forwarding")),
          Map.entry(
              "delivery",
              Set.of(
                  "queue",
                  "webhook",
                  "storagefirst",
                  "route",
                  "migration",
                  "circuit",
                  "forwarding")));

  /** Edge rooms, and the edge rooms each may use; every one of them may use the whole core. */
  private static final Map<String, Set<String>> EDGE =
      Map.ofEntries(
          Map.entry("routefile", Set.of()),
          Map.entry("redis", Set.of()),
          Map.entry("disk", Set.of()),
          Map.entry("relay", Set.of()),
          Map.entry("accesslog", Set.of()),
          Map.entry("springcloud", Set.of()),
          Map.entry("admin", Set.of()),
          Map.entry("dashboard", Set.of()),
          Map.entry("metrics", Set.of()),
          Map.entry("tracing", Set.of()),
          Map.entry("resilience", Set.of()),
          Map.entry(
              "boot",
              Set.of(
                  "routefile",
                  "redis",
                  "disk",
                  "relay",
                  "accesslog",
                  "springcloud",
                  "admin",
                  "metrics",
                  "tracing",
                  "resilience")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> roomsKeepToTheirDoors() {
    Stream<Map.Entry<String, Set<String>>> edge =
        EDGE.entrySet().stream()
            .map(
                room ->
                    Map.entry(
                        room.getKey(),
                        Stream.concat(CORE.keySet().stream(), room.getValue().stream())
                            .collect(toSet())));
    return Stream.concat(CORE.entrySet().stream(), edge)
        .map(room -> DynamicTest.dynamicTest(room.getKey(), () -> check(room)));
  }

  private static void check(Map.Entry<String, Set<String>> room) {
    Set<String> forbidden = new TreeSet<>(CORE.keySet());
    forbidden.addAll(EDGE.keySet());
    forbidden.removeAll(room.getValue());
    forbidden.remove(room.getKey());
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room.getKey() + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            forbidden.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void coreIsPlainJava() {
    DescribedPredicate<JavaClass> plain =
        DescribedPredicate.describe(
            "the JDK, JSpecify or Ficus",
            c ->
                c.getPackageName().startsWith("java.")
                    || c.getPackageName().startsWith("javax.crypto")
                    || c.getPackageName().startsWith("org.jspecify.")
                    || c.getPackageName().startsWith(ROOT)
                    || c.isPrimitive()
                    || c.isArray());
    classes()
        .that()
        .resideInAnyPackage(
            CORE.keySet().stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat(plain)
        .check(CLASSES);
  }

  @Test
  void everyRoomIsInTheTable() {
    Set<String> rooms =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.length() > ROOT.length())
            .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
            .collect(toSet());
    Set<String> known = new TreeSet<>(CORE.keySet());
    known.addAll(EDGE.keySet());
    assertThat(known).containsAll(rooms);
  }
}
