// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What an auditor asks a custodian: one chunk of one shard with its proof, or a digest of the whole shard that could not be
 * computed without it. It carries all that the answer needs. Immutable; arrays are copied in and out.
 *
 * @param pass the right to ask
 * @param manifest of the object, as the patient signed it
 * @param shard its index, 0 to n − 1
 * @param position of the chunk, from 0; empty to ask for the digest
 * @param nonce 32 bytes, new for each question: the answer is worth nothing for another one
 */
public record AuditQuestion(
    AuditPass pass, byte[] manifest, int shard, OptionalInt position, byte[] nonce) {
  /** The size of a nonce. */
  public static final int NONCE_BYTES = 32;

  private static final int MAX_PASS_BYTES = 8 << 10;
  private static final int MAX_MANIFEST_BYTES = 16 << 10;

  /** Checks the sizes and copies the arrays. */
  public AuditQuestion {
    boolean sound = manifest.length <= MAX_MANIFEST_BYTES
        && nonce.length == NONCE_BYTES
        && shard >= 0
        && position.orElse(0) >= 0;
    if (!sound) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED, "a question has a place in a shard and a nonce of 32 bytes");
    }
    manifest = manifest.clone();
    nonce = nonce.clone();
  }

  /**
   * Reads a question.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static AuditQuestion parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.AUDIT_REFUSED);
    in.arrayOf(5);
    AuditPass pass = AuditPass.parse(in.bytes(MAX_PASS_BYTES));
    byte[] manifest = in.bytes(MAX_MANIFEST_BYTES);
    int shard = (int) in.integer(0, Integer.MAX_VALUE);
    OptionalInt position = position(in);
    byte[] nonce = in.bytesOf(NONCE_BYTES);
    in.end();
    return new AuditQuestion(pass, manifest, shard, position, nonce);
  }

  /** A position, or −1 for none. */
  static OptionalInt position(CborReader in) {
    int position = (int) in.integer(-1, Integer.MAX_VALUE);
    return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
  }

  /** The one encoding, a fresh copy. */
  public byte[] bytes() {
    return new CborWriter()
        .array(5)
        .bytes(pass.bytes())
        .bytes(manifest)
        .integer(shard)
        .integer(position.orElse(-1))
        .bytes(nonce)
        .toBytes();
  }

  @Override
  public byte[] manifest() {
    return manifest.clone();
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditQuestion that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return "AuditQuestion[shard " + shard + "]";
  }
}
