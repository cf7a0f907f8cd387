// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.Arrays;

/**
 * A custodian's signed word that it had a piece of an object, whole, at a time. Later, with its word that it has not, it makes
 * a {@link FaultProof} of a loss. Immutable.
 *
 * <p>Guarantee: a parsed one is signed by the key that it names. A custodian that keeps to the protocol signs it only after it
 * held the whole piece against the manifest. That the key is the custodian's is for its registration to say. Source:
 * docs/spec/vault.md, section 15.
 */
public final class CustodyReceipt {
  private final CustodyStatement statement;
  private final byte[] bytes;

  private CustodyReceipt(CustodyStatement statement, byte[] bytes) {
    this.statement = statement;
    this.bytes = bytes;
  }

  /**
   * Reads a receipt and verifies its signature.
   *
   * @param bytes an answer to an {@link AuditQuestion} for a digest
   * @throws InvalidInputException with HBS-5013 if it says something else, or is not signed by the key in it
   */
  public static CustodyReceipt parse(byte[] bytes) {
    CustodyStatement statement = CustodyStatement.parse(bytes);
    if (!(statement.answer() instanceof CustodyStatement.Digest)) {
      throw new InvalidInputException(
          ErrorCode.FAULT_UNPROVEN, "the custodian does not say that it has the whole piece");
    }
    return new CustodyReceipt(statement, bytes.clone());
  }

  /** What the custodian calls itself. */
  public String custodian() {
    return statement.custodian();
  }

  /** Who signed. */
  public VerifyKey key() {
    return statement.key();
  }

  /** When, by the custodian's own clock. */
  public Instant time() {
    return statement.time();
  }

  /** The one name of all that the object's manifest says: its id, sizes and the root of each piece. A fresh copy. */
  public byte[] objectRoot() {
    return statement.objectRoot().clone();
  }

  /** Which piece. */
  public int shard() {
    return statement.shard();
  }

  /** The signed form, a fresh copy: COSE_Sign1, less than 2 KiB. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CustodyReceipt that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The key and the piece's index. */
  @Override
  public String toString() {
    return "CustodyReceipt[" + key() + ", shard " + shard() + "]";
  }
}
