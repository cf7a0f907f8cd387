// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.VaultCard;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A custodian that misbehaves as a test says, from when it says so. What it stores is not touched. */
final class FaultyCustodian implements Custodian {
  /** What is wrong with it. */
  enum Fault {
    NONE,
    /** Each answer takes 30 ms more. */
    DELAY,
    /** An answer takes 1 ms more for each kibibyte. */
    DRIP,
    /** No answer comes. */
    HANG,
    /** Each request fails. */
    FAIL,
    /** A holder gets no further. */
    REFUSE,
    /** It says that it has nothing. */
    LOSE,
    /** A bit is wrong in each 64 bytes of what it gives. */
    FLIP,
    /** The end is missing of what it gives. */
    TRUNCATE,
    /** It gives what it gave before under another name. */
    SWAP,
    /** It gives what it gave first of this kind and size, whatever is asked for. */
    STALE;

    boolean isLie() {
      return this == FLIP || this == TRUNCATE || this == SWAP || this == STALE;
    }
  }

  private final Custodian real;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, byte[]> first = new HashMap<>();
  private final Map<ItemKind, byte[]> last = new HashMap<>();
  private Fault fault = Fault.NONE;
  private boolean hasLied;

  FaultyCustodian(Custodian real) {
    this.real = real;
  }

  synchronized void set(Fault next) {
    fault = next;
    hasLied = false;
  }

  synchronized Fault fault() {
    return fault;
  }

  /** Whether it gave anything that was altered. */
  synchronized boolean hasLied() {
    return hasLied;
  }

  private void trouble(int bytes) {
    try {
      switch (fault()) {
        case DELAY -> Thread.sleep(30);
        case DRIP -> Thread.sleep(bytes >> 10);
        case HANG -> end.await();
        case FAIL -> throw new StorageException(ErrorCode.STORE_FAILED, "as the test wants it");
        case NONE, REFUSE, LOSE, FLIP, TRUNCATE, SWAP, STALE -> {}
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(ErrorCode.STORE_FAILED, "interrupted", e);
    }
  }

  /** What it gives instead. */
  private synchronized Optional<byte[]> given(ItemName name, Optional<byte[]> content) {
    if (fault == Fault.LOSE || content.isEmpty()) {
      return Optional.empty();
    }
    byte[] sound = content.get();
    byte[] given = switch (fault) {
      case FLIP -> flipped(sound);
      case TRUNCATE -> Arrays.copyOf(sound, Math.max(0, sound.length - 1));
      case SWAP -> last.getOrDefault(name.kind(), sound);
      case STALE -> first.getOrDefault(name.kind() + " " + sound.length, sound);
      case NONE, DELAY, DRIP, HANG, FAIL, REFUSE, LOSE -> sound;
    };
    last.put(name.kind(), sound);
    first.putIfAbsent(name.kind() + " " + sound.length, sound);
    hasLied |= !Arrays.equals(given, sound);
    return Optional.of(given);
  }

  private static byte[] flipped(byte[] sound) {
    byte[] flipped = sound.clone();
    for (int at = 0; at < flipped.length; at += 64) {
      flipped[at] ^= 1;
    }
    return flipped;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Optional<VaultCard> card(VaultId vault) {
    trouble(0);
    return real.card(vault);
  }

  @Override
  public byte[] challenge() {
    trouble(0);
    return real.challenge();
  }

  @Override
  public OwnerSession enter(OwnerProof proof) {
    trouble(0);
    return new Owned(real.enter(proof));
  }

  @Override
  public Admission admit(AccessClaim claim) {
    trouble(0);
    Admission admission = real.admit(claim);
    return admission instanceof Admission.Admitted admitted
        ? new Admission.Admitted(new Released(admitted.session()))
        : admission;
  }

  @Override
  public long revoke(RevocationStatement statement) {
    trouble(0);
    return real.revoke(statement);
  }

  @Override
  public long followLedger() {
    trouble(0);
    return real.followLedger();
  }

  /** Lets go of whoever waits. */
  @Override
  public void close() {
    end.countDown();
  }

  private final class Owned implements OwnerSession {
    private final OwnerSession session;

    Owned(OwnerSession session) {
      this.session = session;
    }

    @Override
    public Stored put(ItemName name, byte[] content) {
      trouble(content.length);
      return session.put(name, content);
    }

    @Override
    public Optional<byte[]> get(ItemName name) {
      Optional<byte[]> content = session.get(name);
      trouble(content.map(bytes -> bytes.length).orElse(0));
      return given(name, content);
    }

    @Override
    public Optional<byte[]> get(ItemName name, long offset, int length) {
      trouble(length);
      return given(name, session.get(name, offset, length));
    }

    @Override
    public void delete(ItemName name) {
      trouble(0);
      session.delete(name);
    }

    @Override
    public long obey(byte[] directives) {
      trouble(0);
      return session.obey(directives);
    }

    @Override
    public List<ItemName> list(ItemKind kind) {
      trouble(0);
      return fault() == Fault.LOSE ? List.of() : session.list(kind);
    }
  }

  private final class Released implements ReleaseSession {
    private final ReleaseSession session;

    Released(ReleaseSession session) {
      this.session = session;
    }

    @Override
    public Fetched fetch(ItemName name) {
      Fetched fetched = session.fetch(name);
      trouble(fetched instanceof Found found ? found.content().length : 0);
      return passed(name, fetched);
    }

    @Override
    public Fetched fetch(ItemName name, long offset, int length) {
      trouble(length);
      return passed(name, session.fetch(name, offset, length));
    }

    private Fetched passed(ItemName name, Fetched fetched) {
      if (fault() == Fault.REFUSE) {
        return new Refused(new Decision.Deny(ErrorCode.GRANT_EXPIRED, "its clock is ahead"));
      }
      return fetched instanceof Found found
          ? given(name, Optional.of(found.content()))
              .<Fetched>map(Found::new)
              .orElseGet(Absent::new)
          : fetched;
    }

    @Override
    public Deposited deposit(byte[] sealed) {
      trouble(sealed.length);
      return session.deposit(sealed);
    }

    @Override
    public List<Directive> directives() {
      trouble(0);
      return session.directives();
    }
  }
}
