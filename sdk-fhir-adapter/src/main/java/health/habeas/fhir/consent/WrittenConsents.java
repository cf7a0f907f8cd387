// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.List;

/**
 * Consents, and what they don't say. Immutable; the list is copied, its arrays are the caller's.
 *
 * @param documents one JSON document each; none if a directive can't be written
 * @param losses in the order of what was given
 */
public record WrittenConsents(List<byte[]> documents, List<ConsentLoss> losses) {
  /** Copies the lists. */
  public WrittenConsents {
    documents = List.copyOf(documents);
    losses = List.copyOf(losses);
  }

  /** The counts alone. */
  @Override
  public String toString() {
    return "WrittenConsents[" + documents.size() + " documents, " + losses.size() + " losses]";
  }
}
