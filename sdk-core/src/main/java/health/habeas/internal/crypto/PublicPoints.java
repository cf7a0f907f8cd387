// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/**
 * The points of the public keys that were used last. Whoever verifies sees the same patients and holders again and again, and
 * to find a key's point takes a tenth of a verification. Thread-safe.
 */
final class PublicPoints {
  private static final int KEPT = 1024; // some 200 kB

  private final Map<ByteBuffer, PublicPoint> points =
      Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, PublicPoint> eldest) {
          return size() > KEPT;
        }
      });

  /**
   * The point of a key, empty if it has none by which the provider would verify.
   *
   * @param key 32 bytes
   */
  Optional<PublicPoint> of(byte[] key) {
    PublicPoint known = points.get(ByteBuffer.wrap(key));
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PublicPoint> found = Optional.ofNullable(
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(key, 0));
    found.ifPresent(point -> points.put(ByteBuffer.wrap(key.clone()), point));
    return found;
  }
}
