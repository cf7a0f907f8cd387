// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Forecast;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.KeyRevocation;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.RevocationView;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.wire.CborReader;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.RecordId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The vault's inbox during one call of the patient's agent: what is sound is filed, the rest stays and is counted. The
 * ledger is read once for all of it, and an item is opened again only when it amends a version that was not there yet. Not
 * thread-safe.
 */
public final class Inbox {
  private static final int MAX_CHAIN_BYTES = 64 << 10; // of suite S2 with five links

  private final VaultSession session;
  private final RevocationView revocations;
  private final Map<GrantId, List<DisclosurePath.Evidence>> accesses = new HashMap<>();
  private final List<ItemName> early = new ArrayList<>();
  private int filed;
  private int refused;

  private Inbox(VaultSession session) {
    this.session = session;
    LedgerRevocations ledger = LedgerRevocations.of(session.ledger());
    // A custodian that did not get the statement about a key, or ignores it, lets the key write.
    session
        .state()
        .endedKeys()
        .forEach(key -> ledger.take(key.statement(), PatientKeyView.rootKeys()));
    this.revocations = ledger.follow(session.around().clock().instant());
  }

  /**
   * What the agent found in the inbox.
   *
   * @param filed records that are in the vault now
   * @param refused items that are not sound, or beyond their grant; they stay in the inbox
   */
  public record Filed(int filed, int refused) {}

  /** Files every sound deposit, one journal entry each. */
  static Filed file(VaultSession session) {
    session.settle();
    KeyRevocationPath.resume(session);
    List<ItemName> items = List.copyOf(session.replicas().list(ItemKind.INBOX));
    if (session.directory().unreadablePages() > 0) {
      // What can't be seen might be the record that a deposit would replace, or its newest version.
      return new Filed(0, items.size());
    }
    Inbox inbox = new Inbox(session);
    inbox.look(items);
    return new Filed(inbox.filed, inbox.refused);
  }

  /** An amendment may come before what it amends: it is looked at again as often as something else was filed. */
  private void look(List<ItemName> items) {
    items.forEach(this::look);
    // A loop, since a stranger may leave a long row of amendments of amendments.
    for (int before = 0; filed > before && !early.isEmpty(); ) {
      before = filed;
      List<ItemName> again = List.copyOf(early);
      early.clear();
      refused -= again.size();
      again.forEach(this::look);
    }
  }

  private void look(ItemName name) {
    if (!session.state().isFiled(name.name())) {
      Optional<Deposited> deposited = open(name);
      if (deposited.filter(this::fits).isEmpty()) {
        refused++;
        deposited.flatMap(d -> d.file().amends()).ifPresent(amended -> early.add(name));
        return;
      }
      List<RecordFile> file = deposited.map(Deposited::file).stream().toList();
      new WritePath(session).put(file.iterator(), List.of(name.name()));
      filed++;
    }
    session.replicas().delete(name);
  }

  /**
   * A record that its author has signed for this vault.
   *
   * @param chain under which grants
   * @param file the record
   * @param item the digest of the sealed item
   */
  private record Deposited(GrantChain chain, RecordFile file, byte[] item) {}

  private Optional<Deposited> open(ItemName name) {
    return session
        .replicas()
        .first(
            name,
            copy -> copy.length <= ReleaseSession.MAX_DEPOSIT_BYTES
                && ItemName.of(ItemKind.INBOX, Sha256.of(copy)).equals(name))
        .flatMap(this::parse);
  }

