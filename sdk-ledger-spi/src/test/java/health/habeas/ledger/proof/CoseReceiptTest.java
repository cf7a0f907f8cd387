// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9942 receipts of RFC9162_SHA256: our own, and the two that the working group published. */
class CoseReceiptTest {
  private static final SignerKey LOG = SignerKey.generate("log.example/1", new SecureRandom());
  private static final ReceiptKey KEY = ReceiptKey.ed25519(LOG.verifier().publicKey());
  private static final ReceiptHeader HEADER = ReceiptHeader.of(LOG.verifier());
  private static final MerkleTree TREE = tree();
  private static final Path VECTORS = Path.of(System.getProperty(
          "habeas.vectors",
          Path.of(System.getProperty("habeas.root", ".."), "../shared/vectors").toString()))
      .resolve("cose");

  private static MerkleTree tree() {
    MerkleTree tree = new MerkleTree();
    for (int i = 0; i < 40; i++) {
      tree.add(leaf(i));
    }
    return tree;
  }

  private static TreeHash leaf(int index) {
    return TreeHash.leaf(new byte[] {(byte) index});
  }

  private static CoseReceipt inclusion(int index, int size) {
    return CoseReceipt.ofInclusion(LOG, leaf(index), TREE.inclusion(index, size));
  }

  private static CoseReceipt consistency(int from, int to) {
    return CoseReceipt.ofConsistency(LOG, TREE.root(from), TREE.consistency(from, to));
  }

  @Test
  void isWrittenAsTheRfcShowsIt() {
    CoseReceipt receipt = inclusion(3, 5);
    HexFormat hex = HexFormat.of();
    String header = "a4" + "0127" + "0444" + hex.toHexDigits(LOG.verifier().keyId())
        + "0fa1016d" + hex.formatHex("log.example/1".getBytes(UTF_8))
        + "19018b01";
    StringBuilder proof = new StringBuilder("83050383");
    for (TreeHash hash : TREE.inclusion(3, 5).path()) {
      proof.append("5820").append(hex.formatHex(hash.bytes()));
    }
    assertThat(hex.formatHex(receipt.bytes()))
        .startsWith("d284" + "581e" + header + "a119018ca12081586a" + proof + "f65840");
    assertThat(receipt.header())
        .isEqualTo(HEADER)
        .extracting(ReceiptHeader::algorithm, ReceiptHeader::issuer, ReceiptHeader::subject)
        .containsExactly(-8L, "log.example/1", "");
    assertThat(receipt).hasToString("CoseReceipt[log.example/1, 1]");
  }

  @Test
  void provesALeafAndAPrefixUnderTheIssuersKeyOnly() {
    CoseReceipt inclusion = inclusion(3, 5);
    assertThat(inclusion.included(leaf(3), KEY)).contains(TREE.root(5));
    assertThat(inclusion.included(leaf(4), KEY)).isEmpty();
    assertThat(inclusion.extended(TREE.root(3), KEY)).isEmpty();
    CoseReceipt consistency = consistency(3, 5);
    assertThat(consistency.extended(TREE.root(3), KEY)).contains(TREE.root(5));
    assertThat(consistency.extended(TREE.root(4), KEY)).isEmpty();
    assertThat(consistency.included(leaf(3), KEY)).isEmpty();
    ReceiptKey other = ReceiptKey.ed25519(
        SignerKey.generate("log.example/1", new SecureRandom()).verifier().publicKey());
    assertThat(inclusion.included(leaf(3), other)).isEmpty();
    assertThat(consistency.extended(TREE.root(3), other)).isEmpty();
  }

  @Test
  void takesEs256AndMlDsaAndTheAlgorithmThatTheHeaderNames() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    ReceiptKey es256 = ReceiptKey.es256((ECPublicKey) pair.getPublic());
    MessageSigner signer = message -> es256(pair, message);
    CoseReceipt receipt = CoseReceipt.ofInclusion(
        new ReceiptHeader(-7, new byte[0], "", "s"), leaf(3), TREE.inclusion(3, 9), signer);
    assertThat(receipt.included(leaf(3), es256)).contains(TREE.root(9));
    assertThat(receipt.included(leaf(3), KEY)).isEmpty();
    CoseReceipt mislabelled = CoseReceipt.ofInclusion(
        new ReceiptHeader(-8, new byte[0], "", ""), leaf(3), TREE.inclusion(3, 9), signer);
    assertThat(mislabelled.included(leaf(3), es256)).isEmpty();

