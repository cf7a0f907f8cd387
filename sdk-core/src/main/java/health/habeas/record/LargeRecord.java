// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import java.util.Objects;

/**
 * A record whose content was put as a stream and is read as one: {@code Vault.open} and {@code GrantedVault.open} give it.
 * Immutable.
 *
 * @param header what is needed to file it
 * @param sizeBytes the size of its content
 */
public record LargeRecord(RecordHeader header, long sizeBytes) implements StoredRecord {
  /** Checks that there is content. */
  public LargeRecord {
    Objects.requireNonNull(header, "header");
    RecordHeader.check(sizeBytes > 0, "the content is empty");
  }

  /** The size alone: ids, types and days of a patient are health data. */
  @Override
  public String toString() {
    return "LargeRecord[" + sizeBytes + " bytes]";
  }
}
