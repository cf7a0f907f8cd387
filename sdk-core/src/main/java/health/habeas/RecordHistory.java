// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import java.util.List;

/**
 * All versions of one record that are there. Immutable.
 *
 * @param versions newest first
 * @param missing numbers that are not among them: withdrawn when the record was moved, or unreadable now (L58)
 */
public record RecordHistory(List<RecordVersion> versions, List<Integer> missing) {
  /** Copies the lists. */
  public RecordHistory {
    versions = List.copyOf(versions);
    missing = List.copyOf(missing);
  }
}
