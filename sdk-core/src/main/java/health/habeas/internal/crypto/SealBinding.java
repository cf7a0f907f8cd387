// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

/**
 * What a seal is bound to: it opens under all three, or not at all. Immutable as far as its maker leaves the context alone.
 *
 * @param dek 32 bytes: the data key of a record version
 * @param shareKey 32 bytes, which the shards of the object hold in shares
 * @param context what the sealed bytes are; not stored
 */
public record SealBinding(Secret dek, Secret shareKey, byte[] context) {
  /** The size of a data key and of a share key, in bytes. */
  public static final int KEY_BYTES = 32;
}
