// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "health.habeas.ledger",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule DEPENDS_ON_THE_JDK_AND_SLF4J_ONLY = classes()
      .should()
      .onlyDependOnClassesThat(resideInAPackage("java..")
          .or(resideInAPackage("org.slf4j.."))
          .or(resideInAPackage("org.jspecify.."))
          .or(resideInAPackage("health.habeas.ledger..")));

  @ArchTest
  static final ArchRule PACKAGES_IMPORT_ONLY_THOSE_BELOW = layeredArchitecture()
      .consideringOnlyDependenciesInLayers()
      .layer("backends")
      .definedBy("..ledger.internal.file..", "..ledger.internal.memory..")
      .layer("trust")
      .definedBy("..ledger.trust..")
      .layer("commands")
      .definedBy("..ledger.internal.command..")
      .layer("shared by backends")
      .definedBy("..ledger.internal.entry..")
      .layer("ledger")
      .definedBy("health.habeas.ledger")
      .layer("proof")
      .definedBy("..ledger.proof..")
      .layer("column")
      .definedBy("..ledger.internal.column..")
      .layer("error")
      .definedBy("..ledger.error..")
      .whereLayer("backends")
      .mayOnlyBeAccessedByLayers("trust", "commands")
      .whereLayer("trust")
      .mayNotBeAccessedByAnyLayer()
      .whereLayer("commands")
      .mayNotBeAccessedByAnyLayer()
      .whereLayer("shared by backends")
      .mayOnlyBeAccessedByLayers("backends")
      .whereLayer("ledger")
      .mayOnlyBeAccessedByLayers("backends", "shared by backends", "trust", "commands")
      .whereLayer("proof")
      .mayOnlyBeAccessedByLayers("ledger", "shared by backends", "backends", "trust", "commands")
      .whereLayer("column")
      .mayOnlyBeAccessedByLayers("proof", "shared by backends");

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices().matching("health.habeas.ledger.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_BACKENDS_KEPT_HEADS_AND_COMMANDS_TOUCH_FILES = noClasses()
      .that()
      .resideOutsideOfPackages("..internal.file..", "..internal.command..", "..ledger.trust..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("java.nio.file..");
}
