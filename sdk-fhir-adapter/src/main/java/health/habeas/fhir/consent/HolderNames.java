// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import java.util.Optional;

/**
 * How Consents name holders and authors: the other direction of {@link HolderDirectory}. A reference must mean just this
 * one, so that it reads back the same. An implementation must be thread-safe.
 */
@FunctionalInterface
public interface HolderNames {
  /**
   * The reference of a holder, such as {@code Organization/17}.
   *
   * @param key the key that grants and directives name
   * @return empty if there is none, and then nothing is written that names the holder
   */
  Optional<String> holder(VerifyKey key);

  /**
   * The reference of an author. Unless overridden, there is none.
   *
   * @param author by the key that records are signed with
   * @return empty if there is none, and then nothing is written that names the author
   */
  default Optional<String> author(Author author) {
    return Optional.empty();
  }
}
