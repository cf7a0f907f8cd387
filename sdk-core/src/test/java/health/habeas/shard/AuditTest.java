// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.ChunkProof;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.ShardParts;
import health.habeas.internal.erasure.Striped;
import health.habeas.internal.erasure.Striping;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One custodian that should have shard 1 of two objects, what it may do about it, and what an auditor makes of it. */
class AuditTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final int SHARD = 1;
  private static final int BODY = 5 * 2 * ChunkProof.MAX_CHUNK_BYTES + 100;

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys operator = HolderKeys.create("Node Hosting Ltd");
  private final Ledger ledger = Ledgers.open("memory:");
  private final ShardStore store = ShardStore.inMemory();
  private final Custodian honest =
      Custodians.over("node-1", store, ledger, InstantSource.fixed(NOW), operator);
  private VaultCard card = VaultCard.of(alice);
  private final Striped first = striped();
  private final Striped second = striped();

  @AfterEach
  void close() {
    honest.close();
    ledger.close();
    operator.close();
    alice.close();
  }

  @ParameterizedTest
  @EnumSource
  void anHonestCustodianProvesAllOfItInEitherSuite(Suite suite) {
    card = VaultCard.of(alice, suite);
    store(first);
    store(second);
    CustodianAudit audit = plan(suite).audit(honest, 40);
    assertThat(audit)
        .isEqualTo(new CustodianAudit(
            "node-1", Optional.of(operator.key()), 40, 40, 0, 0, List.of(), List.of()));
    assertThat(audit.isSound()).isTrue();
  }

  @Test
  void aPlanComesBackFromItsBytesAndServesSomebodyElse() {
    store(first);
    store(second);
    AuditPlan plan = AuditPlan.parse(plan(Suite.S1).bytes());
    assertThat(plan.objects()).isEqualTo(2);
    assertThat(plan.custodians()).containsExactly("node-0", "node-1", "node-2");
    assertThat(plan.vault()).isEqualTo(card.vault());
    assertThat(plan.audit(honest, 5).sound()).isEqualTo(5);
    assertThat(AuditPlan.parse(plan.bytes()).bytes()).isEqualTo(plan.bytes());
  }

  /** Whatever is on its disk instead: it says that it has it not, and signs nothing false. */
  @ParameterizedTest
  @EnumSource
  void anHonestCustodianWithADamagedDiskSaysSoAndCantBeBlamed(DiskCheckTest.Damage damage) {
    store(first);
    store(second);
    String path = path(ItemName.shard(first.manifest().objectId(), SHARD));
    if (damage == DiskCheckTest.Damage.REPLACED_BY_ANOTHER) {
      store.delete(path);
      store.putIfAbsent(path, second.shards().get(SHARD));
    } else {
      damage.apply(store, path, new Random(1));
    }
    CustodianAudit audit = plan(Suite.S1).audit(honest, 40, new Random(1));
    boolean longer = damage == DiskCheckTest.Damage.EXTENDED; // has all that was stored, and more
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.sound() + audit.notHeld()).isEqualTo(40);
    assertThat(audit.notHeld()).isEqualTo(longer ? 0 : 40 - audit.sound());
    assertThat(audit.isSound()).isEqualTo(longer);
    assertThat(audit.sound()).isGreaterThan(0);
  }

  /** A patient may store a shard that is none, and another manifest for the same object: the custodian signs for neither. */
  @Test
  void noPatientCanMakeAnHonestCustodianSignWhatIsFalse() {
    store(first);
    store.delete(path(ItemName.shard(first.manifest().objectId(), SHARD)));
    store.putIfAbsent(
        path(ItemName.shard(first.manifest().objectId(), SHARD)),
        second.shards().get(SHARD));
    assertThat(plan(Suite.S1, first).audit(honest, 20).notHeld()).isEqualTo(20);
    // The second manifest names the same object with the roots of other shards.
    store(second);
    Manifest forged =
        new Manifest(second.manifest().objectId(), 2, 1, BODY, first.manifest().shardRoots());
    CustodianAudit audit = plan(Suite.S1, new Striped(forged, second.shards())).audit(honest, 20);
    assertThat(audit.notHeld()).isEqualTo(20);
    assertThat(audit.faults()).isEmpty();
  }

  /** Every lie about a chunk that is signed becomes a proof which a stranger can check. */
  @Property(tries = 100)
  void everySignedLieIsProven(
      @ForAll Lie lie, @ForAll @IntRange(max = 4) int position, @ForAll Random random) {
    store(first);
    Custodian liar = new Liar(honest, question -> {
      ChunkProof sound = proof(first, question.shard(), question.position().getAsInt());
      ChunkProof other = proof(first, question.shard(), position);
      ChunkProof foreign = proof(second, question.shard(), question.position().getAsInt());
      return signed(question, lie.tell(sound, other, foreign, random));
    });
    CustodianAudit audit = plan(Suite.S1, first).audit(liar, 10, random);
    int honestly = audit.sound();
    // Another chunk of the same shard is the right one when it happens to be asked for.
    assertThat(honestly == 0 || lie == Lie.ANOTHER_CHUNK).isTrue();
    assertThat(audit.faults()).hasSize(10 - honestly).allSatisfy(fault -> {
      FaultProof read = FaultProof.parse(fault.bytes());
      assertThat(read).isEqualTo(fault);
      assertThat(read.vault()).isEqualTo(card.vault());
      assertThat(read.custodian()).isEqualTo("node-1");
      assertThat(read.custodianKey()).isEqualTo(operator.key());
      assertThat(read.shard()).isEqualTo(SHARD);
      assertThat(read.position().orElseThrow()).isBetween(0, 5);
      assertThat(read.time()).isEqualTo(NOW);
      assertThat(fault.bytes()).hasSizeLessThan(64 << 10);
    });
    honest.close();
  }

  /** What a custodian may say of a chunk instead of the truth. */
  enum Lie {
    FLIPPED,
    CUT,
    EMPTY,
    ANOTHER_CHUNK,
    CHUNK_OF_ANOTHER_OBJECT,
    FOREIGN_PROOF,
    PATH_CUT,
    PATH_LONGER,
    PATH_FLIPPED;

    ChunkProof tell(ChunkProof sound, ChunkProof other, ChunkProof foreign, Random random) {
      byte[] chunk = sound.chunk();
      byte[] path = sound.path();
      int place = sound.position();
      return switch (this) {
        case FLIPPED -> new ChunkProof(place, flipped(chunk, random), path);
        case CUT -> new ChunkProof(place, Arrays.copyOf(chunk, random.nextInt(chunk.length)), path);
        case EMPTY -> new ChunkProof(place, new byte[0], new byte[0]);
        case ANOTHER_CHUNK -> new ChunkProof(place, other.chunk(), path);
        case CHUNK_OF_ANOTHER_OBJECT -> new ChunkProof(place, foreign.chunk(), path);
        case FOREIGN_PROOF -> foreign;
        case PATH_CUT -> new ChunkProof(place, chunk, Arrays.copyOf(path, path.length - 32));
        case PATH_LONGER -> new ChunkProof(place, chunk, Arrays.copyOf(path, path.length + 32));
        case PATH_FLIPPED -> new ChunkProof(place, chunk, flipped(path, random));
      };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      return bytes;
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNoAnswer() {
    store(first);
    List<byte[]> answers = new ArrayList<>();
    Custodian replaying = new Liar(honest, question -> {
      answers.add(honest.audit(question));
      return answers.get(0);
    });
    CustodianAudit audit = plan(Suite.S1, first).audit(replaying, 10);
    assertThat(audit.sound()).isEqualTo(1);
    assertThat(audit.unanswered()).isEqualTo(9);
    assertThat(audit.faults()).isEmpty();
  }

  @Test
  void silenceRefusalAndNoiseAreNoAnswers() {
    store(first);
    AuditPlan plan = plan(Suite.S1, first);
    List<Function<AuditQuestion, byte[]>> replies = List.of(
        question -> {
          throw new StorageException(ErrorCode.STORE_FAILED, "down");
        },
        question -> {
          throw new IllegalStateException("broken");
        },
        question -> new byte[0],
        question -> new byte[40_000],
        question -> altered(honest.audit(question)));
    for (Function<AuditQuestion, byte[]> reply : replies) {
      CustodianAudit audit = plan.audit(new Liar(honest, reply), 3);
      assertThat(audit.unanswered()).isEqualTo(3);
      assertThat(audit.key()).isEmpty();
      assertThat(audit.isSound()).isFalse();
    }
  }

  /** Signed by a fresh key each time, an answer could be held against nobody. */
  @Test
  void aCustodianThatChangesItsKeyHasNotAnswered() {
    store(first);
    Custodian fickle = new Liar(honest, question -> {
      try (HolderKeys once = HolderKeys.create("once")) {
        return Custodians.over("node-1", store, ledger, InstantSource.fixed(NOW), once)
            .audit(question);
      }
    });
    CustodianAudit audit = plan(Suite.S1, first).audit(fickle, 4);
    assertThat(audit.sound()).isEqualTo(1);
    assertThat(audit.unanswered()).isEqualTo(3);
  }

  @Test
  void anAnswerInAnotherNameIsNoAnswer() {
    store(first);
    try (Custodian other =
        Custodians.over("node-9", store, ledger, InstantSource.fixed(NOW), operator)) {
      CustodianAudit audit = plan(Suite.S1, first).audit(new Liar(honest, other::audit), 4);
      assertThat(audit.unanswered()).isEqualTo(4);
      assertThat(audit.key()).isEmpty();
    }
  }

  @Test
  void aCustodianWithoutKeysOfItsOwnKeepsOneKeyWhileItIsOpen() {
    store(first);
    try (Custodian keyless = Custodians.over("node-1", store, ledger, InstantSource.fixed(NOW))) {
      CustodianAudit audit = plan(Suite.S1, first).audit(keyless, 4);
      assertThat(audit.sound()).isEqualTo(4);
      assertThat(audit.key()).isPresent().isNotEqualTo(Optional.of(operator.key()));
    }
  }

  @Test
  void aCustodianThatShouldHaveNothingIsAskedNothing() {
    AuditPlan none = AuditPlan.builder(card, pass(Suite.S1, Duration.ofDays(1)), List.of("node-1"))
        .build();
    CustodianAudit audit = none.audit(honest, 10);
    assertThat(audit.asked()).isZero();
    assertThat(audit.isSound()).isTrue();
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> none.audit(new Renamed(honest, "node-7"), 1))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_REFUSED));
  }

  // the custodian's own decision

  @Test
  void aPassHoldsForItsVaultAndItsTimeAlone() {
    store(first);
    assertThat(honest.audit(question(pass(Suite.S1, Duration.ofDays(90)), 0))).isNotEmpty();
    assertRefused(question(pass(Suite.S1, Duration.ZERO), 0), ErrorCode.AUDIT_REFUSED);
    assertRefused(question(pass(Suite.S1, Duration.ofDays(-1)), 0), ErrorCode.AUDIT_REFUSED);
    assertRefused(question(pass(Suite.S1, Duration.ofDays(91)), 0), ErrorCode.AUDIT_REFUSED);
    try (PatientKeys mallory = PatientKeys.create()) {
      AuditPass hers = AuditPass.of(mallory, Suite.S1, NOW.plus(Duration.ofDays(1)));
      assertRefused(question(hers, 0), ErrorCode.UNKNOWN_VAULT);
      // Her signature over Alice's vault.
      byte[] bytes = pass(Suite.S1, Duration.ofDays(1)).bytes();
      for (int i = 0; i < bytes.length; i++) {
        byte[] altered = bytes.clone();
        altered[i] ^= 1;
        assertThatExceptionOfType(HabeasException.class)
            .as("byte %d", i)
            .isThrownBy(() -> honest.audit(question(AuditPass.parse(altered), 0)));
      }
    }
  }

  /** L54: with the shares of k custodians and a record's key, a record opens; so they go nowhere without a receipt. */
  @Test
  void theShareBehindTheChunksIsNeverGivenToAnAuditor() {
    store(first);
    AuditPass pass = pass(Suite.S1, Duration.ofDays(1));
    int chunks = first.manifest().chunks();
    byte[] share = Arrays.copyOfRange(
        first.shards().get(SHARD),
        first.manifest().shardBytes() - 32,
        first.manifest().shardBytes());
    for (int position = 0; position < chunks; position++) {
      byte[] answer = honest.audit(question(pass, position));
      assertThat(indexOf(answer, share)).isEqualTo(-1);
    }
    assertRefused(question(pass, chunks), ErrorCode.AUDIT_REFUSED);
    assertRefused(question(pass, chunks + 1), ErrorCode.AUDIT_REFUSED);
    assertRefused(question(pass, Integer.MAX_VALUE), ErrorCode.AUDIT_REFUSED);
  }

  @Test
  void whatThePatientDidNotSignIsNotAnswered() {
    store(first);
    AuditPass pass = pass(Suite.S1, Duration.ofDays(1));
    byte[] manifest = signed(first.manifest());
    manifest[manifest.length / 2] ^= 1;
    assertRefused(
        new AuditQuestion(pass, manifest, SHARD, OptionalInt.of(0), new byte[32]),
        ErrorCode.AUDIT_REFUSED);
    assertRefused(
        new AuditQuestion(pass, signed(first.manifest()), 3, OptionalInt.of(0), new byte[32]),
        ErrorCode.AUDIT_REFUSED);
  }

  @Property(tries = 50)
  void aQuestionComesBackFromItsBytesAndAnAlteredOneIsAnotherOrNone(@ForAll Random random) {
    AuditQuestion question = question(pass(Suite.S1, Duration.ofDays(1)), 3);
    assertThat(AuditQuestion.parse(question.bytes())).isEqualTo(question);
    byte[] altered = question.bytes();
    altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
    try {
      assertThat(AuditQuestion.parse(altered)).isNotEqualTo(question);
    } catch (HabeasException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.AUDIT_REFUSED);
    }
  }

  // fault proofs

  @Test
  void noFaultProofIsMadeOfATrueAnswerOrAnAdmission() {
    store(first);
    byte[] manifest = signed(first.manifest());
    byte[] truth = honest.audit(question(pass(Suite.S1, Duration.ofDays(1)), 0));
    assertUnproven(() -> FaultProof.of(card, manifest, truth));
    store.delete(path(ItemName.shard(first.manifest().objectId(), SHARD)));
    byte[] admission = honest.audit(question(pass(Suite.S1, Duration.ofDays(1)), 0));
    assertUnproven(() -> FaultProof.of(card, manifest, admission));
  }

  @Test
  void aTrueAnswerHeldAgainstAnotherManifestProvesNothing() {
    store(first);
    byte[] truth = honest.audit(question(pass(Suite.S1, Duration.ofDays(1)), 0));
    assertUnproven(() -> FaultProof.of(card, signed(second.manifest()), truth));
    Manifest forged =
        new Manifest(first.manifest().objectId(), 2, 1, BODY, second.manifest().shardRoots());
    assertUnproven(() -> FaultProof.of(card, signed(forged), truth));
  }

  @Test
  void everyAlteredByteOfAFaultProofIsRefused() {
    store(first);
    byte[] bytes = lie().bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] altered = bytes.clone();
      altered[i] ^= 1;
      int at = i;
      if (i % 37 == 0 || i < 400 || i > bytes.length - 400) {
        assertThatExceptionOfType(InvalidInputException.class)
            .as("byte %d", at)
            .isThrownBy(() -> FaultProof.parse(altered))
            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAULT_UNPROVEN));
      }
    }
    for (int cut : new int[] {0, 1, 10, bytes.length - 1}) {
      assertUnproven(() -> FaultProof.parse(Arrays.copyOf(bytes, cut)));
    }
    assertUnproven(() -> FaultProof.parse(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  @Test
  void aFaultProofReadsAsText() {
    store(first);
    FaultProof proof = lie();
    assertThat(proof.describe().lines().toList())
        .startsWith("Fault proof: a custodian signed a false answer.", "custodian      \"node-1\"")
        .contains("it signed at   2026-11-25T10:00:00Z, by its own clock")
        .contains("vault          " + card.vault().hex())
        .contains("place          shard 1, chunk 2 of 6");
    assertThat(proof.toString()).hasSizeLessThan(80);
  }

  /** The name in a statement is a stranger's text. */
  @Test
  void aNameThatMovesTheCursorIsNotShownAsItIs() {
    store(first);
    AuditQuestion question = question(pass(Suite.S1, Duration.ofDays(1)), 2);
    ChunkProof empty = new ChunkProof(2, new byte[0], new byte[0]);
    byte[] statement = CustodyStatement.sign(
        operator,
        "node\u001b[2J\n\u202e1",
        NOW,
        first.manifest(),
        question,
        new CustodyStatement.Held(empty));
    String text = FaultProof.of(card, signed(first.manifest()), statement).describe();
    assertThat(text).contains("\"node?[2J??1\"").doesNotContain("\u001b", "\u202e");
  }

  private FaultProof lie() {
    AuditQuestion question = question(pass(Suite.S1, Duration.ofDays(1)), 2);
    ChunkProof sound = proof(first, SHARD, 2);
    byte[] chunk = sound.chunk();
    chunk[0] ^= 1;
    return FaultProof.of(
        card, signed(first.manifest()), signed(question, new ChunkProof(2, chunk, sound.path())));
  }

  private static void assertUnproven(org.assertj.core.api.ThrowableAssert.ThrowingCallable made) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(made)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAULT_UNPROVEN));
  }

  private void assertRefused(AuditQuestion question, ErrorCode code) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> honest.audit(question))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private byte[] signed(AuditQuestion question, ChunkProof claimed) {
    Manifest manifest =
        Manifest.verified(question.manifest(), card.itemKey().bytes()).orElseThrow();
    return CustodyStatement.sign(
        operator, "node-1", NOW, manifest, question, new CustodyStatement.Held(claimed));
  }

  private AuditQuestion question(AuditPass pass, int position) {
    byte[] nonce = new byte[32];
    RANDOM.nextBytes(nonce);
    return new AuditQuestion(
        pass, signed(first.manifest()), SHARD, OptionalInt.of(position), nonce);
  }

  private AuditPlan plan(Suite suite) {
    return plan(suite, first, second);
  }

  private AuditPlan plan(Suite suite, Striped... objects) {
    AuditPlan.Builder plan = AuditPlan.builder(
        card, pass(suite, Duration.ofDays(30)), List.of("node-0", "node-1", "node-2"));
    for (Striped object : objects) {
      assertThat(plan.add(signed(object.manifest()), 0, SHARD, 2)).isTrue();
    }
    return plan.build();
  }

  private AuditPass pass(Suite suite, Duration validity) {
    return AuditPass.of(alice, suite, NOW.plus(validity));
  }

  private void store(Striped object) {
    byte[] id = object.manifest().objectId();
    store.putIfAbsent(path(VaultCard.NAME), card.bytes());
    store.putIfAbsent(path(ItemName.manifest(id)), signed(object.manifest()));
    store.putIfAbsent(path(ItemName.shard(id, SHARD)), object.shards().get(SHARD));
  }

  private String path(ItemName name) {
    VaultId vault = card.vault();
    return StoreCustodian.path(vault, name);
  }

  private byte[] signed(Manifest manifest) {
    return manifest.signed(alice.signer(SECRET_ACCESS));
  }

  private static ChunkProof proof(Striped object, int shard, int position) {
    return ChunkProof.of(
            object.manifest(), shard, position, ShardParts.of(object.shards().get(shard)))
        .orElseThrow();
  }

  private static byte[] altered(byte[] answer) {
    answer[answer.length / 2] ^= 1;
    return answer;
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  private static Striped striped() {
    byte[] body = new byte[BODY];
    RANDOM.nextBytes(body);
    byte[] objectId = new byte[32];
    RANDOM.nextBytes(objectId);
    return new Striping(2, 1, RANDOM).stripe(objectId, body, Secret.random(RANDOM, 32));
  }

  /** Answers auditors in its own way. */
  private static final class Liar extends Relayed {
    private final Function<AuditQuestion, byte[]> reply;

    Liar(Custodian custodian, Function<AuditQuestion, byte[]> reply) {
      super(custodian);
      this.reply = reply;
    }

    @Override
    public byte[] audit(AuditQuestion question) {
      return reply.apply(question);
    }
  }

  private static final class Renamed extends Relayed {
    private final String name;

    Renamed(Custodian custodian, String name) {
      super(custodian);
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }
  }
}
