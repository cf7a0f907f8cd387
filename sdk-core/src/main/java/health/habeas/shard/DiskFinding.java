// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

/**
 * One thing that a check of a store found wrong. Immutable.
 *
 * @param problem what is wrong
 * @param name of the blob, or of the one that should be there: a vault's pseudonym, a folder and a name, nothing of a person
 */
public record DiskFinding(Problem problem, String name) {
  /** What may be wrong with a blob. Immutable. */
  public enum Problem {
    /** A manifest is here, and no shard of its object; or the vault's card is not here. */
    MISSING,
    /** The blob is not what the patient signed, or not what its own name says. */
    CORRUPT,
    /** A shard that no sound manifest here names: of a put that was cut off, or its manifest is lost. */
    UNNAMED,
    /** The blob has a name that this version gives to nothing. */
    LEFTOVER,
    /** The store failed to read the blob. */
    UNREADABLE
  }
}
