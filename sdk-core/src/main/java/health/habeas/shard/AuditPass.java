// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The right to audit a vault's custodians until a time, signed by the patient: whoever has it may ask for single chunks with
 * their proofs, which are ciphertext, and for nothing that opens them. It gives no keys, no pages and no shares of the keys
 * that every record also needs; so it goes without a receipt. Immutable.
 */
public final class AuditPass {
  /** The longest that a pass may hold: custodians take none that ends later. */
  public static final Duration MAX_VALIDITY = Duration.ofDays(90);

  private final VaultId vault;
  private final Instant until;
  private final byte[] bytes;

  private AuditPass(VaultId vault, Instant until, byte[] bytes) {
    this.vault = vault;
    this.until = until;
    this.bytes = bytes;
  }

  /**
   * Signs a pass.
   *
   * @param keys the patient's; {@code SUITE_UNSUPPORTED} when they can't sign in this suite
   * @param suite the vault's
   * @param until when it ends, to the second; at most {@link #MAX_VALIDITY} from now
   */
  public static AuditPass of(PatientKeys keys, Suite suite, Instant until) {
    VaultId vault = VaultCard.of(keys, suite).vault();
    long second = until.getEpochSecond();
    byte[] payload =
        new CborWriter().array(2).bytes(vault.bytes()).integer(second).toBytes();
    byte[] bytes = CoseSign1.sign(keys.signer(SECRET_ACCESS, suite), Domain.AUDIT_PASS, payload)
        .toBytes();
    return new AuditPass(vault, Instant.ofEpochSecond(second), bytes);
  }

  /**
   * Reads a pass; who signed it is checked by each custodian.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static AuditPass parse(byte[] bytes) {
    CoseSign1 signed = signed(bytes);
    CborReader in = CborReader.of(signed.payload(), ErrorCode.AUDIT_REFUSED);
    in.arrayOf(2);
    VaultId vault = VaultId.ofBytes(in.bytesOf(32));
    Instant until = Instant.ofEpochSecond(in.integer(0, AccessEvent.LAST_SECOND));
    in.end();
    return new AuditPass(vault, until, bytes.clone());
  }

  /** Why it does not hold now; empty if it does. */
  Optional<InvalidInputException> refusal(VaultCard card, Instant now) {
    if (!vault.equals(card.vault()) || !card.hasSigned(signed(bytes), Domain.AUDIT_PASS)) {
      return refused("the pass was not signed by the vault's own key");
    }
    if (!now.isBefore(until)) {
      return refused("the pass has ended");
    }
    return until.isAfter(now.plus(MAX_VALIDITY))
        ? refused("the pass ends later than in " + MAX_VALIDITY.toDays() + " days")
        : Optional.empty();
  }

  private static Optional<InvalidInputException> refused(String why) {
    return Optional.of(new InvalidInputException(ErrorCode.AUDIT_REFUSED, why));
  }

  private static CoseSign1 signed(byte[] bytes) {
    return CoseSign1.parse(bytes, SignatureScheme.of(bytes), ErrorCode.AUDIT_REFUSED);
  }

  /** Whose custodians may be asked. */
  public VaultId vault() {
    return vault;
  }

  /** When it ends. */
  public Instant until() {
    return until;
  }

  /** The signed form, a fresh copy: COSE_Sign1. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditPass that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "AuditPass[" + vault + " until " + until + "]";
  }
}
