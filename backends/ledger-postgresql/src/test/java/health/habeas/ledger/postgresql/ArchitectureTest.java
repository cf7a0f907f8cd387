// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "health.habeas.ledger.postgresql",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule USES_THE_LEDGER_THE_DRIVER_AND_FLYWAY = classes()
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "org.slf4j..",
          "org.jspecify..",
          "org.postgresql..",
          "org.flywaydb.core.api..",
          "org.flywaydb.core",
          "health.habeas.ledger..");

  @ArchTest
  static final ArchRule ONLY_THE_SCHEMA_KNOWS_FLYWAY = noClasses()
      .that()
      .doNotHaveSimpleName("Schema")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("org.flywaydb..");

  @ArchTest
  static final ArchRule ONE_CLASS_IS_PUBLIC = classes()
      .that()
      .doNotHaveSimpleName("PostgresqlLedgerProvider")
      .and()
      .doNotHaveSimpleName("package-info")
      .should()
      .notBePublic();
}
