// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.verifier;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Challenge;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.Possession;
import health.habeas.grant.Stamp;
import health.habeas.key.VerifyKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A proof of possession as it came. Only its time and its id are taken from it: everything else is rebuilt from what the
 * verifier knows, and compared. Immutable; the arrays are this example's own.
 *
 * @param bytes the proof
 * @param issuedAt when it says that it was made
 * @param jti its id
 */
record Proof(byte[] bytes, Instant issuedAt, byte[] jti) {
  // the end of every proof: 7: time in four bytes, 8: id of 16 bytes, signature of 64 bytes
  private static final int TAIL = 4 + 2 + 16 + 2 + Ed25519.SIGNATURE_SIZE;
  private static final int MAX_BYTES = 2048;

  /** Time and id from where they stand in a proof that is sound; empty for what is too short or too long. */
  static Optional<Proof> read(byte[] proof) {
    if (proof.length < TAIL || proof.length > MAX_BYTES) {
      return Optional.empty();
    }
    ByteBuffer tail = ByteBuffer.wrap(proof, proof.length - TAIL, TAIL);
    Instant issuedAt = Instant.ofEpochSecond(Integer.toUnsignedLong(tail.getInt()));
    byte[] jti = new byte[16];
    tail.position(tail.position() + 2).get(jti);
    return Optional.of(new Proof(proof, issuedAt, jti));
  }

  /** Whether it says exactly this: a proof that is made anew with its time, id and signature has the same bytes. */
  boolean isFor(GrantChain chain, AccessRequest request, Challenge challenge) {
    return Arrays.equals(bytes, again(chain, request, challenge));
  }

  private byte[] again(GrantChain chain, AccessRequest request, Challenge challenge) {
    return new Possession(chain, request, challenge, new Stamp(issuedAt, jti)).sign(copied());
  }

  /** Whether this key signed it. */
  boolean isBy(VerifyKey key) {
    int end = bytes.length - 2 - Ed25519.SIGNATURE_SIZE;
    // 0x84 0x43 a10127 0xa0, then the payload with its head
    int head = bytes[6] == 0x59 ? 3 : 2;
    byte[] payload = Arrays.copyOfRange(bytes, 6 + head, end);
    return new Signed(payload, signature(), bytes.length).isBy(key, "habeas/pop/1");
  }

  boolean isRecent(Instant t, Duration ahead, Duration age) {
    return !issuedAt.isAfter(t.plus(ahead)) && !t.isAfter(issuedAt.plus(age));
  }

  /** Names the chain and this proof. */
  String use(GrantChain chain) {
    return HexFormat.of().formatHex(chain.digest()) + HexFormat.of().formatHex(jti);
  }

  private byte[] signature() {
    return Arrays.copyOfRange(bytes, bytes.length - Ed25519.SIGNATURE_SIZE, bytes.length);
  }

  /** Signs nothing: gives the signature that came. */
  private GrantSigner copied() {
    return new GrantSigner() {
      @Override
      public VerifyKey key() {
        return new VerifyKey(new byte[VerifyKey.SIZE_BYTES]);
      }

      @Override
      public byte[] sign(byte[] message) {
        return signature();
      }
    };
  }
}
