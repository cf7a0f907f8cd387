// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

/** A record as a vault keeps it: with its content at hand, or one whose content is streamed. Immutable. */
public sealed interface StoredRecord permits HealthRecord, LargeRecord {
  /** What is needed to file it. */
  RecordHeader header();
}
