// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The private half of a note key: signs what a log says. It opens with its own public half beside it, and proves on
 * opening that the two belong together.
 *
 * <p>Guarantee: {@link #toString()} never shows the key; only {@link #secretText()} does. Limit: the JDK keeps the key's
 * bytes in its own object, which can't be wiped. Thread-safe.
 */
public final class SignerKey {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final VerifierKey verifier;
  private final PrivateKey key;

  private SignerKey(VerifierKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  /**
   * A new key.
   *
   * @param name the log's origin, without spaces or plus signs
   * @param random the source of the key
   */
  public static SignerKey generate(String name, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] encoded = Ed25519.encode((EdECPublicKey) pair.getPublic());
      return new SignerKey(VerifierKey.of(name, encoded), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 platform has Ed25519", e);
    }
  }

  /**
   * Reads a key that {@link #secretText()} wrote, and checks it against its public half.
   *
   * @param secretText the private text
   * @param verifier the public half
   */
  public static SignerKey parse(String secretText, VerifierKey verifier) {
    String expected = prefix(verifier);
    if (!secretText.startsWith(expected)) {
      throw VerifierKey.invalid(
          "the signer key's name or id is not that of its verifier key", null);
    }
    byte[] typed = Base64Text.decode(secretText.substring(expected.length()));
    if (typed.length != 1 + Ed25519.KEY_BYTES || typed[0] != KeyText.ED25519) {
      throw VerifierKey.invalid("the signer key is not an Ed25519 key", null);
    }
    return checked(verifier, Arrays.copyOfRange(typed, 1, typed.length));
  }

  private static SignerKey checked(VerifierKey verifier, byte[] seed) {
    try {
      SignerKey signer = new SignerKey(verifier, Ed25519.privateKey(seed));
      if (verifier.signed(signer.sign("habeas/log-key-check/1\n"))) {
        return signer;
      }
    } catch (GeneralSecurityException e) {
      throw VerifierKey.invalid("the signer key can't be used", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
    throw VerifierKey.invalid("the signer key does not belong to its verifier key", null);
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * Signs a text.
   *
   * @param text lines, each ended by a newline
   */
  public SignedNote sign(String text) {
    byte[] signature = signature(text.getBytes(StandardCharsets.UTF_8));
    NoteSignature line = new NoteSignature(verifier.name(), verifier.keyId(), signature);
    return new SignedNote(text, List.of(line));
  }

  byte[] signature(byte[] message) {
    try {
      return Ed25519.sign(key, message);
    } catch (GeneralSecurityException e) {
      throw VerifierKey.invalid("the signer key can't be used", e);
    }
  }

  /** The private text, {@code PRIVATE+KEY+name+id+base64(0x01 ‖ seed)}: whoever reads it can sign for the log. */
  public String secretText() {
    byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
    try {
      return prefix(verifier) + KeyText.typed(KeyText.ED25519, seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private static String prefix(VerifierKey verifier) {
    return PREFIX + verifier.name() + '+' + HexFormat.of().toHexDigits(verifier.keyId()) + '+';
  }

  /** The name of the key, without the key. */
  @Override
  public String toString() {
    return "SignerKey[" + verifier.name() + ']';
  }
}
