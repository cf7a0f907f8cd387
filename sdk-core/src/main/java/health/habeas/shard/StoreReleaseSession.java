// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Action;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.Purpose;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Sha256;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One admitted access to one store. Thread-safe. */
record StoreReleaseSession(StoreCustodian custodian, AccessEvent event) implements ReleaseSession {
  @Override
  public Fetched fetch(ItemName name) {
    return release(name, custodian.store()::get);
  }

  @Override
  public Fetched fetch(ItemName name, long offset, int length) {
    return release(name, path -> custodian.store().getRange(path, offset, length));
  }

  /** Decides anew each time (L54), then looks. */
  private Fetched release(ItemName name, Function<String, Optional<byte[]>> stored) {
    boolean released = event.request().action() == Action.READ && name.kind().releasedToHolders();
    if (!released || (name.kind() == ItemKind.BREAK_GLASS_SHARE && !isOwnShare(name))) {
      return outOfScope();
    }
    Optional<Decision.Deny> stopped = custodian.stopped(event);
    if (stopped.isPresent()) {
      return new Refused(stopped.get());
    }
    return stored
        .apply(StoreCustodian.path(vault(), name))
        .<Fetched>map(Found::new)
        .orElseGet(Absent::new);
  }

  @Override
  public Deposited deposit(byte[] sealed) {
    if (sealed.length > MAX_DEPOSIT_BYTES) {
      return new Refused(new Decision.Deny(
          ErrorCode.DEPOSIT_TOO_LARGE,
          "a deposit may have " + MAX_DEPOSIT_BYTES + " bytes, and this has " + sealed.length));
    }
    byte[] digest = Sha256.of(sealed);
    Action action = event.request().action();
    boolean writes = action == Action.CREATE || action == Action.AMEND;
    boolean asRecorded = writes && Arrays.equals(event.subject(), digest);
    if (!asRecorded) {
      return outOfScope();
    }
    Optional<Decision.Deny> stopped = custodian.stopped(event);
    if (stopped.isPresent()) {
      return new Refused(stopped.get());
    }
    custodian
        .store()
        .putIfAbsent(StoreCustodian.path(vault(), ItemName.of(ItemKind.INBOX, digest)), sealed);
    return new Kept();
  }

  @Override
  public List<Directive> directives() {
    return custodian.directives(event).concerning(event.chain(), event.request());
  }

  /** L41: the share goes out only for a recorded break of the glass, and with no other grant. */
  private boolean isOwnShare(ItemName name) {
    byte[] grant = event.chain().root().id().bytes();
    return event.request().purpose() == Purpose.BTG
        && name.equals(ItemName.of(ItemKind.BREAK_GLASS_SHARE, grant));
  }

  private VaultId vault() {
    return event.request().vault();
  }

  private static Refused outOfScope() {
    return new Refused(new Decision.Deny(
        ErrorCode.SCOPE, "the receipt of this access does not cover what was asked for"));
  }
}
