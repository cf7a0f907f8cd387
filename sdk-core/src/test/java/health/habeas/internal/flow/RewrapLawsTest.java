// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemName;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Laws L49, L50 and L52 over generated histories of puts, moves, grants, revocations and re-wraps: after each step the
 * patient and every live holder read what a model without keys says, and revoked keys find no page at the end.
 */
class RewrapLawsTest {
  private static final int MOST_PAGES = 40;

  /** What to do, with which record or grant, and in which place or scope. */
  record Step(Kind kind, int which, int place) {}

  enum Kind {
    PUT,
    GRANT,
    REVOKE,
    REWRAP,
    REOPEN
  }

  /** Where a record lies. */
  record Place(Label label, Set<Category> categories, LocalDate day) {}

  /** What a grant may read. */
  record Scope(Set<Label> labels, Category category, LocalDate before) {
    boolean matches(HealthRecord health) {
      return labels.containsAll(health.labels())
          && health.categories().contains(category)
          && health.day().isBefore(before);
    }

    GrantTerms terms() {
      GrantTerms terms = GrantTerms.read(category)
          .since("2020-01-01")
          .before(before)
          .for_(TREAT)
          .expiresIn(Duration.ofDays(3650));
      return labels.contains(Label.HIV) ? terms.including(Label.HIV) : terms;
    }
  }

  private static final LocalDate EARLY = LocalDate.of(2025, 6, 1);
  private static final LocalDate LATE = LocalDate.of(2026, 6, 1);

  private static final List<Place> PLACES = List.of(
      new Place(Label.NORMAL, Set.of(LABORATORY), EARLY),
      new Place(Label.NORMAL, Set.of(LABORATORY), LATE),
      new Place(Label.NORMAL, Set.of(LABORATORY, DOCUMENTS), EARLY),
      new Place(Label.HIV, Set.of(LABORATORY), EARLY),
      new Place(Label.HIV, Set.of(DOCUMENTS), LATE));

  private static final List<Scope> SCOPES = List.of(
      new Scope(Set.of(Label.NORMAL), LABORATORY, LocalDate.of(2026, 12, 1)),
      new Scope(Set.of(Label.NORMAL), LABORATORY, LocalDate.of(2026, 1, 1)),
      new Scope(Set.of(Label.NORMAL, Label.HIV), LABORATORY, LocalDate.of(2026, 12, 1)),
      new Scope(Set.of(Label.NORMAL, Label.HIV), DOCUMENTS, LocalDate.of(2026, 12, 1)));

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds = Arbitraries.of(
        Kind.PUT,
        Kind.PUT,
        Kind.PUT,
        Kind.GRANT,
        Kind.GRANT,
        Kind.REVOKE,
        Kind.REWRAP,
        Kind.REOPEN);
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 4))
        .as(Step::new)
        .list()
        .ofMinSize(4)
        .ofMaxSize(14);
  }

  @Property(tries = 12)
  void everyStepKeepsWhatMayBeReadAndNoMore_L49_L50_L52(@ForAll("histories") List<Step> history) {
    try (World world = new World()) {
      for (Step step : history) {
        world.take(step);
        world.isAsTheModelSays();
      }
      world.vault.rewrap();
      world.isAsTheModelSays();
      world.revokedKeysFindNothing();
    }
  }

  private static final class World implements AutoCloseable {
    private final PatientKeys alice = PatientKeys.create();
    private final HolderKeys clinic = HolderKeys.create("Clinic");
    private final Ledger ledger = Ledgers.open("memory:");
    private final List<ShardStore> stores =
        Stream.generate(ShardStore::inMemory).limit(3).toList();
    private final Map<RecordId, HealthRecord> records = new LinkedHashMap<>();
    private final Map<GrantChain, Scope> live = new LinkedHashMap<>();
    private final List<GrantChain> revoked = new ArrayList<>();
    private final List<Custodian> custodians = IntStream.range(0, 3)
        .mapToObj(i -> Custodians.over(
            "node-" + i,
            new WatchedStore(stores.get(i), WatchedStore.Watch.NONE),
            ledger,
            InstantSource.system()))
        .toList();
    private Vault vault = open();

    private Vault open() {
      return Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open();
    }

    void take(Step step) {
      switch (step.kind()) {
        case PUT -> put(step);
        case GRANT -> {
          Scope scope = SCOPES.get(step.place() % SCOPES.size());
          live.put(vault.grant(clinic.grantee(), scope.terms()), scope);
        }
        case REVOKE ->
          live.keySet().stream().skip(step.which()).findFirst().ifPresent(chain -> {
            vault.revoke(chain.id());
            live.remove(chain);
            revoked.add(chain);
          });
        case REWRAP -> vault.rewrap();
        case REOPEN -> {
          vault.close();
          vault = open();
        }
      }
    }

    private void put(Step step) {
      Place place = PLACES.get(step.place());
      HealthRecord health = new HealthRecord(
          new RecordId("Observation/" + step.which()),
          "Observation",
          place.day(),
          place.categories(),
          Set.of(place.label()),
          new byte[] {(byte) step.which()});
      vault.put(List.of(health));
      records.put(health.id(), health);
    }

    void isAsTheModelSays() {
      assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(records.values());
      live.forEach((chain, scope) -> {
        try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
          ReadResult result = view.records(scope.category());
          assertThat(result.isComplete()).isTrue();
          assertThat(result.records())
              .containsExactlyInAnyOrderElementsOf(
                  records.values().stream().filter(scope::matches).toList());
        }
      });
    }

    void revokedKeysFindNothing() {
      Set<String> pages = stores.stream()
          .flatMap(store -> store.list("").stream())
          .filter(name -> name.contains("/page/"))
          .map(name -> name.substring(name.lastIndexOf('/') + 1))
          .collect(Collectors.toUnmodifiableSet());
      for (GrantChain chain : revoked) {
        try (Keybox keybox = everything(chain)) {
          for (CompartmentKeys keys : keybox.keys()) {
            assertThat(IntStream.range(0, MOST_PAGES)
                    .mapToObj(index -> SlotPage.name(keys, index).name()))
                .noneMatch(pages::contains);
          }
        }
      }
    }

    /** The keybox of a grant and all of its key updates. */
    private Keybox everything(GrantChain chain) {
      Keybox keybox = GrantPath.open(chain, clinic);
      Optional<Keybox> update = update(chain, keybox, 0);
      for (int number = 1; update.isPresent(); number++) {
        keybox = keybox.merge(update.get());
        update = update(chain, keybox, number);
      }
      return keybox;
    }

    private Optional<Keybox> update(GrantChain chain, Keybox keybox, int number) {
      ItemName name = KeyUpdate.name(keybox.statusPreimage(), number);
      return stores.get(0).list("").stream()
          .filter(path -> path.endsWith("/" + name.name()))
          .findFirst()
          .flatMap(stores.get(0)::get)
          .flatMap(copy -> SignedItem.open(alice.key(), name, copy))
          .map(item -> {
            byte[] place = KeyUpdate.place(chain.id(), number);
            try (Secret content =
                clinic.openSealed(SECRET_ACCESS, Domain.KEY_UPDATE, place, item)) {
              return KeyboxFormat.decode(content);
            }
          });
    }

    @Override
    public void close() {
      vault.close();
      ledger.close();
      clinic.close();
      alice.close();
    }
  }
}
