// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C2SP tlog-policy: what is read, what is refused and where, and which cosignatures are enough. */
class TrustPolicyTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
  private static final SignerKey LOG = signer("example.com/log");
  private static final List<Cosigner> WITNESSES = witnesses();
  private static final MerkleTree TREE = tree();

  private static SignerKey signer(String name) {
    return SignerKey.generate(name, new SecureRandom());
  }

  private static List<Cosigner> witnesses() {
    List<Cosigner> witnesses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      witnesses.add(Cosigner.of(signer("w" + i + ".example")));
    }
    witnesses.add(MlDsaCosigner.create("w5.example"));
    return witnesses;
  }

  private static MerkleTree tree() {
    MerkleTree tree = new MerkleTree();
    for (byte i = 0; i < 9; i++) {
      tree.add(TreeHash.leaf(new byte[] {i}));
    }
    return tree;
  }

  /** The example of the specification, with keys: two of three of X, and one of Y. */
  private static String nested() {
    return "log " + LOG.verifier() + "\n\n"
        + "# the clinic's own\n"
        + "witness X1 " + key(0) + "\nwitness X2 " + key(1) + "\nwitness X3 " + key(2) + "\n"
        + "group X-witnesses 2 X1 X2 X3\n"
        + "\twitness  Y1 \t" + key(3) + " https://y1.example/w \t\n"
        + "witness Y2 " + key(4) + "\nwitness Y3 " + key(5) + "\n"
        + "group Y-witnesses any Y1 Y2 Y3\n  # \u00e9\ngroup X-and-Y all X-witnesses Y-witnesses\n"
        + "quorum X-and-Y\n";
  }

  private static CosignerKey key(int witness) {
    return WITNESSES.get(witness).key();
  }

  private static TrustPolicy policy(String text) {
    return TrustPolicy.parse(text.getBytes(UTF_8), MlDsaCosigner.ALGORITHM);
  }

  private static SignedCheckpoint head(int... witnesses) {
    Checkpoint head = Checkpoint.of("example.com/log", TREE.size(), TREE.root(TREE.size()));
    SignedCheckpoint signed = new SignedCheckpoint(LOG.sign(head.text()));
    for (int witness : witnesses) {
      signed = WITNESSES.get(witness).cosign(signed, TIME.plusSeconds(witness));
    }
    return signed;
  }

  @Test
  void readsNestedGroupsAndPrintsThemWithoutComments() {
    TrustPolicy policy = policy(nested());
    assertThat(policy.toString())
        .isEqualTo("log " + LOG.verifier() + "\nwitness X1 " + key(0) + "\nwitness X2 " + key(1)
            + "\nwitness X3 " + key(2) + "\nwitness Y1 " + key(3)
            + " https://y1.example/w\nwitness Y2 " + key(4) + "\nwitness Y3 " + key(5)
            + "\ngroup X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
            + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");
    assertThat(policy(policy.toString())).isEqualTo(policy);
  }

  @Test
  void wantsTheLogAndTheQuorumOfEachGroup() {
    TrustPolicy policy = policy(nested());
    assertThat(policy.verify(head(0, 2, 5)).cosigned())
        .isEqualTo(Map.of("X1", TIME, "X3", TIME.plusSeconds(2), "Y3", TIME.plusSeconds(5)));
    assertThat(policy.verify(head(0, 1, 2, 3, 4, 5)).cosigned()).hasSize(6);
    for (int[] few : new int[][] {{}, {0, 1, 2}, {3, 4, 5}, {0, 3, 4, 5}, {0, 1}}) {
      assertThatThrownBy(() -> policy.verify(head(few)))
          .isInstanceOf(LedgerException.Integrity.class)
          .hasMessageStartingWith("HBS-6310")
          .hasMessageContaining("quorum X-and-Y");
    }
  }

  @Test
  void isAsOldAsTheNewestQuorum() {
    TrustPolicy policy = policy(nested());
    // Two of X and one of Y; each cosigned one second after the one before.
    assertThat(quorumTime(policy, 0, 1, 2, 3)).isEqualTo(TIME.plusSeconds(1));
    assertThat(quorumTime(policy, 0, 2, 3, 4, 5)).isEqualTo(TIME);
    assertThat(quorumTime(policy, 1, 2, 5)).isEqualTo(TIME.plusSeconds(1));
    assertThat(policy.witnessed(head(0, 1, 2), LOG.verifier())).isEmpty();
    WitnessedCheckpoint alone = new WitnessedCheckpoint(head(3).claimed(), Map.of("Y1", TIME));
    assertThat(policy.quorumTime(alone)).isEqualTo(Instant.MIN);
    assertThat(quorumTime(policy("log " + LOG.verifier() + "\nquorum none\n")))
        .isEqualTo(Instant.MAX);
  }

  private static Instant quorumTime(TrustPolicy policy, int... witnesses) {
    return policy.quorumTime(policy.witnessed(head(witnesses), LOG.verifier()).orElseThrow());
  }

  @Test
  void oneSpoiledLineOfAWitnessSpoilsTheHeadEvenBeyondTheQuorum() {
    SignedCheckpoint head = head(0, 1, 2, 3);
    NoteSignature bad = new NoteSignature(key(4).name(), key(4).keyId(), new byte[72]);
    assertThatThrownBy(
            () -> policy(nested()).verify(new SignedCheckpoint(head.note().with(bad))))
        .hasMessageStartingWith("HBS-6309");
  }

  @Test
  void believesNoLogThatItDoesNotList() {
    TrustPolicy policy = policy(nested());
    SignerKey impostor = signer("example.com/log");
    Checkpoint head = head().claimed();
    SignedCheckpoint forged = new SignedCheckpoint(impostor.sign(head.text()));
    for (int i = 0; i < 6; i++) {
      forged = WITNESSES.get(i).cosign(forged, TIME);
    }
    SignedCheckpoint cosigned = forged;
    assertThatThrownBy(() -> policy.verify(cosigned)).hasMessageStartingWith("HBS-6304");
    assertThat(policy.verify(cosigned, impostor.verifier()).checkpoint()).isEqualTo(head);
    assertThatThrownBy(() -> policy.verify(cosigned, LOG.verifier()))
        .hasMessageStartingWith("HBS-6304");
    SignerKey renamed = signer("example.com/other");
    TrustPolicy other = policy("log " + renamed.verifier() + "\nquorum none\n");
    assertThatThrownBy(() -> other.verify(new SignedCheckpoint(renamed.sign(head.text()))))
        .as("a key that is not named like the origin")
        .hasMessageStartingWith("HBS-6304");
    assertThatThrownBy(() -> policy("quorum none\n").verify(head()))
        .hasMessageContaining("lists no log");
    Checkpoint empty = Checkpoint.of("example.com/log", 0, head.root());
    assertThatThrownBy(() -> policy("log " + LOG.verifier() + "\nquorum none\n")
            .verify(new SignedCheckpoint(LOG.sign(empty.text()))))
        .hasMessageStartingWith("HBS-6304");
  }

  @Test
  void ofTwoKeysOfOneLogOneIsEnoughAndNoneMayBeSpoiled() {
    SignerKey next = signer("example.com/log");
    TrustPolicy policy =
        policy("log " + LOG.verifier() + "\nlog " + next.verifier() + "\nquorum none\n");
    assertThat(policy.verify(head()).cosigned()).isEmpty();
    NoteSignature spoiled =
        new NoteSignature(next.verifier().name(), next.verifier().keyId(), new byte[64]);
    assertThatThrownBy(() -> policy.verify(new SignedCheckpoint(head().note().with(spoiled))))
        .hasMessageStartingWith("HBS-6304");
  }

  @Test
  void verifiesALoggedLeafOffline() {
    TrustPolicy policy = policy(nested());
    SignedCheckpoint head = head(0, 1, 3);
    TlogProof proof = new TlogProof(new byte[] {1}, TREE.inclusion(4, 9), head);
    TlogProof read = TlogProof.parse(proof.toString().getBytes(UTF_8));
    assertThat(read).isEqualTo(proof);
    assertThat(policy.verify(read, TreeHash.leaf(new byte[] {4})).checkpoint())
        .isEqualTo(head.claimed());
    assertThatThrownBy(() -> policy.verify(read, TreeHash.leaf(new byte[] {5})))
        .hasMessageStartingWith("HBS-6305");
    TlogProof unwitnessed = new TlogProof(new byte[] {1}, TREE.inclusion(4, 9), head(0, 1));
    assertThatThrownBy(() -> policy.verify(unwitnessed, TreeHash.leaf(new byte[] {4})))
        .hasMessageStartingWith("HBS-6310");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L\n", // no quorum
        "quorum none", // the last line is not ended
        "",
        "quorum none\nquorum none\n",
        "quorum\n",
        "quorum none none\n",
        "quorum a\nA\n", // defined after its use
        "quorum x\n",
        "Quorum none\n",
        "L\nL\nquorum none\n",
        "A\nA\nquorum a\n",
        "A\nwitness b KA\nquorum a\n", // one witness under two names
        "witness none KA\nquorum none\n",
        "A\ngroup none all a\nquorum none\n",
        "A\ngroup a all a\nquorum a\n",
        "A\ngroup g 0 a\nquorum g\n",
        "A\ngroup g 2 a\nquorum g\n",
        "A\ngroup g -1 a\nquorum g\n",
        "A\ngroup g 01 a\nquorum g\n",
        "A\ngroup g 4294967297 a\nquorum g\n",
        "A\ngroup g 9223372036854775807 a\nquorum g\n",
        "A\ngroup g one a\nquorum g\n",
        "A\ngroup g all\nquorum a\n",
        "A\ngroup g 1 a a\nquorum g\n",
        "A\ngroup g 1 a\ngroup h 1 a g\nquorum h\n", // a counts in two ways
        "A\ngroup g 1 h a\ngroup h 1 g\nquorum g\n", // circular
        "A\ngroup g 1 g a\nquorum g\n",
        "A\ngroup g 1 none a\nquorum g\n",
        "group g 1 a\nA\nquorum g\n",
        "A # a comment\nquorum a\n",
        "A https://x.example # a comment\nquorum a\n",
        "witness a KL\nquorum a\n", // a note key, type 0x01
        "witness a KA+\nquorum a\n",
        "witness KA\nquorum none\n",
        "log KA https://x.example more\nquorum none\n",
        "log\nquorum none\n",
        "quorum none\r\n",
        "quorum\fnone\n",
        "quorum none\u007f\n",
        "quorum none\0\n",
        "\u2028quorum none\n",
        "witness \u00e9 KA\nquorum e\u0301\n" // composed and decomposed are two names
      })
  void refusesWithTheLine(String text) {
    assertThatThrownBy(() -> policy(expand(text)))
        .isInstanceOfSatisfying(
            LedgerException.Permanent.class,
            e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.POLICY_MALFORMED));
  }

  private static String expand(String text) {
    // In one turn: a key may have the letters of a place in it.
    return Pattern.compile("K[AL]")
        .matcher(text)
        .replaceAll(place ->
            place.group().equals("KA") ? key(0).toString() : LOG.verifier().toString())
        .replaceAll("(?m)^L$", "log " + LOG.verifier())
        .replaceAll("(?m)^A\\b", "witness a " + key(0));
  }

  @Test
  void namesTheLineAndTheRule() {
    assertThatThrownBy(() -> policy(expand("# head\nA\n\ngroup g 3 a\nquorum g\n")))
        .hasMessage("HBS-6007 line 4 of the policy is refused: a group's threshold is at least 1"
            + " and at most the number of its members; correct the policy in the place that is named"
            + " (docs/errors/HBS-6007.md)");
  }

  @Test
  void octetsBeyondAsciiAreOpaqueInCommentsAndUtf8InNames() {
    byte[] comment = "# caf\u00e9\nquorum none\n".getBytes(ISO_8859_1);
    assertThat(TrustPolicy.parse(comment).quorum()).isEqualTo("none");
    byte[] name = expand("witness caf\u00e9 KA\nquorum none\n").getBytes(ISO_8859_1);
    assertThatThrownBy(() -> TrustPolicy.parse(name))
        .hasMessageContaining("line 1")
        .hasMessageContaining("UTF-8");
    String kelvin = expand("witness \u212a KA\ngroup K any \u212a\nquorum K\n");
    assertThat(policy(kelvin).isQuorum(Set.of("\u212a"))).isTrue();
    assertThat(policy(kelvin).isQuorum(Set.of("K"))).isFalse();
  }

  @Test
  void anMlDsaWitnessNeedsTheAlgorithm() {
    byte[] text = ("witness w " + key(5) + "\nquorum w\n").getBytes(UTF_8);
    assertThatThrownBy(() -> TrustPolicy.parse(text)).hasMessageStartingWith("HBS-6006");
  }

  @Test
  void readsTwoHundredAndFiftySixOfEachAndRefusesMore() {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      SignerKey key = signer("k" + i);
      file.append("witness w" + i + " " + Cosigner.of(key).key() + "\n");
      file.append("group g" + i + " 1 w" + i + (i == 0 ? "" : " g" + (i - 1)) + "\n");
    }
    assertThat(policy(file + "quorum g255\n").isQuorum(Set.of("w0"))).isTrue();
    assertThatThrownBy(() -> policy(file + "group more 1 g255\nquorum more\n"))
        .hasMessageContaining("at most 256");
  }

  @Property(tries = 100)
  void anyPolicyReadsBackAndCountsAsItsRecursionSays(@ForAll long seed) {
    Random random = new Random(seed);
    List<TrustPolicy.Witness> witnesses = new ArrayList<>();
    List<String> free = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      witnesses.add(new TrustPolicy.Witness("w" + i, key(i), random.nextBoolean() ? "" : "u:" + i));
      free.add("w" + i);
    }
    List<TrustPolicy.Group> groups = new ArrayList<>();
    for (int i = 0; i < random.nextInt(5) && !free.isEmpty(); i++) {
      Collections.shuffle(free, random);
      List<String> members = new ArrayList<>(free.subList(0, 1 + random.nextInt(free.size())));
      free.removeAll(members);
      free.add("g" + i);
      groups.add(new TrustPolicy.Group("g" + i, 1 + random.nextInt(members.size()), members));
    }
    TrustPolicy policy =
        new TrustPolicy(List.of(), witnesses, groups, free.get(random.nextInt(free.size())));
    assertThat(policy(policy.toString())).isEqualTo(policy).hasToString(policy.toString());
    for (int cosigners = 0; cosigners < 1 << witnesses.size(); cosigners++) {
      Set<String> names = new HashSet<>();
      for (int i = 0; i < witnesses.size(); i++) {
        if ((cosigners >> i & 1) == 1) {
          names.add("w" + i);
        }
      }
      assertThat(policy.isQuorum(names)).isEqualTo(witnessed(policy, policy.quorum(), names));
    }
  }

  private static boolean witnessed(TrustPolicy policy, String name, Set<String> cosigners) {
    Map<String, TrustPolicy.Group> groups = new HashMap<>();
    policy.groups().forEach(group -> groups.put(group.name(), group));
    TrustPolicy.Group group = groups.get(name);
    if (group == null) {
      return cosigners.contains(name);
    }
    int count = 0;
    for (String member : group.members()) {
      count += witnessed(policy, member, cosigners) ? 1 : 0;
    }
    return count >= group.threshold();
  }
}
