// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Seals the small things that every custodian keeps whole: journal entries, pages, wrapped epochs. The same sealing as for
 * records (key-committing, padded, a fresh salt each), without a share key since nothing is split. Thread-safe.
 */
final class Box {
  private static final int KEY_BYTES = 32;

  private final SecureRandom random;

  Box(SecureRandom random) {
    this.random = random;
  }

  byte[] seal(Secret key, Domain domain, byte[] place, byte[] content) {
    try (Secret unsplit = unsplit()) {
      return new Sealing(random).seal(key, unsplit, Bytes.concat(domain.bytes(), place), content);
    }
  }

  static Optional<byte[]> open(Secret key, Domain domain, byte[] place, byte[] sealed) {
    try (Secret unsplit = unsplit()) {
      return Sealing.open(key, unsplit, Bytes.concat(domain.bytes(), place), sealed);
    }
  }

  private static Secret unsplit() {
    return Secret.owning(new byte[KEY_BYTES]);
  }
}
