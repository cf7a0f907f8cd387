// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "health.habeas.ledger.witness",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** The JDK and the ledger module: whoever checks a log needs nothing of patients, grants or custodians. */
  @ArchTest
  static final ArchRule USES_THE_LEDGER_AND_THE_SERVER_PARTS = classes()
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "javax.net.ssl..",
          "com.sun.net.httpserver..",
          "org.slf4j..",
          "org.jspecify..",
          "health.habeas.http.internal.common",
          "health.habeas.ledger",
          "health.habeas.ledger.(error|proof|trust)",
          "health.habeas.ledger.internal.(file|command)",
          "health.habeas.ledger.witness..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_PRINTS = noClasses()
      .that()
      .doNotHaveFullyQualifiedName("health.habeas.ledger.witness.server.Main")
      .should()
      .accessField(System.class, "out")
      .orShould()
      .accessField(System.class, "err");
}
