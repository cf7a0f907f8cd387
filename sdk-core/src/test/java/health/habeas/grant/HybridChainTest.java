// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Category;
import health.habeas.shard.AccessEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Suite S2: chains and proofs that hold with both signatures and only so, and that mix with nothing of suite S1. */
class HybridChainTest {
  private static final GrantTerms PART = GrantTerms.read(Category.LABORATORY);
  private static final int ED25519 = 64;
  private static final int ML_DSA_65 = 3309;

  private final GrantChain one = HybridCast.chain(Cast.terms());
  private final GrantChain three = threeLinks(Cast.terms().delegable(2));

  private static GrantChain threeLinks(GrantTerms terms) {
    GrantChain first = HybridCast.chain(terms);
    GrantChain second = HybridCast.LAB.receive(first, PART.delegable(1));
    return HybridCast.REGISTRY.receive(second, PART);
  }

  // What is accepted.

  @Test
  void readsBackItsBytesAndItsText_L1() {
    assertThat(GrantChain.parse(three.bytes())).isEqualTo(three);
    assertThat(GrantChain.parse(three.text())).isEqualTo(three).hasSameHashCodeAs(three);
    assertThat(GrantChain.parse(three.bytes()).bytes()).isEqualTo(three.bytes());
    assertThat(three.withoutKeybox().digest()).isEqualTo(three.digest());
    assertThat(three.suite()).isEqualTo(Suite.S2);
    assertThat(three.patientEd25519()).isEqualTo(Cast.ALICE.key());
    assertThat(three.holderEd25519()).isEqualTo(Cast.REGISTRY.key());
  }

  @Test
  void hasTheSizesThatTheSpecificationTells() {
    assertThat(one.withoutKeybox().bytes()).hasSize(7635);
    assertThat(three.withoutKeybox().bytes().length).isEqualTo(18_983);
    assertThat(HybridCast.CLINIC.prove(one, HybridCast.READ_RESULT)).hasSize(3505);
  }

  @Test
  void allowsTheHolderWhatWasGranted() {
    assertThat(decide(one, HybridCast.CLINIC)).isEqualTo("");
    assertThat(decide(three, HybridCast.REGISTRY)).isEqualTo("");
    assertThat(decide(three, HybridCast.LAB)).isEqualTo("HBS-1014");
    assertThat(decide(three, HybridCast.MALLORY)).isEqualTo("HBS-1014");
  }

  // Both signatures.

  @Test
  void aLinkWithOneHalfForgedIsDenied() {
    byte[] signature = signature(one.links().get(0));
    byte[] mallorys =
        signature(Link.parse(signedBy(HybridCast.MALLORY, one.root().signedBytes())));
    byte[] ed25519 = Arrays.copyOf(signature, ED25519);
    byte[] mlDsa = Arrays.copyOfRange(signature, ED25519, signature.length);
    byte[] otherEd25519 = Arrays.copyOf(mallorys, ED25519);
    byte[] otherMlDsa = Arrays.copyOfRange(mallorys, ED25519, mallorys.length);
    assertThat(decideSigned(Bytes.concat(ed25519, mlDsa))).isEqualTo("");
    assertThat(decideSigned(Bytes.concat(ed25519, otherMlDsa))).isEqualTo("HBS-1002");
    assertThat(decideSigned(Bytes.concat(otherEd25519, mlDsa))).isEqualTo("HBS-1002");
    assertThat(decideSigned(mallorys)).isEqualTo("HBS-1002");
    assertThat(decideSigned(Bytes.concat(mlDsa, ed25519))).isEqualTo("HBS-1002");
    assertThat(decideSigned(Bytes.concat(ed25519, new byte[ML_DSA_65]))).isEqualTo("HBS-1002");
    assertThat(decideSigned(Bytes.concat(new byte[ED25519], mlDsa))).isEqualTo("HBS-1002");
    assertThat(decideSigned(ed25519)).isEqualTo("HBS-1001");
    assertThat(decideSigned(mlDsa)).isEqualTo("HBS-1001");
    assertThat(decideSigned(Bytes.concat(signature, new byte[1]))).isEqualTo("HBS-1001");
  }

  @Test
  void aLaterLinkWithOneHalfForgedIsDenied() {
    for (int at : new int[] {0, ED25519, ED25519 + ML_DSA_65 - 1}) {
      List<byte[]> links = links(three);
      byte[] last = links.get(2);
      last[last.length - ED25519 - ML_DSA_65 + at] ^= 1;
      assertThat(decide(raw(links, records(three)), three, HybridCast.REGISTRY))
          .as("byte %d of the signature", at)
          .isEqualTo("HBS-1002");
    }
  }

