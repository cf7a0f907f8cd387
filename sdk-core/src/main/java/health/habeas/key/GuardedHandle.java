// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.crypto.Signer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A handle that can't be closed while it is used, nor used after it was closed: a key that is half wiped would sign or
 * seal under zeros. Thread-safe.
 */
final class GuardedHandle implements Signer, AutoCloseable {
  private final KeyHandle handle;
  private final String id;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  GuardedHandle(KeyHandle handle) {
    this.handle = handle;
    this.id = HexFormat.of().formatHex(handle.key().bytes(), 0, 4);
  }

  /** The first eight hex digits of the public key. */
  String id() {
    return id;
  }

  <T> T use(Function<KeyHandle, T> work) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new CustodyException(ErrorCode.KEYS_CLOSED, "keys " + id + "… were closed before");
      }
      return work.apply(handle);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Both public keys of suite S2; empty where the custody has no ML-DSA-65. */
  Optional<HybridKey> hybridKey() {
    return use(h -> h.mlDsaKey().map(mlDsa -> new HybridKey(h.key().bytes(), mlDsa)));
  }

  /** What grants of this suite call these keys. */
  VerifyKey key(Suite suite) {
    return switch (suite) {
      case S1 -> use(KeyHandle::key);
      case S2 -> requireHybridKey().id();
    };
  }

  /** Signs as this suite wants it. */
  Signer signer(Suite suite) {
    return switch (suite) {
      case S1 -> this;
      case S2 -> new Hybrid(this, requireHybridKey());
    };
  }

  private HybridKey requireHybridKey() {
    return hybridKey()
        .orElseThrow(() -> new CustodyException(
            ErrorCode.SUITE_UNSUPPORTED,
            "the custody of keys " + id + "… can't sign with ML-DSA-65"));
  }

  /** Signs with both keys, Ed25519 first. */
  private record Hybrid(GuardedHandle keys, HybridKey key) implements Signer {
    @Override
    public SignatureScheme scheme() {
      return SignatureScheme.ED25519_AND_ML_DSA_65;
    }

    @Override
    public byte[] publicKey() {
      return key.bytes();
    }

    @Override
    public byte[] sign(byte[] message) {
      return keys.use(h -> Bytes.concat(h.sign(message), h.signMlDsa(message)));
    }
  }

  @Override
  public byte[] publicKey() {
    return use(KeyHandle::key).bytes();
  }

  @Override
  public byte[] sign(byte[] message) {
    return use(h -> h.sign(message));
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        handle.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
