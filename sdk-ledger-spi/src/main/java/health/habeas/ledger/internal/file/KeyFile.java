// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A signer key and its public half in a file of two lines, which this account alone can read. */
public final class KeyFile {
  private KeyFile() {}

  /**
   * Reads a key; what is no such file raises HBS-6307.
   *
   * @param file as {@link #write} made it
   */
  public static SignerKey read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() != 3 || !lines.get(2).isEmpty()) {
      throw invalid(file, null);
    }
    try {
      return SignerKey.parse(lines.get(0), VerifierKey.parse(lines.get(1)));
    } catch (LedgerException.Integrity e) {
      throw invalid(file, e);
    }
  }

  /**
   * Writes a key, durably.
   *
   * @param file made, or replaced
   * @param key both halves
   */
  public static void write(Path file, SignerKey key) throws IOException {
    String text = key.secretText() + '\n' + key.verifier() + '\n';
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static LedgerException invalid(Path file, @Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.KEY_INVALID, "the key file " + file + " is damaged", cause);
  }
}
