// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The private half of a cosigner's key: adds a timestamped line to a checkpoint. Whoever calls it has verified that the
 * checkpoint is the log's, and that it extends the one cosigned before; nothing of that is checked here.
 *
 * <p>Guarantee: a line that its own public key would refuse never leaves. Use the key for nothing else: a witness that
 * signs notes with it too would lend its voice to whoever writes the note. Thread-safe.
 */
public final class Cosigner {
  private final CosignerKey key;
  private final MessageSigner signer;

  private Cosigner(CosignerKey key, MessageSigner signer) {
    this.key = key;
    this.signer = signer;
  }

  /**
   * An Ed25519 cosigner whose key is in memory. Its public half is {@code CosignerKey.ed25519} of the same name and
   * bytes, with another key id than the note key has.
   *
   * @param secret a key of its own, kept as {@link SignerKey#secretText()}
   */
  public static Cosigner of(SignerKey secret) {
    VerifierKey half = secret.verifier();
    return new Cosigner(CosignerKey.ed25519(half.name(), half.publicKey()), secret::signature);
  }

  /**
   * A cosigner of either kind whose private key is elsewhere.
   *
   * @param key the public half
   * @param signer signs with the private half
   */
  public static Cosigner of(CosignerKey key, MessageSigner signer) {
    return new Cosigner(key, signer);
  }

  /** The public half. */
  public CosignerKey key() {
    return key;
  }

  /**
   * The checkpoint with this cosigner's line; a line that it had there before is replaced.
   *
   * @param head verified by the caller
   * @param time now, by the cosigner's clock; whole seconds from 1970 on
   */
  public SignedCheckpoint cosign(SignedCheckpoint head, Instant time) {
    long seconds = time.getEpochSecond();
    if (!CosignerKey.isTime(seconds)) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "a cosignature's time is not before 1970");
    }
    byte[] message = key.scheme()
        .message(key.name(), seconds, head.note())
        .orElseThrow(() -> new LedgerException.Permanent(
            LedgerErrorCode.OUT_OF_RANGE, "the checkpoint's origin has more than 255 bytes"));
    byte[] signature = signer.sign(message);
    if (!key.scheme().verify(message, signature)) {
      throw VerifierKey.invalid("the signer does not belong to the cosigner's key", null);
    }
    byte[] timestamped = ByteBuffer.allocate(Long.BYTES + signature.length)
        .putLong(seconds)
        .put(signature)
        .array();
    NoteSignature line = new NoteSignature(key.name(), key.keyId(), timestamped);
    return new SignedCheckpoint(head.note().with(line));
  }

  /** The name of the key, without the key. */
  @Override
  public String toString() {
    return "Cosigner[" + key.name() + ']';
  }
}
