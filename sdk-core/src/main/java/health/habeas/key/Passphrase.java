// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * What a person types to unlock a key file; wiped when closed, and never printed.
 *
 * <p>Characters are read as Unicode NFC, so that the same passphrase typed on another system opens the file. Limit: a
 * passphrase that is not in NFC yet passes through a {@code String}, which stays in memory until it is collected.
 * Thread-safe.
 */
public final class Passphrase implements AutoCloseable {
  private static final int MAX_UTF8_BYTES_PER_CHAR = 3;

  private final char[] characters;
  private boolean closed;

  private Passphrase(char[] characters) {
    this.characters = characters;
  }

  /**
   * Takes the characters and wipes the given array.
   *
   * @param typed the characters; all zero afterwards
   */
  public static Passphrase of(char[] typed) {
    Passphrase passphrase = new Passphrase(typed.clone());
    Arrays.fill(typed, '\0');
    return passphrase;
  }

  int length() {
    return characters.length;
  }

  synchronized Secret utf8() {
    if (closed) {
      throw new CustodyException(ErrorCode.KEYS_CLOSED, "the passphrase was wiped before this use");
    }
    CharBuffer text = CharBuffer.wrap(characters);
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      text = CharBuffer.wrap(Normalizer.normalize(text, Normalizer.Form.NFC));
    }
    ByteBuffer encoded = ByteBuffer.allocate(MAX_UTF8_BYTES_PER_CHAR * text.length());
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(text, encoded, true);
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    return Secret.owning(bytes);
  }

  /** Wipes the characters. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(characters, '\0');
  }

  @Override
  public String toString() {
    return "Passphrase[…]";
  }
}
