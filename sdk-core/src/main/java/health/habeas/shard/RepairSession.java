// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.Optional;

/**
 * A repairer's side of a custodian, for one object of one vault: it can read the object's sealed pieces, and put back what
 * the patient had stored, and nothing else. Thread-safe; every method blocks and throws {@link
 * health.habeas.error.StorageException} when the custodian can't answer.
 */
public interface RepairSession {
  /** This custodian's copy of the object's manifest, unverified. */
  Optional<byte[]> manifest();

  /**
   * A shard, unverified, if it is here.
   *
   * @param index 0 to n − 1
   */
  Optional<byte[]> shard(int index);

  /**
   * Puts the manifest back. One that is here and sound stays.
   *
   * @param signed as the patient signed it
   * @throws health.habeas.error.InvalidInputException with HBS-4012 if it is not this object's
   */
  void restoreManifest(byte[] signed);

  /**
   * Puts a shard back. One that is here and sound stays; what is here in its place is replaced.
   *
   * @param index 0 to n − 1, of the shard that belongs here
   * @param file with the root that the manifest gives
   * @throws health.habeas.error.InvalidInputException with HBS-4012 if it is not that shard, or belongs elsewhere
   */
  void restoreShard(int index, byte[] file);
}
