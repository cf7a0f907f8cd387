// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.key.Grantee;
import health.habeas.record.Author;
import java.util.Set;

/**
 * Who a Consent's references mean: the deployment's own directory. An implementation must be thread-safe, and must give
 * the same answer while one set of Consents is read. What it throws ends the reading.
 *
 * <p>A reference is the text of {@code reference}, such as {@code Organization/17}; or of an {@code identifier}, its system
 * and value with {@code |} between them.
 */
@FunctionalInterface
public interface HolderDirectory {
  /**
   * The cards of everybody whom this reference means: one for a person or an organisation, all members for a group.
   *
   * @param reference a reference or identifier from a Consent
   * @return empty if it means nobody known, which refuses the Consent
   */
  Set<Grantee> holders(String reference);

  /**
   * The keys with which this author signed records. Unless overridden, no author is known.
   *
   * @param reference a reference or identifier from a Consent
   * @return empty if it means nobody known, which refuses the Consent
   */
  default Set<Author> authors(String reference) {
    return Set.of();
  }
}
