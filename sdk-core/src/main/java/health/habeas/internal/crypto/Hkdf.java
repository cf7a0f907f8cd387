// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF-SHA-256 (RFC 5869). Thread-safe. */
public final class Hkdf {
  private static final byte[] NO_SALT = new byte[0];

  private Hkdf() {}

  /**
   * Derives 32 bytes for one purpose: extract without salt, expand with {@code domain ‖ context}.
   *
   * @param key the input key material
   * @param domain separates this use from every other
   * @param context what else the key is bound to; fixed-size parts, at most the last one variable
   */
  public static Secret derive(Secret key, Domain domain, byte[]... context) {
    byte[] info = Bytes.concat(domain.bytes(), Bytes.concat(context));
    return Secret.owning(expandRaw(key.bytes(SECRET_ACCESS), NO_SALT, info, 32));
  }

  /**
   * The whole of RFC 5869, for the few callers with a salt or another length.
   *
   * @param ikm input key material
   * @param salt may be empty
   * @param info may be empty
   * @param sizeBytes 1 to 8,160
   */
  public static byte[] expandRaw(byte[] ikm, byte[] salt, byte[] info, int sizeBytes) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(ikm, salt, info));
    byte[] out = new byte[sizeBytes];
    generator.generateBytes(out, 0, sizeBytes);
    return out;
  }
}