  @Test
  void refusesAFlippedByteAnywhere_L2() {
    byte[] good = three.withoutKeybox().bytes();
    byte[] proof = HybridCast.REGISTRY.prove(three, HybridCast.READ_RESULT);
    Set<String> codes = new TreeSet<>();
    for (int at = 0; at < good.length; at += 7) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      String code = decide(bad, proof);
      assertThat(code).as("byte %d", at).startsWith("HBS-10").isNotEqualTo("HBS-1021");
      codes.add(code);
    }
    assertThat(codes).contains("HBS-1001", "HBS-1002");
  }

  // The header follows the suite.

  @Test
  void aGrantUnderTheOtherSuitesHeaderIsRefused_L6() {
    byte[] body = one.root().signedBytes();
    byte[] half = Arrays.copyOf(signature(one.links().get(0)), ED25519);
    byte[] underS1 = cose(new byte[] {(byte) 0xa1, 0x01, 0x27}, body, half);
    assertThat(decide(raw(List.of(underS1), records(one)), one, HybridCast.CLINIC))
        .isEqualTo("HBS-1001");
    byte[] classical = Cast.root(Cast.terms()).signedBytes();
    byte[] underS2 = signedBy(HybridCast.ALICE, classical);
    refuses("HBS-1001", () -> GrantChain.parse(raw(List.of(underS2), List.of())));
    refuses("HBS-1001", () -> GrantChain.parse(raw(List.of(underS2), records(one))));
  }

  @Test
  void aHybridIdIsNoEd25519Key() {
    byte[] id = HybridCast.ALICE.key().bytes();
    VerifyKey asPoint = new VerifyKey(id);
    assertThat(asPoint).isNotEqualTo(HybridCast.ALICE.key());
    assertThat(VaultId.of(asPoint)).isNotEqualTo(HybridCast.VAULT);
    assertThat(PatientKeyView.rootKeys().isLive(HybridCast.VAULT, asPoint)).isFalse();
    assertThat(PatientKeyView.rootKeys().isLive(HybridCast.VAULT, Cast.ALICE.key()))
        .isFalse();
    // Whoever could sign as that point would still not be the patient.
    Parties parties = new Parties(HybridCast.VAULT, asPoint, Cast.CLINIC.key());
    Grant grant = Grant.root(parties, Cast.terms().permission(Cast.NOW), Cast.binding(0));
    GrantChain forged = GrantChain.issue(grant, Cast.KEYBOX, new GrantSigner() {
      @Override
      public VerifyKey key() {
        return asPoint;
      }

      @Override
      public byte[] sign(byte[] message) {
        return Cast.MALLORY.sign(message);
      }
    });
    AccessRequest request = HybridCast.READ_RESULT;
    byte[] proof = new Possession(
            forged, request, Cast.CHALLENGE, new Stamp(Cast.NOW, new byte[16]))
        .sign(Cast.CLINIC);
    assertThat(decide(forged.bytes(), proof)).isEqualTo("HBS-1010");
  }

  // One suite for all links.

  @Test
  void aChainOfTwoSuitesIsRefused() {
    byte[] classicalRoot = Cast.chain(Cast.terms().delegable(1)).links().get(0).bytes();
    byte[] hybridRoot = three.links().get(0).bytes();
    byte[] hybridChild = three.links().get(1).bytes();
    byte[] classicalChild = Cast.LAB
        .receive(Cast.chain(Cast.terms().delegable(1)), PART)
        .links()
        .get(1)
        .bytes();
    for (List<HybridKey> records : List.of(List.<HybridKey>of(), records(three).subList(0, 3))) {
      refuses(
          "HBS-1008", () -> GrantChain.parse(raw(List.of(classicalRoot, hybridChild), records)));
      refuses(
          "HBS-1008", () -> GrantChain.parse(raw(List.of(hybridRoot, classicalChild), records)));
    }
  }

  @Test
  void aChildThatNamesItsParentsHolderInTheOtherSuiteDoesNotFollow() {
    Grant parent = HybridCast.root(Cast.terms().delegable(1));
    VerifyKey samePoint = new VerifyKey(HybridCast.CLINIC.key().bytes());
    Parties parties = new Parties(HybridCast.VAULT, samePoint, Cast.LAB.key());
    Permission narrower = PART.within(parent, Cast.NOW);
    Grant child =
        new Grant(parties, narrower, Lineage.within(parent, narrower.scope()), Cast.binding(1));
    assertThat(child.attenuates(parent)).isFalse();
  }

  @Test
  void aGrantNamesBothPartiesInOneSuite() {
    refuses(
        "HBS-1001", () -> new Parties(HybridCast.VAULT, HybridCast.ALICE.key(), Cast.CLINIC.key()));
  }

  // The key records.

  @Test
  void keyRecordsMustBeThoseThatTheGrantsName() {
    List<HybridKey> right = records(three);
    List<byte[]> links = links(three);
    assertThat(right).hasSize(4);
    assertThat(GrantChain.parse(raw(links, right))).isEqualTo(three.withoutKeybox());
    refuses("HBS-1001", () -> GrantChain.parse(raw(links, List.of())));
    refuses("HBS-1001", () -> GrantChain.parse(raw(links, right.subList(0, 3))));
    refuses("HBS-1001", () -> GrantChain.parse(raw(links, right.subList(1, 4))));
    List<HybridKey> surplus = new ArrayList<>(right);
    surplus.add(HybridCast.MALLORY.keys());
    refuses("HBS-1001", () -> GrantChain.parse(raw(links, surplus)));
    for (int at = 0; at < right.size(); at++) {
      List<HybridKey> wrong = new ArrayList<>(right);
      wrong.set(at, HybridCast.MALLORY.keys());
      refuses("HBS-1001", () -> GrantChain.parse(raw(links, wrong)));
      List<HybridKey> swapped = new ArrayList<>(right);
      swapped.set(at, right.get((at + 1) % 4));
      swapped.set((at + 1) % 4, right.get(at));
      refuses("HBS-1001", () -> GrantChain.parse(raw(links, swapped)));
    }
    HybridKey halfMallory =
        new HybridKey(right.get(0).ed25519(), HybridCast.MALLORY.keys().mlDsa65());
    List<HybridKey> half = new ArrayList<>(right);
    half.set(0, halfMallory);
    refuses("HBS-1001", () -> GrantChain.parse(raw(links, half)));
  }

  @Test
  void aChainOfSuiteS1HasNoFieldForKeyRecords() {
    List<byte[]> link = links(Cast.chain(Cast.terms()));
    refuses("HBS-1001", () -> GrantChain.parse(raw(link, records(one))));
    byte[] empty = new CborWriter()
        .map(3)
        .key(1)
        .array(1)
        .bytes(link.get(0))
        .key(2)
        .bytes(new byte[0])
        .key(3)
        .array(0)
        .toBytes();
    refuses("HBS-1001", () -> GrantChain.parse(empty));
    refuses(
        "HBS-1001",
        () -> GrantChain.issue(
            Cast.root(Cast.terms()), Cast.KEYBOX, Cast.ALICE, HybridCast.ALICE.keys()));
  }

  @Test
  void aChainIsNotMadeWithoutItsKeyRecords() {
    Grant root = HybridCast.root(Cast.terms());
    refuses("HBS-1001", () -> GrantChain.issue(root, Cast.KEYBOX, HybridCast.ALICE));
    refuses(
        "HBS-1001",
        () -> GrantChain.issue(
            root,
            Cast.KEYBOX,
            HybridCast.ALICE,
            HybridCast.ALICE.keys(),
            HybridCast.MALLORY.keys()));
  }

  // Possession.

  @Test
  void aProofHoldsWithBothHalvesOfTheLastHolder_L36() {
    byte[] proof = HybridCast.CLINIC.prove(one, HybridCast.READ_RESULT);
    assertThat(Possession.isEvidence(proof, one, HybridCast.READ_RESULT, Cast.NOW))
        .isTrue();
    for (int at : new int[] {0, ED25519, ED25519 + ML_DSA_65 - 1}) {
      byte[] bad = proof.clone();
      bad[bad.length - ED25519 - ML_DSA_65 + at] ^= 1;
      assertThat(decide(one.bytes(), bad)).as("byte %d", at).isEqualTo("HBS-1014");
      assertThat(Possession.isEvidence(bad, one, HybridCast.READ_RESULT, Cast.NOW))
          .isFalse();
    }
    byte[] classical = new Possession(
            one, HybridCast.READ_RESULT, Cast.CHALLENGE, new Stamp(Cast.NOW, new byte[16]))
        .sign(Cast.CLINIC);
    assertThat(decide(one.bytes(), classical)).isEqualTo("HBS-1014");
    assertThat(decide(one.bytes(), new byte[2048 + ML_DSA_65 + 1])).isEqualTo("HBS-1014");
  }

  @Test
  void aHybridProofIsNoneForAChainOfSuiteS1() {
    GrantChain classical = Cast.chain(Cast.terms());
    byte[] proof = HybridCast.CLINIC.prove(classical, Cast.READ_RESULT);
    Decision decision = Cast.verifier()
        .decide(
            new Presentation(classical.bytes(), proof),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Cast.at(Cast.NOW));
    assertThat(decision).asString().startsWith("Deny[HBS-1014");
  }

  // Limits.

  @Test
  void whatASignedGrantMayHaveIsFourKibibytesAndItsMlDsaSignature_L5() {
    int limit = Grant.MAX_BYTES + ML_DSA_65;
    int length = limit - HybridCast.chain(padded(24)).links().get(0).bytes().length + 24;
    GrantChain largest = HybridCast.chain(padded(length));
    assertThat(largest.links().get(0).bytes()).hasSize(limit);
    assertThat(decide(largest, HybridCast.CLINIC)).isEqualTo("HBS-1013"); // read, and signed
    refuses("HBS-1006", () -> HybridCast.chain(padded(length + 1)));
  }

  @Test
  void theLongestChainFitsAnAccessEvent() {
    GrantChain chain = HybridCast.chain(padded(24).delegable(4));
    for (int depth = 3; depth >= 0; depth--) {
      HybridCast to = depth % 2 == 0 ? HybridCast.CLINIC : HybridCast.LAB;
      GrantTerms terms = PART.audience(audience(24));
      chain = to.receive(chain, depth == 0 ? terms : terms.delegable(depth));
    }
    assertThat(chain.withoutKeybox().bytes().length).isBetween(45_000, 48_990);
    AccessEvent event = new AccessEvent(
        chain,
        "Clinic",
        new AccessRequest(HybridCast.VAULT, Action.READ, Selection.EVERYTHING, Purpose.TREAT),
        0,
        Cast.NOW,
        new byte[0],
        new byte[32]);
    assertThat(AccessEvent.parse(event.bytes())).isEqualTo(event);
  }

  /** Terms that fill a grant nearly, with one name of this length. */
  private static GrantTerms padded(int length) {
    return Cast.terms().audience(audience(length));
  }

  private static String[] audience(int length) {
    return Stream.concat(
            IntStream.range(0, 36).mapToObj(i -> "x".repeat(98) + (10 + i)),
            Stream.of("y".repeat(length)))
        .toArray(String[]::new);
  }

  // What the tests share.

  private static String decide(GrantChain chain, HybridCast holder) {
    return decide(chain.bytes(), chain, holder);
  }

  private static String decide(byte[] token, GrantChain proven, HybridCast holder) {
    return decide(token, holder.prove(proven, HybridCast.READ_RESULT));
  }

  private static String decide(byte[] token, byte[] proof) {
    Decision decision = Cast.verifier()
        .decide(
            new Presentation(token, proof),
            HybridCast.READ_RESULT,
            Cast.CHALLENGE,
            Cast.at(Cast.NOW));
    return decision instanceof Decision.Deny deny ? deny.code().id() : "";
  }

  /** The chain of one link with another signature. */
  private String decideSigned(byte[] signature) {
    byte[] header = {(byte) 0xa1, 0x01, 0x3a, 0, 1, 0, 0};
    byte[] link = cose(header, one.root().signedBytes(), signature);
    return decide(raw(List.of(link), records(one)), one, HybridCast.CLINIC);
  }

  private static byte[] signedBy(HybridCast signer, byte[] body) {
    return Signatures.sign(signer, health.habeas.internal.crypto.Domain.GRANT, body)
        .toBytes();
  }

  private static byte[] signature(Link link) {
    byte[] bytes = link.bytes();
    return Arrays.copyOfRange(bytes, bytes.length - ED25519 - ML_DSA_65, bytes.length);
  }

  private static List<byte[]> links(GrantChain chain) {
    return new ArrayList<>(chain.links().stream().map(Link::bytes).toList());
  }

  /** In the order of the specification: each issuer, and then the last holder. */
  private static List<HybridKey> records(GrantChain chain) {
    List<VerifyKey> named = new ArrayList<>();
    chain.grants().forEach(grant -> named.add(grant.parties().issuer()));
    named.add(chain.last().parties().holder());
    return named.stream()
        .map(key -> Arrays.stream(HybridCast.values())
            .filter(c -> c.key().equals(key))
            .findFirst()
            .orElseThrow()
            .keys())
        .toList();
  }

  private static byte[] cose(byte[] header, byte[] body, byte[] signature) {
    return new CborWriter()
        .array(4)
        .bytes(header)
        .map(0)
        .bytes(body)
        .bytes(signature)
        .toBytes();
  }

  private static byte[] raw(List<byte[]> links, List<HybridKey> records) {
    CborWriter out = new CborWriter().map(records.isEmpty() ? 2 : 3).key(1).array(links.size());
    links.forEach(out::bytes);
    out.key(2).bytes(new byte[0]);
    if (!records.isEmpty()) {
      out.key(3).array(records.size());
      records.forEach(record -> out.bytes(record.bytes()));
    }
    return out.toBytes();
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageStartingWith(code);
  }
}
