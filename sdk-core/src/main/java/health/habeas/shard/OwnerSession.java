// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.List;
import java.util.Optional;

/**
 * The patient's side of a custodian, after it has seen proof of the vault's root key.
 *
 * <p>Every method blocks until the custodian answered and throws {@link health.habeas.error.StorageException} when it
 * can't. Thread-safe.
 */
public interface OwnerSession {
  /** How a blob was taken. */
  enum Stored {
    /** It is new, and durable. */
    NEW,
    /** The same bytes were there already. */
    SAME,
    /** Other bytes are there under this name; nothing was changed. */
    OTHER
  }

  /**
   * Stores a blob unless the name is taken; durable when it returns.
   *
   * @param name its name
   * @param content its bytes
   */
  Stored put(ItemName name, byte[] content);

  /**
   * The blob, if it is here.
   *
   * @param name its name
   */
  Optional<byte[]> get(ItemName name);

  /**
   * A part of the blob; empty if it is not here or ends before the part does.
   *
   * @param name its name
   * @param offset of the first byte, 0 or more
   * @param length in bytes, 0 or more
   * @throws IllegalArgumentException if either is negative
   */
  Optional<byte[]> get(ItemName name, long offset, int length);

  /**
   * Deletes a blob; nothing happens if it is not here.
   *
   * @param name its name
   */
  void delete(ItemName name);

  /**
   * Gives the custodian what the patient forbids. Durable when it returns; from then on every decision goes by it, of
   * sessions under way, too. Of several versions the greatest counts: it never goes back.
   *
   * @param directives what {@link health.habeas.grant.Directives#bytes} gave
   * @return the version that this custodian obeys now
   * @throws health.habeas.error.InvalidInputException with HBS-1027 if they are unsound or another vault's
   */
  long obey(byte[] directives);

  /**
   * The names of all blobs of one kind, in no order.
   *
   * @param kind which kind
   */
  List<ItemName> list(ItemKind kind);
}