    MlDsaCosigner.Raw source = MlDsaCosigner.raw();
    ReceiptKey mlDsa = ReceiptKey.mlDsa44(source.publicKey(), MlDsaCosigner.ALGORITHM);
    CoseReceipt post = CoseReceipt.ofInclusion(
        new ReceiptHeader(-48, new byte[0], "i", ""),
        leaf(3),
        TREE.inclusion(3, 9),
        source.signer());
    assertThat(post.included(leaf(3), mlDsa)).contains(TREE.root(9));
    assertThat(post.included(leaf(3), es256)).isEmpty();
    CoseReceipt ed25519 = CoseReceipt.ofInclusion(
        new ReceiptHeader(-19, new byte[0], "", ""), leaf(3), TREE.inclusion(3, 9), LOG::signature);
    assertThat(ed25519.included(leaf(3), KEY)).contains(TREE.root(9));

    generator.initialize(new ECGenParameterSpec("secp384r1"));
    ECPublicKey p384 = (ECPublicKey) generator.generateKeyPair().getPublic();
    assertThatThrownBy(() -> ReceiptKey.es256(p384)).hasMessageStartingWith("HBS-6307");
  }

  private static byte[] es256(KeyPair pair, byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAttachedRootMustBeTheOneThatTheProofLeadsTo() {
    byte[] header = HEADER.bytes();
    byte[] signature =
        LOG.signature(ReceiptBody.signedBytes(header, TREE.root(5).bytes()));
    CborProofs proofs = new CborProofs(List.of(TREE.inclusion(3, 5)), List.of());
    for (TreeHash payload : List.of(TREE.root(5), TREE.root(6))) {
      byte[] cbor = new ReceiptBody(header, proofs, payload.bytes(), signature).bytes();
      assertThat(CoseReceipt.parse(cbor).included(leaf(3), KEY).isPresent())
          .isEqualTo(payload.equals(TREE.root(5)));
    }
    byte[] otherRoot =
        LOG.signature(ReceiptBody.signedBytes(header, TREE.root(6).bytes()));
    byte[] cbor = new ReceiptBody(header, proofs, TREE.root(6).bytes(), otherRoot).bytes();
    assertThat(CoseReceipt.parse(cbor).included(leaf(3), KEY))
        .as("a sound signature over a root that the proof does not lead to")
        .isEmpty();
  }

  @Test
  void everyFlippedBitIsRefusedOrProvesNothingElse() {
    for (CoseReceipt sound : List.of(inclusion(3, 5), consistency(3, 5))) {
      int silent = 0;
      for (int bit = 0; bit < sound.bytes().length * 8; bit++) {
        byte[] flipped = sound.bytes();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        try {
          CoseReceipt read = CoseReceipt.parse(flipped);
          boolean proves = read.included(leaf(3), KEY)
              .or(() -> read.extended(TREE.root(3), KEY))
              .map(TREE.root(5)::equals)
              .orElse(false);
          // Sizes and index are not signed (RFC 9942): other numbers of the same path shape pass.
          silent += proves ? 1 : 0;
        } catch (LedgerException.Integrity expected) {
          assertThat(expected.code())
              .isIn(LedgerErrorCode.RECEIPT_MALFORMED, LedgerErrorCode.NOTE_MALFORMED);
        }
      }
      assertThat(silent).as("flips within the two unsigned numbers").isLessThanOrEqualTo(4);
    }
  }

  @Test
  void everyCutIsRefused() {
    byte[] cbor = inclusion(3, 5).bytes();
    for (int size = 0; size < cbor.length; size++) {
      byte[] cut = Arrays.copyOf(cbor, size);
      assertMalformed(cut);
    }
    assertMalformed(Arrays.copyOf(cbor, cbor.length + 1));
    assertMalformed(new byte[(1 << 16) + 1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a1012619018b01", // the pair count is one too few
        "a1" + "0126", // no structure
        "a1" + "19018b01", // no algorithm
        "a2" + "0126" + "19018b02", // another structure
        "a3" + "0126" + "0126" + "19018b01", // a label twice
        "a3" + "0126" + "0281" + "01" + "19018b01", // critical
        "a2" + "016545533235" + "19018b01", // a text as algorithm
        "a2" + "01f6" + "19018b01",
        "a2" + "0139" + "0006" + "19018b01", // not the shortest form
        "a3" + "0126" + "0461" + "31" + "19018b01", // a text as key id
        "bf" + "0126" + "19018b01" + "ff", // indefinite
        "a3" + "0126" + "19018b01" + "20fb3ff0000000000000", // a float
        "a3" + "0126" + "19018b01" + "2081818181818181818181" + "01", // nested too deep
        "a3" + "0126" + "19018b01" + "20" + "9b7fffffffffffffff", // a forged count
        "a3" + "0126" + "19018b01" + "20" + "5b7fffffffffffffff", // a forged length
        "a3" + "0126" + "19018b01" + "20" + "1bffffffffffffffff", // beyond 2^63 - 1
        "a3" + "0126" + "0fa2" + "01" + "6161" + "01" + "6161" + "19018b01", // a claim twice
        "a3" + "0126" + "19018b01" + "2061" + "ff", // not UTF-8
        "a2" + "0126" + "19018b01" + "00",
        "80",
        ""
      })
  void refusesAHeader(String hex) {
    byte[] header = HexFormat.of().parseHex(hex);
    CborProofs proofs = new CborProofs(List.of(TREE.inclusion(3, 5)), List.of());
    assertMalformed(new ReceiptBody(header, proofs, null, new byte[64]).bytes());
  }

  @Test
  void passesOverHeadersThatItDoesNotKnow() {
    byte[] header = HexFormat.of()
        .parseHex("a7" + "19018b01" + "0127" + "6161" + "f5" + "39ffff" + "82a0c11a65000000"
            + "0fa3" + "0261" + "73" + "0161" + "69" + "06" + "1a65000000" + "0441" + "07"
            + "1b0000000100000001" + "40");
    byte[] signature =
        LOG.signature(ReceiptBody.signedBytes(header, TREE.root(5).bytes()));
    CborProofs proofs = new CborProofs(List.of(TREE.inclusion(3, 5)), List.of());
    CoseReceipt read = CoseReceipt.parse(new ReceiptBody(header, proofs, null, signature).bytes());
    assertThat(read.included(leaf(3), KEY)).contains(TREE.root(5));
    assertThat(read.header()).isEqualTo(new ReceiptHeader(-8, new byte[] {7}, "i", "s"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a0", // no proofs
        "a1" + "19018c" + "a0",
        "a1" + "19018c" + "a12080", // an empty list
        "a1" + "19018c" + "a12180",
        "a1" + "19018c" + "a12281" + "4483050380", // an unknown kind
        "a2" + "19018c" + "a1208144" + "83050380" + "19018c" + "a0",
        "a1" + "19018c" + "a2" + "208144" + "83050380" + "218144" + "83030580", // two kinds
        "a1" + "19018c" + "a12081" + "43" + "820503", // two fields of three
        "a1" + "19018c" + "a12081" + "45" + "8305038000", // a byte too many
        "a1" + "19018c" + "a12081" + "44" + "83200380", // a negative size
        "a1" + "19018c" + "a12081" + "4c" + "831bffffffffffffffff0380",
        "a1" + "19018c" + "a12081" + "46" + "830503814100", // a hash of one byte
        "a1" + "19018c" + "a12081" + "80" // not in a byte string
      })
  void refusesProofs(String hex) {
    byte[] sound = inclusion(3, 5).bytes();
    String start = HexFormat.of().formatHex(sound, 0, 4 + HEADER.bytes().length);
    String all = start + hex + "f65840" + "00".repeat(64);
    assertMalformed(HexFormat.of().parseHex(all));
  }

  private static void assertMalformed(byte[] cbor) {
    assertThatThrownBy(() -> CoseReceipt.parse(cbor))
        .isInstanceOfSatisfying(
            LedgerException.Integrity.class,
            e -> assertThat(e.code())
                .isIn(LedgerErrorCode.RECEIPT_MALFORMED, LedgerErrorCode.NOTE_MALFORMED));
  }

  @Test
  void aHeaderHasAnAlgorithmAndTextsWithBytes() {
    assertThatThrownBy(() -> new ReceiptHeader(0, new byte[0], "", ""))
        .hasMessageStartingWith("HBS-6313");
    assertThatThrownBy(() -> new ReceiptHeader(-7, new byte[0], "\ud800", ""))
        .hasMessageStartingWith("HBS-6313");
    assertThatThrownBy(() -> new ReceiptHeader(-7, new byte[0], "", "\udc00"))
        .hasMessageStartingWith("HBS-6313");
  }

  @Test
  void issuesNothingForAProofOfSomethingElse() {
    assertThatThrownBy(() -> CoseReceipt.ofInclusion(
            HEADER, leaf(3), new InclusionProof(5, 5, List.of()), LOG::signature))
        .hasMessageStartingWith("HBS-6305");
    assertThatThrownBy(() ->
            CoseReceipt.ofConsistency(HEADER, TREE.root(4), TREE.consistency(3, 5), LOG::signature))
        .hasMessageStartingWith("HBS-6305");
    assertThatThrownBy(() -> CoseReceipt.ofConsistency(
            HEADER, TreeHash.empty(), TREE.consistency(0, 5), LOG::signature))
        .hasMessageStartingWith("HBS-6305");
  }

  @Property
  void anyReceiptReadsBackAndProvesWhatItWasMadeFor(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 0, max = 39) int some,
      @ForAll long algorithm,
      @ForAll byte[] keyId,
      @ForAll @StringLength(max = 300) String issuer) {
    Assume.that(algorithm != 0 && Utf8Text.isEncodable(issuer));
    int index = some % size;
    ReceiptHeader header = new ReceiptHeader(algorithm, keyId, issuer, "");
    CoseReceipt inclusion =
        CoseReceipt.ofInclusion(header, leaf(index), TREE.inclusion(index, size), LOG::signature);
    CoseReceipt read = CoseReceipt.parse(inclusion.bytes());
    assertThat(read).isEqualTo(inclusion);
    assertThat(read.header()).isEqualTo(header);
    assertThat(read.inclusions()).containsExactly(TREE.inclusion(index, size));
    CoseReceipt consistency = consistency(index + 1, size);
    assertThat(CoseReceipt.parse(consistency.bytes()).extended(TREE.root(index + 1), KEY))
        .contains(TREE.root(size));
    assertThat(inclusion(index, size).included(leaf(index), KEY)).contains(TREE.root(size));
  }

  /** They name no key, so their signatures stay unverified; {@link #signsTheBytesOfTheCoseExamples} is for that. */
  @Test
  void thePublishedReceiptsAreReadWrittenBitForBitAndLeadToOneRoot() throws IOException {
    assumeTrue(Files.isDirectory(VECTORS), "skipped: the external vectors cose are absent");
    CoseReceipt inclusion = example("inclusion-receipt.cbor");
    CoseReceipt consistency = example("consistency-receipt.cbor");
    assertThat(inclusion.header()).isEqualTo(consistency.header());
    assertThat(inclusion.header().algorithm()).isEqualTo(-7);
    assertThat(inclusion.header().keyId()).isEqualTo("test-key-1".getBytes(UTF_8));
    assertThat(inclusion.header().issuer()).isEqualTo("https://transparency-service.example.com");
    InclusionProof path = inclusion.inclusions().get(0);
    ConsistencyProof prefix = consistency.consistencies().get(0);
    assertThat(List.of(path.index(), path.size(), prefix.from(), prefix.to()))
        .containsExactly(3L, 5L, 3L, 5L);
    // Of three leaves to five: leaf 2, leaf 3, both leaves before, leaf 4 (RFC 9162, section
    // 2.1.5).
    TreeHash older = TreeHash.node(prefix.path().get(2), prefix.path().get(0));
    TreeHash root = path.root(prefix.path().get(1)).orElseThrow();
    assertThat(prefix.newer(older)).contains(root);
  }

  private static CoseReceipt example(String name) throws IOException {
    byte[] cbor = Files.readAllBytes(VECTORS.resolve("examples").resolve(name));
    CoseReceipt receipt = CoseReceipt.parse(cbor);
    assertThat(receipt.bytes()).isEqualTo(cbor);
    ReceiptBody body = ReceiptBody.parse(cbor);
    assertThat(body.bytes()).as("written by us").isEqualTo(cbor);
    return receipt;
  }

  @ParameterizedTest
  @ValueSource(strings = {"eddsa-examples/eddsa-sig-01.json", "sign1-tests/sign-pass-03.json"})
  void signsTheBytesOfTheCoseExamples(String name) throws Exception {
    assumeTrue(Files.isDirectory(VECTORS), "skipped: the external vectors cose are absent");
    String json = Files.readString(VECTORS.resolve(name));
    byte[] cbor = HexFormat.of().parseHex(field(json, "cbor"));
    CborReader reader = new CborReader(cbor);
    if (cbor[0] == (byte) 0xd2) {
      reader.tag(18);
    }
    assertThat(reader.array()).isEqualTo(4);
    byte[] header = reader.bytes();
    reader.skip();
    byte[] message = ReceiptBody.signedBytes(header, reader.bytes());
    assertThat(message).isEqualTo(HexFormat.of().parseHex(field(json, "ToBeSign_hex")));
    byte[] signature = reader.bytes();
    ReceiptKey key = key(json);
    assertThat(key.verify(message, signature)).isTrue();
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(key.verify(message, flipped)).isFalse();
    }
    assertThat(key.verify(message, Arrays.copyOf(signature, 63))).isFalse();
  }

  private static String field(String json, String name) {
    Matcher field = Pattern.compile('"' + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    assertThat(field.find()).as(name).isTrue();
    return field.group(1);
  }

  private static ReceiptKey key(String json) throws GeneralSecurityException {
    if (json.contains("x_hex")) {
      return ReceiptKey.ed25519(HexFormat.of().parseHex(field(json, "x_hex")));
    }
    AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
    p256.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(coordinate(json, "x"), coordinate(json, "y"));
    return ReceiptKey.es256((ECPublicKey) KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, p256.getParameterSpec(ECParameterSpec.class))));
  }

  private static BigInteger coordinate(String json, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(field(json, name)));
  }
}
