// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "health.habeas.http",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** The JDK and what core exports: nothing of its inside, and no library for HTTP. */
  @ArchTest
  static final ArchRule USES_THE_JDK_AND_WHAT_CORE_EXPORTS = classes()
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "javax.net.ssl..",
          "com.sun.net.httpserver..",
          "org.slf4j..",
          "org.jspecify..",
          "health.habeas.http..",
          "health.habeas.http.internal.common",
          "health.habeas.(error|grant|key|shard|record)",
          "health.habeas.ledger",
          "health.habeas.ledger.(error|proof|trust|witness)");

  /** Who only calls servers needs nothing of theirs; the wire knows neither side. */
  @ArchTest
  static final ArchRule CLIENTS_KNOW_NO_SERVER = noClasses()
      .that()
      .resideOutsideOfPackage("..http.server..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("..http.server..");

  @ArchTest
  static final ArchRule THE_WIRE_KNOWS_NEITHER_SIDE = noClasses()
      .that()
      .resideInAPackage("..http.internal.wire..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("health.habeas.http", "..http.server..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_PRINTS = noClasses()
      .that()
      .doNotHaveFullyQualifiedName("health.habeas.http.server.Main")
      .should()
      .accessField(System.class, "out")
      .orShould()
      .accessField(System.class, "err");
}
