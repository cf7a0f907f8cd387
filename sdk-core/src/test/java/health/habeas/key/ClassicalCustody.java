// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.Optional;

/** A custody of fresh keys that knows no ML-DSA, as hardware of today. */
public final class ClassicalCustody implements KeyCustody {
  private ClassicalCustody() {}

  /** One whose keys are fresh at each call. */
  public static KeyCustody ofFreshKeys() {
    return new ClassicalCustody();
  }

  @Override
  public CustodyDescription describe() {
    return new CustodyDescription("classical", true, false, false);
  }

  @Override
  public KeyHandle create(KeyKind kind, String name) {
    return new Classical(
        new SoftwareKeys(name, Secret.random(new SecureRandom(), SoftwareKeys.MASTER_BYTES)));
  }

  @Override
  public KeyHandle open(KeyKind kind) {
    return create(kind, "Clinic");
  }

  @Override
  public void destroy() {}

  /** What {@link KeyHandle} gives by default for ML-DSA. */
  private record Classical(SoftwareKeys keys) implements KeyHandle {
    @Override
    public String name() {
      return keys.name();
    }

    @Override
    public VerifyKey key() {
      return keys.key();
    }

    @Override
    public byte[] sealingKey() {
      return keys.sealingKey();
    }

    @Override
    public byte[] sign(byte[] message) {
      return keys.sign(message);
    }

    @Override
    public byte[] derive(byte[] info) {
      return keys.derive(info);
    }

    @Override
    public Optional<byte[]> unseal(byte[] info, byte[] aad, byte[] sealed) {
      return keys.unseal(info, aad, sealed);
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
