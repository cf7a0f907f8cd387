// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.Striped;
import health.habeas.internal.erasure.Striping;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a repair cap lets its bearer do at one custodian, and what not. */
class RepairCapTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<String> NAMES = List.of("node-0", "node-1", "node-2");
  private static final Instant START = Instant.parse("2026-03-03T00:00:00Z");

  private final PatientKeys alice = PatientKeys.create();
  private final Ledger ledger = Ledgers.open("memory:");
  private final ShardStore store = ShardStore.inMemory();
  private Instant now = START;
  private final Custodian custodian = Custodians.over("node-1", store, ledger, () -> now);
  private final Striped object = striped();
  private final byte[] signed = signed(object.manifest());

  RepairCapTest() {
    owner(Suite.S1).put(VaultCard.NAME, VaultCard.of(alice).bytes());
  }

  @AfterEach
  void close() {
    ledger.close();
    alice.close();
  }

  @ParameterizedTest
  @EnumSource
  void putsBackThePieceThatBelongsHere(Suite suite) {
    OwnerSession owner = owner(suite);
    owner.put(VaultCard.NAME, VaultCard.of(alice, suite).bytes());
    RepairSession session = custodian.repair(cap(suite, object.manifest(), Duration.ofDays(1)));
    session.restoreManifest(signed);
    session.restoreShard(1, object.shards().get(1));
    assertThat(session.shard(1)).hasValue(object.shards().get(1));
    assertThat(owner.get(ItemName.shard(object.manifest().objectId(), 1)))
        .hasValue(object.shards().get(1));
    assertThat(session.manifest()).hasValue(signed);
  }

  @Test
  void replacesWhatIsDamagedAndNeverWhatIsSound() {
    ItemName name = ItemName.shard(object.manifest().objectId(), 1);
    byte[] damaged = object.shards().get(1).clone();
    damaged[9] ^= 1;
    owner(Suite.S1).put(name, damaged);
    RepairSession session = session();
    session.restoreManifest(signed);
    session.restoreShard(1, object.shards().get(1));
    assertThat(owner(Suite.S1).get(name)).hasValue(object.shards().get(1));
    session.restoreShard(1, object.shards().get(1));
    refused(() -> session.restoreShard(1, damaged));
    assertThat(owner(Suite.S1).get(name)).hasValue(object.shards().get(1));
  }

  @Test
  void writesNothingElse() {
    RepairSession session = session();
    refused(() -> session.restoreShard(1, object.shards().get(1))); // no manifest here yet
    session.restoreManifest(signed);
    List<String> before = store.list("");
    Striped other = striped();
    refused(() -> session.restoreManifest(signed(other.manifest())));
    refused(() -> session.restoreManifest(new byte[10]));
    refused(() -> session.restoreShard(0, object.shards().get(0))); // belongs elsewhere
    refused(() -> session.restoreShard(1, object.shards().get(0)));
    refused(() -> session.restoreShard(1, other.shards().get(1)));
    refused(() -> session.restoreShard(1, new byte[0]));
    refused(() -> session.restoreShard(-1, object.shards().get(1)));
    refused(() -> session.restoreShard(3, object.shards().get(1)));
    assertThat(store.list("")).isEqualTo(before);
  }

  @Test
  void aSoundManifestWithOtherPiecesIsNotThisObject() {
    Striped again = new Striping(2, 1, RANDOM)
        .stripe(object.manifest().objectId(), new byte[500], Secret.random(RANDOM, 32));
    refused(() -> session().restoreManifest(signed(again.manifest())));
  }

  @Test
  void isRefusedWhenItIsOver() {
    RepairCap cap = cap(Suite.S1, object.manifest(), Duration.ofDays(1));
    now = START.plus(Duration.ofDays(1)).minusSeconds(1);
    custodian.repair(cap);
    now = START.plus(Duration.ofDays(1));
    refused(() -> custodian.repair(cap));
  }

  @Test
  void livesNoLongerThanItMay() {
    cap(Suite.S1, object.manifest(), RepairCap.MAX_LIFE);
    refused(() -> cap(Suite.S1, object.manifest(), RepairCap.MAX_LIFE.plusSeconds(1)));
  }

  @Test
  void everyAlteredByteIsRefused() {
    byte[] bytes = cap(Suite.S1, object.manifest(), Duration.ofDays(1)).bytes();
    assertThat(RepairCap.parse(bytes).bytes()).isEqualTo(bytes);
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      assertThatExceptionOfType(InvalidInputException.class)
          .as("byte " + i)
          .isThrownBy(() -> custodian.repair(RepairCap.parse(altered)));
    }
  }

  @Test
  void nobodyButTheOwnerSignsIt() {
    try (PatientKeys mallory = PatientKeys.create()) {
      RepairCap hers = RepairCap.sign(
          mallory, Suite.S1, target(object.manifest()), START, Duration.ofMinutes(1));
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> custodian.repair(hers))
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_VAULT));
    }
  }

  @Test
  void showsNeitherKeysNorTheWholeId() {
    RepairCap cap = cap(Suite.S1, object.manifest(), Duration.ofDays(1));
    assertThat(cap.toString()).startsWith("RepairCap[").hasSizeLessThan(60);
    assertThat(cap)
        .isEqualTo(RepairCap.parse(cap.bytes()))
        .hasSameHashCodeAs(RepairCap.parse(cap.bytes()));
  }

  private RepairSession session() {
    return custodian.repair(cap(Suite.S1, object.manifest(), Duration.ofDays(1)));
  }

  private RepairCap cap(Suite suite, Manifest manifest, Duration life) {
    return RepairCap.sign(alice, suite, target(manifest), START, life);
  }

  private static RepairCap.Target target(Manifest manifest) {
    return new RepairCap.Target(manifest.objectId(), manifest.objectRoot(), NAMES);
  }

  private OwnerSession owner(Suite suite) {
    return custodian.enter(OwnerProof.of(alice, suite, "node-1", custodian.challenge()));
  }

  private byte[] signed(Manifest manifest) {
    return manifest.signed(alice.signer(SecretAccess.SECRET_ACCESS));
  }

  private static Striped striped() {
    byte[] id = new byte[32];
    byte[] body = new byte[1000];
    RANDOM.nextBytes(id);
    RANDOM.nextBytes(body);
    return new Striping(2, 1, RANDOM).stripe(id, body, Secret.random(RANDOM, 32));
  }

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REPAIR_REFUSED));
  }
}
