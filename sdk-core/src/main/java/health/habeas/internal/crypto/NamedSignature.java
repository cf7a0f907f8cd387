// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * A content that a vault's key signed under one name, so that it can't stand under another. Thread-safe.
 *
 * <p>The signature is over the content's digest: Ed25519 hashes what it signs twice, without hardware, and a page is large.
 */
public final class NamedSignature {
  private NamedSignature() {}

  /**
   * The content with its signature.
   *
   * @param signer with the vault's Ed25519 key
   * @param name under which it lies
   * @param content any bytes
   */
  public static byte[] of(Signer signer, String name, byte[] content) {
    byte[] payload =
        new CborWriter().array(2).text(name).bytes(Sha256.of(content)).toBytes();
    byte[] signature = CoseSign1.sign(signer, Domain.ITEM, payload).toBytes();
    return new CborWriter().array(2).bytes(signature).bytes(content).toBytes();
  }

  /**
   * The content, if this key signed it under just this name.
   *
   * @param key the vault's Ed25519 key, 32 bytes
   * @param name under which it lay
   * @param signed what {@link #of} gave
   */
  public static Optional<byte[]> open(byte[] key, String name, byte[] signed) {
    try {
      CborReader in = CborReader.of(signed, ErrorCode.OBJECT_CORRUPT);
      in.arrayOf(2);
      CoseSign1 message = CoseSign1.parse(in.bytes(signed.length), ErrorCode.OBJECT_CORRUPT);
      byte[] content = in.bytes(signed.length);
      in.end();
      boolean sound =
          message.verify(key, Domain.ITEM) && isOf(message.payload(), name, Sha256.of(content));
      return sound ? Optional.of(content) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(byte[] payload, String name, byte[] digest) {
    CborReader in = CborReader.of(payload, ErrorCode.OBJECT_CORRUPT);
    in.arrayOf(2);
    boolean same = in.text(payload.length).equals(name);
    byte[] claimed = in.bytesOf(Sha256.SIZE_BYTES);
    in.end();
    return same && Arrays.equals(claimed, digest);
  }
}
