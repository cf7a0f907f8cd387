// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Signer;
import java.util.HexFormat;
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
