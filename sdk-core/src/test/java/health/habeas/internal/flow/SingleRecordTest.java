// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.grant.Field;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Selection;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One record is asked for and fetched as narrowly as can be, and a refusal is never an empty answer. */
class SingleRecordTest {
  private static final RecordId DOCUMENT = document("d").id();

  private final Household home = new Household();

  @BeforeEach
  void put() {
    home.vault.put(labs("a", 3));
    home.vault.put(List.of(document("d")));
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void getsTheRecordAndFetchesAndTellsNoMoreThanItsCategory() {
    GrantChain chain = home.grant(home.clinic);
    Set<String> objects = watchObjects();
    try (GrantedVault view = home.door(chain, home.clinic)) {
      ReadResult result = view.get(DOCUMENT, DOCUMENTS);
      assertThat(result.isComplete()).isTrue();
      assertThat(result.records()).containsExactly(document("d"));
    }
    assertThat(objects).hasSize(1);
    assertThat(selectionOfTheLastAccess()).isEqualTo(Selection.of(DOCUMENTS));
  }

  @Test
  void tellsOnlyWhatTheLinesForThisIdAllow() {
    LocalDate march = LocalDate.of(2026, 3, 1);
    GrantTerms one =
        GrantTerms.read(DOCUMENTS).types("Observation").only(DOCUMENT).since(march);
    GrantChain chain = home.vault.grant(
        home.clinic.grantee(),
        GrantTerms.read(LABORATORY)
            .only(labs("a", 1).get(0).id())
            .and(one)
            .for_(TREAT)
            .expiresIn(Duration.ofDays(1)));
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertThat(view.get(DOCUMENT).records()).containsExactly(document("d"));
      Selection told = selectionOfTheLastAccess();
      assertThat(told.types()).isEqualTo(Field.of("Observation"));
      assertThat(told.categories()).isEqualTo(Field.of(DOCUMENTS));
      assertThat(told.days().from()).isEqualTo(march);
      assertRefused(ErrorCode.SCOPE, view.get(new RecordId("Observation/a1")));
    }
    assertThat(home.vault.disclosures()).hasSize(1);
  }

  @Test
  void stopsAtTheRecordThatWasAskedFor() {
    GrantChain chain = home.grant(home.clinic);
    Set<String> objects = watchObjects();
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertThat(view.get(labs("a", 1).get(0).id()).records())
          .containsExactly(labs("a", 1).get(0));
    }
    assertThat(objects).hasSize(1);
  }

  @Test
  void aRecordThatIsNotThereIsNoRefusal() {
    try (GrantedVault view = home.door(home.grant(home.clinic), home.clinic)) {
      ReadResult result = view.get(new RecordId("Observation/none"));
      assertThat(result.records()).isEmpty();
      assertThat(result.isComplete()).isTrue();
      assertThat(result.receipt()).isPresent();
    }
  }

  @Test
  void aRefusalSaysWhy() {
    GrantChain chain = home.grant(home.clinic);
    try (GrantedVault view = home.door(chain, home.clinic)) {
      home.vault.revoke(chain.id());
      assertRefused(ErrorCode.GRANT_REVOKED, view.get(DOCUMENT));
    }
  }

  @Test
  void aRecordThatCantBeRebuiltIsNotSaidToBeAbsent_L58() {
    home.stores.forEach(
        store -> store.list("").stream().filter(n -> n.contains("/shard/")).forEach(store::delete));
    try (GrantedVault view = home.door(home.grant(home.clinic), home.clinic)) {
      ReadResult result = view.get(DOCUMENT, DOCUMENTS);
      assertThat(result.records()).isEmpty();
      assertThat(result.isComplete()).isFalse();
      assertThat(result.unopened()).isEqualTo(1);
    }
  }

  private Set<String> watchObjects() {
    Set<String> objects = new ConcurrentSkipListSet<>();
    home.watch = new Watch() {
      @Override
      public void reads(String name) {
        if (name.contains("/manifest/")) {
          objects.add(name);
        }
      }
    };
    return objects;
  }

  private Selection selectionOfTheLastAccess() {
    var all = home.vault.disclosures();
    return (Selection) all.get(all.size() - 1).event().orElseThrow().request().selector();
  }

  private static void assertRefused(ErrorCode code, ReadResult result) {
    assertThat(result.records()).isEmpty();
    assertThat(result.refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(code));
  }
}
