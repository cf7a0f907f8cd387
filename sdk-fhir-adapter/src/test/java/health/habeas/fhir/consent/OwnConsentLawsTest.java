// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.fhir.consent.ConsentLoss.Kind;
import health.habeas.grant.Binding;
import health.habeas.grant.Grant;
import health.habeas.grant.Parties;
import health.habeas.grant.StatusHandle;
import health.habeas.key.Grantee;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.testkit.grant.ConsentLaws;
import health.habeas.testkit.grant.ConsentUnderTest;
import health.habeas.testkit.grant.ConsentUnderTest.Forbidden;
import health.habeas.testkit.grant.ConsentUnderTest.Given;
import health.habeas.testkit.grant.ConsentUnderTest.Terms;
import health.habeas.testkit.grant.ConsentWorld;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** This SDK's own reader of Consents keeps the law, and so does its writer. */
class OwnConsentLawsTest extends ConsentLaws {
  @Override
  protected ConsentUnderTest newReader() {
    return new ConsentUnderTest() {
      @Override
      public Optional<Terms> read(ConsentWorld world, Instant now, List<byte[]> consents) {
        return terms(reader(world).read(now, consents), now);
      }

      @Override
      public Optional<List<byte[]>> write(
          ConsentWorld world, Instant now, int release, Terms terms) {
        WrittenConsents written = ConsentWriter.of(world.patient(), names(world))
            .write(
                release == 4 ? FhirRelease.R4 : FhirRelease.R5,
                now,
                terms.grants().stream().map(given -> grant(world, given)).toList(),
                terms.denials().stream().map(Forbidden::directive).toList());
        // that breaking the glass ends after a day, is beyond what a Consent, and this law, can say
        boolean same = written.losses().stream()
            .allMatch(loss -> Set.of(Kind.BREAK_GLASS, Kind.STANDING).contains(loss.kind()));
        return same ? Optional.of(written.documents()) : Optional.empty();
      }
    };
  }

  private static Grant grant(ConsentWorld world, Given given) {
    Parties parties =
        new Parties(world.vault(), given.holder().key(), given.holder().key());
    StatusHandle handle = StatusHandle.ofPreimage(new byte[32]);
    Binding binding = Binding.of(new byte[Binding.NONCE_BYTES], handle, new byte[0]);
    return Grant.root(parties, given.permission(), binding);
  }

  private static HolderNames names(ConsentWorld world) {
    return new HolderNames() {
      @Override
      public Optional<String> holder(VerifyKey key) {
        return only(world.holders(), holder -> holder.key().equals(key));
      }

      @Override
      public Optional<String> author(Author author) {
        return only(world.authors(), author::equals);
      }
    };
  }

  private static <T> Optional<String> only(Map<String, Set<T>> names, Predicate<T> meant) {
    return names.entrySet().stream()
        .filter(name -> name.getValue().size() == 1 && name.getValue().stream().allMatch(meant))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static ConsentReader reader(ConsentWorld world) {
    return ConsentReader.of(world.vault(), Set.of(world.patient()), directory(world), world.zone())
        .community(world.community())
        .openEndedUntil(world.openEnd());
  }

  static Optional<Terms> terms(ConsentOutcome outcome, Instant now) {
    if (!(outcome instanceof ConsentOutcome.Read read)) {
      return Optional.empty();
    }
    return Optional.of(new Terms(
        read.grants().stream()
            .map(grant -> new Given(grant.holder(), grant.terms().permission(now)))
            .toList(),
        read.denials().stream()
            .map(denial -> new Forbidden(denial.directive(), denial.until()))
            .toList()));
  }

  private static HolderDirectory directory(ConsentWorld world) {
    return new HolderDirectory() {
      @Override
      public Set<Grantee> holders(String reference) {
        return world.holders().getOrDefault(reference, Set.of());
      }

      @Override
      public Set<Author> authors(String reference) {
        return world.authors().getOrDefault(reference, Set.of());
      }
    };
  }
}
