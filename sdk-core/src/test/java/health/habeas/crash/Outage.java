// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a number of writes through, then fails every one until it ends. Thread-safe. */
final class Outage implements WatchedStore.Watch {
  private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);
  private final Kind kind;

  /** What gives way. */
  enum Kind {
    /** Everything stops at once, as when the power goes: no write, no read, no tidying up. */
    POWER,
    /** The custodians' disks are full: they still delete, read and answer. */
    DISKS,
    /** The ledger refuses entries. */
    LEDGER
  }

  Outage(Kind kind) {
    this.kind = kind;
  }

  /** What a process sees that is no more. */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void beginsAfter(int writes) {
    writesLeft.set(writes);
  }

  void ends() {
    writesLeft.set(Integer.MAX_VALUE);
  }

  boolean isOn() {
    return writesLeft.get() <= 0;
  }

  @Override
  public void writes(String name) {
    if (kind == Kind.LEDGER || writesLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return;
    }
    throw kind == Kind.POWER
        ? new PowerCut()
        : new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
  }

  @Override
  public void deletes(String name) {
    if (kind == Kind.POWER) {
      writes(name);
    }
  }

  @Override
  public void reads(String name) {
    if (kind == Kind.POWER && isOn()) {
      throw new PowerCut();
    }
  }

  /** Whether the ledger takes this entry. */
  boolean refusesEntry() {
    if (kind == Kind.DISKS) {
      return false;
    }
    boolean refused = writesLeft.getAndUpdate(left -> Math.max(0, left - 1)) <= 0;
    if (refused && kind == Kind.POWER) {
      throw new PowerCut();
    }
    return refused;
  }
}
