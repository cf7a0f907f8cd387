// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.Suite;
import java.util.Optional;

/**
 * The body of a grant, as it is signed: the issuer's statement that the holder may do these things with these records,
 * for these purposes, in this window.
 *
 * <p>Guarantee: {@code parse(signedBytes())} gives an equal grant, and whatever {@code parse} accepts encodes to the same
 * bytes (L1). By itself it proves nothing: only a {@link GrantChain} is signed and only a {@link GrantVerifier} decides.
 * Format: docs/spec/grants.md. Immutable.
 *
 * @param parties whose vault, who gives, who receives
 * @param permission what is allowed
 * @param lineage which grant it was cut from
 * @param binding its nonce, status handle, keybox digest and place in time
 */
public record Grant(Parties parties, Permission permission, Lineage lineage, Binding binding) {
  /** The version that this software writes and reads. */
  public static final int VERSION = 1;

  /**
   * The most bytes a signed grant may have, its keybox apart (L5). One of suite S2 may have 3,309 more, which are its
   * ML-DSA-65 signature.
   */
  public static final int MAX_BYTES = 4096;

  /** Checks that each atom has its parent index. */
  public Grant {
    if (!lineage.fits(permission.scope())) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "each line of a scope names one line of the grant above");
    }
  }

  /**
   * A grant that the patient signs.
   *
   * @param parties the issuer is a key of the patient
   * @param permission what is allowed
   * @param binding its nonce, status handle and keybox digest
   */
  public static Grant root(Parties parties, Permission permission, Binding binding) {
    return new Grant(parties, permission, Lineage.root(permission.scope()), binding);
  }

  /**
   * Reads a body strictly. {@code GRANT_MALFORMED} for bytes that are not the one encoding of a grant,
   * {@code GRANT_UNKNOWN_VERSION} for what a newer schema may mean (L4), {@code GRANT_LIMIT} beyond a limit (L5).
   *
   * @param signedBytes what {@link #signedBytes} gave
   */
  public static Grant parse(byte[] signedBytes) {
    return GrantCodec.decode(signedBytes);
  }

  /** The one encoding, which is what the issuer signs. */
  public byte[] signedBytes() {
    return GrantCodec.encode(this);
  }

  /** How it is signed, and what the keys in it are. */
  public Suite suite() {
    return parties.suite();
  }

  /** Names this grant by its signed bytes. */
  public GrantId id() {
    return GrantId.ofSigned(signedBytes());
  }

  /**
   * The first dimension by which this goes beyond the grant above, or a link that does not fit; empty when it attenuates
   * (L17).
   *
   * @param parent the grant above
   */
  public Optional<String> widening(Grant parent) {
    return new Widening()
        .unless(lineage.widening(permission.scope(), parent.permission.scope()))
        .unless(permission.wideningBesidesScope(parent.permission))
        .first();
  }

  /**
   * Whether this was cut from the parent by the parent's holder: parent id, issuer and vault fit, and nothing is wider.
   *
   * @param parent the grant above
   */
  public boolean attenuates(Grant parent) {
    return follows(parent, parent.id()) && widening(parent).isEmpty();
  }

  /** Whether parent id, issuer and vault fit; with the issuer, the suite. */
  boolean follows(Grant parent, GrantId parentId) {
    return lineage.parent().equals(Optional.of(parentId))
        && parties.issuer().equals(parent.parties.holder())
        && parties.vault().equals(parent.parties.vault());
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "Grant[" + id() + "]";
  }
}
