// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a cosigner: a witness, which vouches that it saw no other history of a log, or a log that signs its
 * own heads in the same form. Type {@code 0x04} is Ed25519, type {@code 0x06} ML-DSA-44.
 *
 * <p>Guarantee: a time is returned only for a signature of this name, key id and key over the checkpoint's origin, size and
 * root, and over that time. Limits: an ML-DSA-44 cosignature does not cover extension lines, an Ed25519 one does not
 * cover the cosigner's name. Source: C2SP tlog-cosignature. Immutable.
 */
public final class CosignerKey implements NoteKey {
  private final KeyText text;
  private final int keyId;
  private final Scheme scheme;

  private CosignerKey(KeyText text, Scheme scheme) {
    this.text = text;
    this.keyId = text.id();
    this.scheme = scheme;
  }

  /**
   * Reads the key of an Ed25519 cosigner.
   *
   * @param text as {@link #toString()} writes it, type {@code 0x04}
   */
  public static CosignerKey parse(String text) {
    return of(KeyText.parse(text), null);
  }

  /**
   * Reads the key of a cosigner of either kind.
   *
   * @param text as {@link #toString()} writes it
   * @param mlDsa44 who computes ML-DSA-44
   */
  public static CosignerKey parse(String text, MlDsa44 mlDsa44) {
    return of(KeyText.parse(text), mlDsa44);
  }

  /**
   * The key of an Ed25519 cosigner, type {@code 0x04}. For a witness that publishes its key as a plain Ed25519 note key,
   * type {@code 0x01}, this is how it becomes a cosigner's.
   *
   * @param name without spaces or plus signs
   * @param publicKey 32 bytes; copied
   */
  public static CosignerKey ed25519(String name, byte[] publicKey) {
    return of(new KeyText(name, KeyText.ED25519_COSIGNATURE, publicKey.clone()), null);
  }

  /**
   * The key of an ML-DSA-44 cosigner, type {@code 0x06}.
   *
   * @param name without spaces or plus signs, at most 255 bytes of UTF-8
   * @param publicKey 1,312 bytes; copied
   * @param mlDsa44 who computes ML-DSA-44
   */
  public static CosignerKey mlDsa44(String name, byte[] publicKey, MlDsa44 mlDsa44) {
    return of(new KeyText(name, KeyText.ML_DSA_44_COSIGNATURE, publicKey.clone()), mlDsa44);
  }

  static CosignerKey of(KeyText text, @Nullable MlDsa44 mlDsa44) {
    return switch (text.type()) {
      case KeyText.ED25519_COSIGNATURE ->
        new CosignerKey(text, new Ed25519Scheme(VerifierKey.ed25519(text.key())));
      case KeyText.ML_DSA_44_COSIGNATURE -> new CosignerKey(text, mlDsa44Scheme(text, mlDsa44));
      default ->
        throw VerifierKey.invalid(
            "a cosigner's key is of type 0x04, Ed25519, or 0x06, ML-DSA-44", null);
    };
  }

  private static Scheme mlDsa44Scheme(KeyText text, @Nullable MlDsa44 mlDsa44) {
    int nameBytes = text.name().getBytes(StandardCharsets.UTF_8).length;
    if (text.key().length != MlDsa44.PUBLIC_KEY_BYTES
        || nameBytes > CosignedMessage.MAX_NAME_BYTES) {
      throw VerifierKey.invalid(
          "an ML-DSA-44 key has 1,312 bytes, and a name of at most 255", null);
    }
    if (mlDsa44 == null) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.ALGORITHM_MISSING, "the key " + text.name() + " is an ML-DSA-44 key");
    }
    return new MlDsa44Scheme(text.key(), mlDsa44);
  }

  @Override
  public String name() {
    return text.name();
  }

  @Override
  public int keyId() {
    return keyId;
  }

  @Override
  public byte[] publicKey() {
    return text.key().clone();
  }

  /**
   * When this key cosigned the checkpoint, or empty if it has no line there. The time is the cosigner's own clock; it is
   * 1970-01-01T00:00:00Z where an ML-DSA-44 cosigner does not say that it knew no larger tree.
   *
   * <p>A line of this key that does not verify raises {@link LedgerException.Integrity} HBS-6309, and the whole
   * checkpoint should be refused: whoever altered one line is not to be believed about the others.
   *
   * @param head from anywhere
   */
  public Optional<Instant> cosigned(SignedCheckpoint head) {
    return head.note()
        .signature(name(), keyId)
        .map(line -> verified(line.signature(), head.note()));
  }

  private Instant verified(byte[] timestamped, SignedNote note) {
    if (timestamped.length == Long.BYTES + scheme.signatureBytes()) {
      long time = ByteBuffer.wrap(timestamped).getLong();
      byte[] signature = Arrays.copyOfRange(timestamped, Long.BYTES, timestamped.length);
      boolean verifies = isTime(time)
          && scheme
              .message(name(), time, note)
              .filter(message -> scheme.verify(message, signature))
              .isPresent();
      if (verifies) {
        return Instant.ofEpochSecond(time);
      }
    }
    throw new LedgerException.Integrity(
        LedgerErrorCode.COSIGNATURE_INVALID,
        "the line of the cosigner " + name() + " does not verify");
  }

  // The format goes up to 2^63 - 1 seconds, java.time up to the year 1,000,000,000.
  static boolean isTime(long seconds) {
    return seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
  }

  /**
   * Whether this key, as a log's own, signed the note: its text must be a checkpoint, and all of it covered, so that an
   * ML-DSA-44 key signs none with extension lines.
   */
  @Override
  public boolean signed(SignedNote note) {
    try {
      SignedCheckpoint head = new SignedCheckpoint(note);
      boolean covered = scheme.coversExtensions() || head.claimed().extensions().isEmpty();
      return covered && cosigned(head).isPresent();
    } catch (LedgerException.Integrity e) {
      return false;
    }
  }

  Scheme scheme() {
    return scheme;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CosignerKey that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The text form, which is public. */
  @Override
  public String toString() {
    return text.toString();
  }

  /** What the two kinds of cosignature differ in. */
  sealed interface Scheme permits Ed25519Scheme, MlDsa44Scheme {
    int signatureBytes();

    boolean coversExtensions();

    Optional<byte[]> message(String cosigner, long time, SignedNote checkpoint);

    boolean verify(byte[] message, byte[] signature);
  }

  private record Ed25519Scheme(java.security.PublicKey key) implements Scheme {
    @Override
    public int signatureBytes() {
      return Ed25519.SIGNATURE_BYTES;
    }

    @Override
    public boolean coversExtensions() {
      return true;
    }

    @Override
    public Optional<byte[]> message(String cosigner, long time, SignedNote checkpoint) {
      return Optional.of(CosignedMessage.ed25519(time, checkpoint.text()));
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return Ed25519.verify(key, message, signature);
    }
  }

  private record MlDsa44Scheme(byte[] key, MlDsa44 mlDsa44) implements Scheme {
    @Override
    public int signatureBytes() {
      return MlDsa44.SIGNATURE_BYTES;
    }

    @Override
    public boolean coversExtensions() {
      return false;
    }

    @Override
    public Optional<byte[]> message(String cosigner, long time, SignedNote checkpoint) {
      return CosignedMessage.mlDsa44(cosigner, time, Checkpoint.parse(checkpoint.text()));
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return mlDsa44.verify(key.clone(), message, signature);
    }
  }
}
