// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.proof.MlDsa44;
import health.habeas.ledger.proof.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A C2SP tlog-policy in a file. Thread-safe. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * Reads it; keys of ML-DSA-44, too, where a provider has the algorithm. What is no policy raises HBS-6007, with the line.
   *
   * @param file UTF-8
   * @throws UncheckedIOException if it can't be read
   */
  public static TrustPolicy read(Path file) {
    try {
      byte[] utf8 = Files.readAllBytes(file);
      return MlDsa44.available()
          .map(mlDsa44 -> TrustPolicy.parse(utf8, mlDsa44))
          .orElseGet(() -> TrustPolicy.parse(utf8));
    } catch (IOException e) {
      throw new UncheckedIOException("the policy " + file + " can't be read", e);
    }
  }
}
