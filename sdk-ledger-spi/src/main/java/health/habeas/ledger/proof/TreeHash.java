// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A node of a Merkle tree: 32 bytes of SHA-256, with the prefixes of RFC 6962, section 2.1, that keep a leaf from being
 * read as an inner node. Immutable.
 */
public final class TreeHash {
  /** The size of a hash, in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(TreeHash::newDigest);

  private final byte[] value;

  private TreeHash(byte[] value) {
    this.value = value;
  }

  /**
   * A hash from its bytes.
   *
   * @param bytes 32 bytes; copied
   */
  public static TreeHash of(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.NOTE_MALFORMED, "a tree hash has 32 bytes, and this has " + bytes.length);
    }
    return new TreeHash(bytes.clone());
  }

  /** The root of the tree without leaves: SHA-256 of nothing. */
  public static TreeHash empty() {
    return new TreeHash(DIGEST.get().digest());
  }

  /**
   * The hash of a leaf: {@code SHA-256(0x00 ‖ data)}.
   *
   * @param data what the leaf commits to
   */
  public static TreeHash leaf(byte[] data) {
    MessageDigest digest = DIGEST.get();
    digest.update((byte) 0);
    return new TreeHash(digest.digest(data));
  }

  /**
   * The hash of an inner node: {@code SHA-256(0x01 ‖ left ‖ right)}.
   *
   * @param left the left child
   * @param right the right child
   */
  public static TreeHash node(TreeHash left, TreeHash right) {
    MessageDigest digest = DIGEST.get();
    digest.update((byte) 1);
    digest.update(left.value);
    return new TreeHash(digest.digest(right.value));
  }

  /**
   * A hash from its base64 text, as checkpoints and proofs hold it.
   *
   * @param text 44 characters of standard base64 in its one canonical form
   */
  public static TreeHash parse(String text) {
    return of(Base64Text.decode(text));
  }

  /** Writes the SHA-256 of a whole input, for nodes that are not those of RFC 6962, into an array. */
  static void sha256(byte[] input, byte[] to, int at) {
    MessageDigest digest = DIGEST.get();
    digest.update(input);
    try {
      digest.digest(to, at, SIZE_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("there is no room for a hash", e);
    }
  }

  /** The bits from the most significant one of the first byte on, as a path from a map's root. */
  boolean bit(int place) {
    return (value[place >>> 3] >>> (7 - (place & 7)) & 1) == 1;
  }

  /** Below, at or above zero as this hash is below, equal to or above the other one, in the order of their bits. */
  int compare(TreeHash other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /** The 44 characters of standard base64. */
  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreeHash hash && Arrays.equals(value, hash.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** The base64 text: a hash in a tree is public. */
  @Override
  public String toString() {
    return base64();
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