  private Optional<Deposited> parse(byte[] item) {
    try {
      byte[] opened = session
          .keys()
          .openInbox(SECRET_ACCESS, Domain.INBOX_ITEM, session.vault().bytes(), item);
      CborReader in = CborReader.of(opened, ErrorCode.RECORD_INVALID);
      in.arrayOf(2);
      GrantChain chain = GrantChain.parse(in.bytes(MAX_CHAIN_BYTES));
      RecordFile file = RecordFile.parse(in.bytes(opened.length));
      in.end();
      return isSignedUnder(chain, file)
          ? Optional.of(new Deposited(chain, file, Sha256.of(item)))
          : Optional.empty();
    } catch (CustodyException | InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** L45: signed by the last holder, under just this grant. */
  private static boolean isSignedUnder(GrantChain chain, RecordFile file) {
    byte[] holder = chain.holderEd25519().bytes();
    // Parts are the patient's own to store: a deposit has its content with it.
    return file.parts().isEmpty()
        && file.grant().equals(Optional.of(chain.id()))
        && file.author().equals(new Author(holder))
        && file.isAuthentic(holder);
  }

  /** CREATE adds and never replaces; AMEND follows the newest version and never adds (L45). */
  private boolean fits(Deposited deposited) {
    RecordFile file = deposited.file();
    if (session.directory().wasDeleted(file.header().id())) {
      // It might be a deposit from before: what the patient deleted does not come back by itself.
      return false;
    }
    Optional<Directory.Found> there = session.directory().find(file.header().id());
    Written what =
        new Written(deposited.chain(), deposited.item(), List.of(facts(file)), Action.CREATE);
    Optional<byte[]> amends = file.amends();
    if (amends.isEmpty()) {
      return there.isEmpty() && wasAllowed(what);
    }
    try (RecordReader reader = session.reader(new Faults())) {
      return there
          .flatMap(found -> reader.record(found, session.ring()))
          .filter(newest -> Arrays.equals(newest.digest(), amends.get()))
          .filter(newest -> wasOnlyOnce(newest.header().id(), amends.get()))
          .filter(newest -> wasAllowed(what.amending(facts(newest))))
          .isPresent();
    }
  }

  /** Else it can't be told which version was meant: an amendment that was left over must not undo what was put back. */
  private boolean wasOnlyOnce(RecordId id, byte[] digest) {
    return VersionPath.of(session, id).found().values().stream()
            .filter(version -> Arrays.equals(version.digest(), digest))
            .count()
        == 1;
  }

  private static RecordFacts facts(RecordFile file) {
    return RecordFacts.of(file.header(), file.author());
  }

  /**
   * What must have been allowed.
   *
   * @param chain by which grants
   * @param item the digest of the sealed item
   * @param facts each record that it is about
   * @param action what was done with them
   */
  private record Written(GrantChain chain, byte[] item, List<RecordFacts> facts, Action action) {
    /** Both the version before and the new one must be in the grant's reach. */
    Written amending(RecordFacts before) {
      return new Written(chain, item, List.of(before, facts.get(0)), Action.AMEND);
    }

    boolean isIn(AccessEvent event) {
      return Arrays.equals(event.subject(), item)
          && event.request().action() == action
          && event.chain().equals(chain);
    }
  }

  /** The deposit is in the ledger, and its whole chain allowed it at that moment. */
  private boolean wasAllowed(Written what) {
    return session.state().issued(what.chain().root().id()).stream()
        .flatMap(root -> accesses(root).stream())
        .anyMatch(evidence -> evidence
            .event()
            .filter(what::isIn)
            .filter(event -> what.facts().stream()
                .allMatch(facts -> allowed(event, facts, evidence.proof().position())))
            .isPresent());
  }

  private List<DisclosurePath.Evidence> accesses(Issued root) {
    return accesses.computeIfAbsent(root.chain().id(), id -> DisclosurePath.of(session, root));
  }

  private boolean allowed(AccessEvent event, RecordFacts facts, long position) {
    AccessRequest request = new AccessRequest(
        session.vault(), event.request().action(), facts, event.request().purpose());
    return Forecast.of(
            event.chain(),
            request,
            PatientKeyView.rootKeys(),
            Circumstances.of(event.time(), new Before(revocations, position, event.time()))
                .under(session.directives().all())
                .after(event.number()))
        .refusal()
        .isEmpty();
  }

  /** What was revoked before a ledger position: later revocations don't undo what was deposited. */
  private record Before(RevocationView all, long position, Instant asOf) implements RevocationView {
    @Override
    public OptionalLong revokedSince(StatusHandle handle) {
      OptionalLong since = all.revokedSince(handle);
      return since.isPresent() && since.getAsLong() < position ? since : OptionalLong.empty();
    }

    @Override
    public Set<KeyRevocation> keyRevocations(VaultId vault, VerifyKey key) {
      return all.keyRevocations(vault, key).stream()
          .filter(known -> known.since() < position)
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long followed() {
      return all.followed();
    }
  }
}
