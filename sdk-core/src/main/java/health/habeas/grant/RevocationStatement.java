// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A signed statement that in one vault a key has ended, or what it issued before a ledger position.
 *
 * <p>Guarantees: only a patient key of that vault, or the key itself, can make one that has effect (L30); whoever has it can
 * show it to anybody, since it proves itself. There is none that takes another back (L32). Its ledger entry hides it: id and
 * leaf can be computed only from the statement, and the position of that entry is since when it counts (L35).
 *
 * <p>A parsed one is signed by the signer that it names; whether that one may is asked by {@link #isPermitted}. Format:
 * docs/spec/grants.md, "Revocation by key". Immutable.
 */
public final class RevocationStatement {
  private static final int VERSION = 1;
  private static final int FIELDS = 7;
  private static final int KEY = 1;
  private static final int ISSUED_BEFORE = 2;
  private static final int NONCE_BYTES = 16;

  /** The most bytes of a signed form: in suite S2 it has the signer's keys and a longer signature. */
  public static final int MAX_BYTES = 8 << 10;

  private final VaultId vault;
  private final VerifyKey key;
  private final OptionalLong before;
  private final VerifyKey signer;
  private final CoseSign1 signed;

  private RevocationStatement(
      VaultId vault, VerifyKey key, OptionalLong before, VerifyKey signer, CoseSign1 signed) {
    this.vault = vault;
    this.key = key;
    this.before = before;
    this.signer = signer;
    this.signed = signed;
  }

  /**
   * Ends every chain of this vault that uses the key as issuer or holder of any link.
   *
   * @param vault whose grants
   * @param key which key
   * @param signer the patient, or the key itself
   * @param random for the nonce that hides the ledger entry
   * @param keys in suite S2 the signer's public keys; in S1 none
   */
  public static RevocationStatement ofKey(
      VaultId vault, VerifyKey key, GrantSigner signer, SecureRandom random, HybridKey... keys) {
    return sign(vault, key, OptionalLong.empty(), signer, random, keys);
  }

  /**
   * Ends every chain of this vault with a link that the key issued when the ledger had fewer entries than this.
   *
   * <p>Limit: a grant names that size itself. Who has the key may name a later one, which is refused until the ledger has
   * come so far, and then is not ended: when a key is in wrong hands, end the key.
   *
   * @param vault whose grants
   * @param issuer who signed them
   * @param position from this ledger size on its grants stay
   * @param signer the patient, or the issuer itself
   * @param random for the nonce that hides the ledger entry
   * @param keys in suite S2 the signer's public keys; in S1 none
   */
  public static RevocationStatement issuedBefore(
      VaultId vault,
      VerifyKey issuer,
      long position,
      GrantSigner signer,
      SecureRandom random,
      HybridKey... keys) {
    if (position < 1 || position > Binding.MAX_LEDGER_SIZE) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID,
          "a revocation goes by a ledger position from 1 to 2^53 − 1");
    }
    return sign(vault, issuer, OptionalLong.of(position), signer, random, keys);
  }

  private static RevocationStatement sign(
      VaultId vault,
      VerifyKey key,
      OptionalLong before,
      GrantSigner signer,
      SecureRandom random,
      HybridKey... keys) {
    require(key.suite() == signer.key().suite(), "the key is of another suite than its signer");
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    CborWriter out = new CborWriter().map(FIELDS + keys.length).key(1).integer(VERSION);
    out.key(2).bytes(vault.bytes());
    out.key(3).integer(before.isPresent() ? ISSUED_BEFORE : KEY);
    out.key(4).bytes(key.bytes());
    out.key(5).integer(before.orElse(0));
    out.key(6).bytes(nonce);
    out.key(7).bytes(signer.key().bytes());
    Stream.of(keys).forEach(record -> out.key(8).bytes(record.bytes()));
    // As whoever gets it will read it.
    return parse(Signatures.sign(signer, Domain.REVOCATION, out.toBytes()).toBytes());
  }

  /**
   * Reads a statement strictly and verifies that the signer it names signed it.
   *
   * @param bytes what {@link #bytes} gave
   * @throws InvalidInputException HBS-1028 for anything else
   */
  public static RevocationStatement parse(byte[] bytes) {
    require(bytes.length <= MAX_BYTES, "it has more than " + MAX_BYTES + " bytes");
    SignatureScheme scheme = SignatureScheme.of(bytes);
    Suite suite = scheme == SignatureScheme.ED25519 ? Suite.S1 : Suite.S2;
    CoseSign1 signed = CoseSign1.parse(bytes, scheme, ErrorCode.REVOCATION_INVALID);
    CborReader in = CborReader.of(signed.payload(), ErrorCode.REVOCATION_INVALID);
    in.mapOf(suite == Suite.S1 ? FIELDS : FIELDS + 1);
    in.key(1).integer(VERSION, VERSION);
    VaultId vault = VaultId.ofBytes(in.key(2).bytesOf(Digest32.SIZE_BYTES));
    boolean wholeKey = in.key(3).integer(KEY, ISSUED_BEFORE) == KEY;
    VerifyKey key = new VerifyKey(suite, in.key(4).bytesOf(VerifyKey.SIZE_BYTES));
    long position = in.key(5).integer(wholeKey ? 0 : 1, wholeKey ? 0 : Binding.MAX_LEDGER_SIZE);
    in.key(6).bytesOf(NONCE_BYTES);
    VerifyKey signer = new VerifyKey(suite, in.key(7).bytesOf(VerifyKey.SIZE_BYTES));
    byte[] signing = suite == Suite.S1 ? signer.bytes() : record(in.key(8), signer);
    in.end();
    require(signed.verify(signing, Domain.REVOCATION), "its signer did not sign it");
    OptionalLong before = wholeKey ? OptionalLong.empty() : OptionalLong.of(position);
    return new RevocationStatement(vault, key, before, signer, signed);
  }

  /** The key record, which counts because it hashes to the signer's id. */
  private static byte[] record(CborReader in, VerifyKey signer) {
    HybridKey record = HybridKey.ofBytes(in.bytesOf(HybridKey.SIZE_BYTES));
    require(record.id().equals(signer), "the public keys are another signer's");
    return record.bytes();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID, "this is no sound revocation: " + what);
    }
  }

  /** Whose grants it is about. */
  public VaultId vault() {
    return vault;
  }

  /** The key that it is about. */
  public VerifyKey key() {
    return key;
  }

  /** From which ledger size on what the key issued stays; empty when the key itself has ended. */
  public OptionalLong before() {
    return before;
  }

  /**
   * Whether its signer may say so: the key itself, or a patient key of that vault (L30).
   *
   * @param patients who that is
   */
  public boolean isPermitted(PatientKeyView patients) {
    return signer.equals(key) || isBy(patients);
  }

  /**
   * Whether a patient key of that vault says so.
   *
   * @param patients who that is
   */
  public boolean isBy(PatientKeyView patients) {
    return patients.isLive(vault, signer);
  }

  /** What has to be in the ledger. */
  public Entry entry() {
    byte[] payload = signed.payload();
    return new Entry(
        EntryId.of(Sha256.of(Domain.STATEMENT_ENTRY, payload)),
        Sha256.of(Domain.STATEMENT_LEAF, payload));
  }

  /** What a verifier takes from it. */
  KeyRevocation at(long position) {
    return new KeyRevocation(position, before);
  }

  /** Whether both end the same, whoever signed them and when. */
  public boolean sameEffect(RevocationStatement other) {
    return vault.equals(other.vault) && key.equals(other.key) && before.equals(other.before);
  }

  /** The signed form. */
  public byte[] bytes() {
    return signed.toBytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationStatement that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  /** Vault and key in short, and the position. */
  @Override
  public String toString() {
    String what = before.isPresent() ? "issued before " + before.getAsLong() : "key";
    return "RevocationStatement[" + vault + ", " + key + ", " + what + "]";
  }
}
