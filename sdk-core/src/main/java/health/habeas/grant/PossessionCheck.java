// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.CoseSign1;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whether the presenter is the last holder, speaks to this verifier, now, and for the first time. Immutable.
 *
 * @param proof what was presented
 * @param challenge the verifier's own
 */
record PossessionCheck(byte[] proof, Challenge challenge) {
  private static final int MAX_BYTES = 2048; // and in suite S2 what its signature has more
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  Optional<Decision.Deny> audience(Evaluation e) {
    return Check.require(
        e.chain().grants().stream()
            .allMatch(g -> g.permission().conditions().audience().contains(challenge.verifier())),
        ErrorCode.AUDIENCE,
        "the grant does not name this verifier in its audience");
  }

  /** The claim is rebuilt from what the verifier itself knows, so whatever differs shows in the bytes (L37, L39). */
  Optional<Decision.Deny> possession(Evaluation e) {
    int limit = MAX_BYTES + Signatures.beyondEd25519(Signatures.scheme(e.chain().suite()));
    if (proof.length == 0 || proof.length > limit) {
      return deny("no proof of possession was presented");
    }
    CoseSign1 signed = Possession.signed(proof, e.chain());
    // Time and id are the only fields that the verifier can't know; the others are compared.
    Stamp stamp = Possession.read(signed, e.chain(), e.request()).stamp();
    Possession expected = new Possession(e.chain(), e.request(), challenge, stamp);
    if (!Arrays.equals(expected.payload(), signed.payload())) {
      return deny("the proof is for another grant, request or verifier");
    }
    if (!isRecent(stamp.issuedAt(), e.time())) {
      return deny("the proof was made more than five minutes ago or in the future");
    }
    return Check.require(
        e.chain().isSignedByHolder(signed),
        ErrorCode.POSSESSION,
        "the proof was not signed by the key that the last grant names");
  }

  /** Comes last: only what would be allowed is remembered, for longer than it could be accepted (L38). */
  Optional<Decision.Deny> firstUse(Evaluation e, NonceStore nonces) {
    CoseSign1 signed = Possession.signed(proof, e.chain());
    Stamp stamp = Possession.read(signed, e.chain(), e.request()).stamp();
    String use =
        HexFormat.of().formatHex(e.chain().digest()) + HexFormat.of().formatHex(stamp.jti());
    Instant until = stamp.issuedAt().plus(LIFETIME).plus(Window.SKEW.multipliedBy(2));
    return Check.require(
        nonces.isFirst(use, until, e.time()),
        ErrorCode.REPLAYED,
        "this proof was already accepted once");
  }

  private static boolean isRecent(Instant issuedAt, Instant t) {
    return !issuedAt.isAfter(t.plus(Window.SKEW))
        && !t.isAfter(issuedAt.plus(LIFETIME).plus(Window.SKEW));
  }

  private static Optional<Decision.Deny> deny(String why) {
    return Optional.of(new Decision.Deny(ErrorCode.POSSESSION, why));
  }
}
