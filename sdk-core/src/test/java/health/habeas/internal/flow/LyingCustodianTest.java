// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ReadResult;
import health.habeas.grant.GrantChain;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One custodian gives what it made itself, or with the keys of a holder: everybody reads from the others. */
class LyingCustodianTest {
  private static final int LIAR = 0;

  private final SecureRandom random = new SecureRandom();
  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void aPageThatThePatientDidNotSignIsIgnoredByHolderAndPatient() {
    home.vault.put(labs("a", 3));
    GrantChain chain = home.grant(home.clinic);
    try (HolderSession clinic = home.session(chain, home.clinic)) {
      CompartmentKeys keys = clinic.keybox().keys().stream()
          .filter(each -> home.has(LIAR, SlotPage.name(each, 0)))
          .findFirst()
          .orElseThrow();
      for (byte[] forged : forgeries(SlotPage.name(keys, 0), emptyPage(keys))) {
        home.replace(LIAR, SlotPage.name(keys, 0), forged);
        ReadResult result = home.read(chain, home.clinic);
        assertThat(result.isComplete()).isTrue();
        assertThat(result.records()).containsExactlyInAnyOrderElementsOf(labs("a", 3));
        assertThat(result.lyingCustodians()).containsExactly("node-0");
        home.reopen();
        assertThat(home.vault.records().records())
            .containsExactlyInAnyOrderElementsOf(labs("a", 3));
      }
    }
  }

  /** What a holder can make: it has the page key, and knows the commit. Taken for the page, it would hide all records. */
  private byte[] emptyPage(CompartmentKeys keys) {
    ItemName name = SlotPage.name(keys, 0);
    SlotPage sound = SignedItem.open(home.alice.key(), name, home.item(1, name))
        .flatMap(content -> SlotPage.open(keys, 0, content))
        .orElseThrow();
    return new SlotPage(sound.commit(), List.of()).seal(keys, 0, random);
  }

  @Test
  void aKeyUpdateThatThePatientDidNotSignIsIgnored() {
    home.vault.put(labs("a", 3));
    GrantChain ended = home.grant(home.clinic);
    GrantChain survivor = home.grant(home.nurse);
    home.vault.revoke(ended.id());
    home.vault.put(labs("b", 2));
    try (HolderSession nurse = home.session(survivor, home.nurse)) {
      ItemName name = KeyUpdate.name(nurse.keybox().statusPreimage(), 0);
      for (byte[] forged : forgeries(name, wrongKeys(nurse, survivor))) {
        home.replace(LIAR, name, forged);
        ReadResult result = home.read(survivor, home.nurse);
        assertThat(result.isComplete()).isTrue();
        assertThat(result.records()).hasSize(5).containsAll(labs("b", 2));
      }
    }
  }

  /** Keys of the next epoch that open nothing. Taken for the update, they would hide every later record. */
  private byte[] wrongKeys(HolderSession nurse, GrantChain survivor) {
    List<CompartmentKeys> wrong = new ArrayList<>();
    for (CompartmentKeys keys : nurse.keybox().keys()) {
      wrong.add(new CompartmentKeys(
          keys.compartment(), 1, Secret.random(random, 32), keys.copy().nodes()));
    }
    try (Keybox box = new Keybox(
        nurse.keybox().statusPreimage().copy(), nurse.keybox().updateSecret().copy(), wrong)) {
      return KeyboxFormat.seal(
          box,
          home.nurse.grantee().sealingKey(),
          Domain.KEY_UPDATE,
          KeyUpdate.place(survivor.id(), 0));
    }
  }

  /** Without a signature, with another party's, and with the patient's under another name. */
  private List<byte[]> forgeries(ItemName name, byte[] content) {
    return List.of(
        content,
        SignedItem.of(home.clinic.signer(SECRET_ACCESS), name, content),
        SignedItem.of(
            home.alice.signer(SECRET_ACCESS), new ItemName(name.kind(), "abcdef"), content));
  }

  @Test
  void anEpochOfAnotherTimeIsNotTakenAndIsPutRight() {
    home.vault.put(labs("a", 3));
    ItemName name = home.only(ItemKind.EPOCH);
    byte[] sound = home.item(1, name);
    byte[] stale;
    // The same patient's keys, another vault: its epoch has the same name and opens under the same
    // key.
    try (Household other = new Household(home)) {
      assertThat(other.only(ItemKind.EPOCH)).isEqualTo(name);
      stale = other.item(LIAR, name);
    }
    assertThat(stale).isNotEqualTo(sound);
    home.replace(LIAR, name, stale);
    home.reopen();
    assertThat(home.vault.records().records()).containsExactlyInAnyOrderElementsOf(labs("a", 3));
    assertThat(home.item(LIAR, name)).isEqualTo(sound);
  }
}
