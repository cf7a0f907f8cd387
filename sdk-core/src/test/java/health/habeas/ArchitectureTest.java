// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The package order of core and the module arrows, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "health.habeas", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Each package may use only those below it; ADR 1 says why the order differs from the first sketch. */
  @ArchTest
  static final ArchRule packagesFollowTheirOrder = Architectures.layeredArchitecture()
      .consideringOnlyDependenciesInAnyPackage(
          "health.habeas",
          "health.habeas.(grant|shard|key|record|error)..",
          "health.habeas.internal..")
      .layer("doors")
      .definedBy("health.habeas")
      .layer("flow")
      .definedBy("health.habeas.internal.flow")
      .layer("shard")
      .definedBy("health.habeas.shard")
      .layer("grant")
      .definedBy("health.habeas.grant")
      .layer("key")
      .definedBy("health.habeas.key")
      .layer("record")
      .definedBy("health.habeas.record")
      .layer("keytree")
      .definedBy("health.habeas.internal.keytree")
      .layer("erasure")
      .definedBy("health.habeas.internal.erasure")
      .layer("crypto")
      .definedBy("health.habeas.internal.crypto")
      .layer("wire")
      .definedBy("health.habeas.internal.wire")
      .layer("error")
      .definedBy("health.habeas.error")
      .whereLayer("doors")
      .mayNotBeAccessedByAnyLayer()
      .whereLayer("flow")
      .mayOnlyBeAccessedByLayers("doors")
      .whereLayer("shard")
      .mayOnlyBeAccessedByLayers("doors", "flow")
      .whereLayer("grant")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard")
      .whereLayer("key")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard", "grant")
      .whereLayer("record")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard", "grant", "key")
      .whereLayer("keytree")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard", "grant", "key")
      .whereLayer("erasure")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard")
      .whereLayer("crypto")
      .mayOnlyBeAccessedByLayers("doors", "flow", "shard", "grant", "key", "keytree", "erasure")
      .whereLayer("wire")
      .mayOnlyBeAccessedByLayers(
          "doors", "flow", "shard", "grant", "key", "keytree", "erasure", "crypto");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("health.habeas.(**)").should().beFreeOfCycles();

  /** No JSON, no FHIR, no HTTP client and no backend inside core. */
  @ArchTest
  static final ArchRule coreUsesOnlyItsFixedDependencies = classes()
      .that()
      .resideInAPackage("health.habeas..")
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "javax.crypto..",
          "health.habeas..",
          "org.bouncycastle..",
          "com.google.crypto.tink..",
          "org.slf4j..",
          "org.jspecify..");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses().should().haveNameMatching(".*(Manager|Utils?|Helper|Impl|Service)");

  /** But for the ledger's commands, whose whole work is to print. */
  @ArchTest
  static final ArchRule nothingPrintsOrRegistersProviders = noClasses()
      .that()
      .resideOutsideOfPackage("..ledger.internal.command..")
      .should()
      .accessField(System.class, "out")
      .orShould()
      .accessField(System.class, "err")
      .orShould()
      .callMethod(java.security.Security.class, "addProvider", java.security.Provider.class);

  /** Public API types are final, sealed, interfaces, enums or records; abstract classes are for sealed families. */
  @ArchTest
  static final ArchRule publicClassesAreFinal = classes()
      .that()
      .arePublic()
      .and()
      .areNotInterfaces()
      .and()
      .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
      .and()
      .areNotEnums()
      .should()
      .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
