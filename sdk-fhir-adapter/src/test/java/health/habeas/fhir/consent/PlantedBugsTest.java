// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.grant.Scope;
import health.habeas.grant.Window;
import health.habeas.record.Label;
import health.habeas.testkit.grant.ConsentLaws;
import health.habeas.testkit.grant.ConsentUnderTest;
import health.habeas.testkit.grant.ConsentUnderTest.Forbidden;
import health.habeas.testkit.grant.ConsentUnderTest.Given;
import health.habeas.testkit.grant.ConsentUnderTest.Terms;
import health.habeas.testkit.grant.ConsentWorld;
import health.habeas.testkit.grant.Law;
import health.habeas.testkit.grant.LawTable;
import health.habeas.testkit.grant.LawTable.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers of Consents with one bug each, such as anybody might write; law L56 catches them all. */
class PlantedBugsTest {
  private static final int TRIES = 300;

  /** A bug: what it is, and the class that has it. */
  enum Bug {
    FORGETS_DENIALS(NoDenials.class),
    FORGETS_WHEN_DENIALS_END(EternalDenials.class),
    ENDS_A_DAY_WHERE_IT_BEGINS(ExclusiveEnd.class),
    ADDS_SENSITIVE_LABELS(EveryLabel.class),
    LETS_READERS_WRITE(EveryAction.class),
    TAKES_A_DENIAL_OF_TWO_LABELS_FOR_BOTH(OneLabel.class),
    READS_THE_FIRST_CONSENT_ALONE(FirstOnly.class),
    PASSES_OVER_MODIFIERS(NoModifiers.class),
    PASSES_OVER_WHAT_IT_CANT_READ(SkipsRefused.class),
    TAKES_EVERY_CONSENT_FOR_ACTIVE(AnyStatus.class),
    TAKES_BTG_FOR_A_KIND_OF_TREAT(PurposeTree.class),
    REFUSES_EVERYTHING(RefusesAll.class);

    private final Class<? extends ConsentLaws> reader;

    Bug(Class<? extends ConsentLaws> reader) {
      this.reader = reader;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLawCatchesIt(Bug bug) {
    LawTable table = LawTable.of(Law.L56, TRIES, bug.reader);
    assertThat(table.row(Law.L56).status()).as("%s", table).isEqualTo(Status.FAILED);
  }

  /** Which case is the smallest is not asked here, and to look for it would take most of the time. */
  static final class NoShrinking implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      context.attributes().setShrinking(ShrinkingMode.OFF);
      return property.execute();
    }
  }

  /** The sound reader, of which subclasses spoil what goes in or what comes out. */
  @AddLifecycleHook(NoShrinking.class)
  abstract static class Planted extends ConsentLaws {
    List<byte[]> spoilt(List<byte[]> consents) {
      return consents;
    }

    Terms spoilt(Terms terms) {
      return terms;
    }

    Optional<Terms> read(ConsentWorld world, Instant now, List<byte[]> consents) {
      ConsentOutcome outcome = OwnConsentLawsTest.reader(world).read(now, spoilt(consents));
      return OwnConsentLawsTest.terms(outcome, now).map(this::spoilt);
    }

    @Override
    protected ConsentUnderTest newReader() {
      return this::read;
    }

    static Terms withLines(Terms terms, UnaryOperator<Atom> change) {
      List<Given> grants = new ArrayList<>();
      for (Given given : terms.grants()) {
        Permission p = given.permission();
        Scope scope = new Scope(p.scope().atoms().stream().map(change).toList());
        grants.add(new Given(
            given.holder(), new Permission(scope, p.purposes(), p.window(), p.conditions())));
      }
      return new Terms(grants, terms.denials());
    }

    static List<byte[]> replaced(List<byte[]> consents, String from, String to) {
      return consents.stream()
          .map(c -> new String(c, StandardCharsets.UTF_8)
              .replace(from, to)
              .getBytes(StandardCharsets.UTF_8))
          .toList();
    }
  }

  static class NoDenials extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      return new Terms(terms.grants(), List.of());
    }
  }

  static class EternalDenials extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      return new Terms(
          terms.grants(),
          terms.denials().stream()
              .map(denial -> new Forbidden(denial.directive(), Optional.empty()))
              .toList());
    }
  }

  static class ExclusiveEnd extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      List<Given> grants = new ArrayList<>();
      for (Given given : terms.grants()) {
        Permission p = given.permission();
        Window early = new Window(p.window().notBefore(), p.window().expires().minusSeconds(1));
        grants.add(new Given(
            given.holder(), new Permission(p.scope(), p.purposes(), early, p.conditions())));
      }
      return new Terms(grants, terms.denials());
    }
  }

  static class EveryLabel extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      return withLines(
          terms,
          a -> new Atom(
              a.actions(),
              a.types(),
              a.categories(),
              a.days(),
              Field.of(Label.values()),
              a.sources(),
              a.ids()));
    }
  }

  static class EveryAction extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      return withLines(
          terms,
          a -> new Atom(
              Field.of(Action.values()),
              a.types(),
              a.categories(),
              a.days(),
              a.labels(),
              a.sources(),
              a.ids()));
    }
  }

  static class OneLabel extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      return new Terms(
          terms.grants(),
          terms.denials().stream()
              .map(denial -> new Forbidden(narrowed(denial.directive()), denial.until()))
              .toList());
    }

    private static Directive narrowed(Directive directive) {
      return directive.forbidden().labels() instanceof Field.Some<Label> some
              && some.values().containsAll(Set.of(Label.PSY, Label.HIV))
          ? directive.labels(Label.PSY)
          : directive;
    }
  }

  static class FirstOnly extends Planted {
    @Override
    List<byte[]> spoilt(List<byte[]> consents) {
      return consents.subList(0, 1);
    }
  }

  static class NoModifiers extends Planted {
    @Override
    List<byte[]> spoilt(List<byte[]> consents) {
      return replaced(consents, "modifierExtension", "extension");
    }
  }

  static class SkipsRefused extends Planted {
    @Override
    Optional<Terms> read(ConsentWorld world, Instant now, List<byte[]> consents) {
      List<byte[]> readable = consents.stream()
          .filter(each -> OwnConsentLawsTest.reader(world).read(now, List.of(each))
              instanceof ConsentOutcome.Read)
          .toList();
      return super.read(world, now, readable);
    }
  }

  static class AnyStatus extends Planted {
    @Override
    List<byte[]> spoilt(List<byte[]> consents) {
      return replaced(consents, "inactive", "active");
    }
  }

  static class RefusesAll extends Planted {
    @Override
    Optional<Terms> read(ConsentWorld world, Instant now, List<byte[]> consents) {
      return Optional.empty();
    }
  }

  static class PurposeTree extends Planted {
    @Override
    Terms spoilt(Terms terms) {
      List<Given> grants = new ArrayList<>(terms.grants());
      for (Given given : terms.grants()) {
        Permission p = given.permission();
        if (p.purposes().contains(Purpose.TREAT)) {
          grants.add(new Given(
              given.holder(),
              new Permission(p.scope(), Set.of(Purpose.BTG), p.window(), p.conditions())));
        }
      }
      return new Terms(grants, terms.denials());
    }
  }
}
