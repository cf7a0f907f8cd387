// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Circumstances;
import health.habeas.grant.DayRange;
import health.habeas.grant.Decision;
import health.habeas.grant.Field;
import health.habeas.grant.Forecast;
import health.habeas.grant.GrantChain;
import health.habeas.grant.KeyRevocation;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.RevocationView;
import health.habeas.grant.Selection;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.InclusionBundle;
import health.habeas.record.Author;
import health.habeas.record.HealthRecord;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.VaultCard;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a provider writes without reading: the record is signed by its author, sealed to the patient, and left in the vault's
 * inbox under a CREATE grant; the patient's agent opens, checks and files it.
 */
public final class DepositPath {
  private static final int MAX_CHAIN_BYTES = 64 << 10; // of suite S2 with five links

  private DepositPath() {}

  /**
   * What became of a deposit.
   *
   * @param refusal why it was not taken
   * @param custodians how many keep it
   * @param receipt its place in the ledger
   */
  public record Outcome(
      Optional<Decision.Deny> refusal, int custodians, Optional<InclusionBundle> receipt) {}

  /**
   * What a provider writes.
   *
   * @param health the record
   * @param amended the version that it takes the place of; empty for a new record
   */
  record Writing(HealthRecord health, Optional<HealthRecord> amended) {
    Action action() {
      return amended.isPresent() ? Action.AMEND : Action.CREATE;
    }
  }

  static Outcome deposit(HolderSession holder, Writing writing, Purpose purpose) {
    HealthRecord health = writing.health();
    Selection selection = new Selection(
        Field.of(health.type()),
        Field.of(health.categories()),
        new DayRange(health.day(), health.day().plusDays(1)));
    Forecast forecast = holder.forecast(writing.action(), selection, purpose);
    if (forecast.refusal().isPresent()) {
      return new Outcome(forecast.refusal(), 0, Optional.empty());
    }
    byte[] item = seal(holder, writing);
    AccessRequest request = new AccessRequest(holder.vault(), writing.action(), selection, purpose);
    AccessDoors doors = AccessDoors.open(holder, request, Sha256.of(item));
    int kept = doors.deposit(item);
    int needed = holder.custodians().size() / 2 + 1;
    if (kept < needed && doors.refusal().isEmpty()) {
      throw new StorageException(
          ErrorCode.TOO_FEW_CUSTODIANS,
          "only " + kept + " custodians kept the deposit, and " + needed + " must");
    }
    return new Outcome(
        kept < needed ? doors.refusal() : Optional.empty(), kept, Optional.of(doors.receipt()));
  }

  private static byte[] seal(HolderSession holder, Writing writing) {
    VaultCard card = holder.custodians().stream()
        .flatMap(custodian -> card(custodian, holder).stream())
        .filter(found -> found.vault().equals(holder.vault()))
        .findFirst()
        .orElseThrow(() -> new StorageException(
            ErrorCode.UNKNOWN_VAULT, "no custodian that answers knows the vault's public keys"));
    byte[] statement = CoseSign1.sign(
            holder.keys().signer(SECRET_ACCESS),
            Domain.RECORD,
            RecordFile.statement(writing.health(), holder.chain().id(), writing.amended()))
        .toBytes();
    RecordFile file = new RecordFile(
        writing.health(), new Author(holder.keys().key().bytes()), Optional.of(statement));
    byte[] item = new CborWriter()
        .array(2)
        .bytes(holder.chain().withoutKeybox().bytes())
        .bytes(file.bytes())
        .toBytes();
    return Hpke.seal(card.sealingKey(), Domain.INBOX_ITEM, holder.vault().bytes(), item);
  }

  private static Optional<VaultCard> card(Custodian custodian, HolderSession holder) {
    try {
      return custodian.card(holder.vault());
    } catch (RuntimeException e) {
      // Whatever one custodian does, the others are asked.
      return Optional.empty();
    }
  }

  /**
   * What the agent found in the inbox.
   *
   * @param filed records that are in the vault now
   * @param refused items that are not sound, or beyond their grant; they stay in the inbox
   */
  public record Filed(int filed, int refused) {}

  /** Files every sound deposit, one journal entry each. An amendment may wait for what it amends: as often as something is filed. */
  static Filed file(VaultSession session) {
    int filed = 0;
    Filed pass = new Filed(1, 1);
    while (pass.filed() > 0 && pass.refused() > 0) {
      pass = filePass(session);
      filed += pass.filed();
    }
    return new Filed(filed, pass.refused());
  }

  private static Filed filePass(VaultSession session) {
    int filed = 0;
    int refused = 0;
    for (ItemName name : session.replicas().list(ItemKind.INBOX)) {
      if (!session.state().isFiled(name.name())) {
        Optional<RecordFile> file = open(session, name);
        if (file.isEmpty()) {
          refused++;
          continue;
        }
        new WritePath(session).put(file.stream().iterator(), List.of(name.name()));
        filed++;
      }
      session.replicas().delete(name);
    }
    return new Filed(filed, refused);
  }

  private static Optional<RecordFile> open(VaultSession session, ItemName name) {
    // One copy at a time: each may be as large as a record.
    return IntStream.range(0, session.replicas().names().size())
        .mapToObj(custodian -> session.replicas().from(custodian, name))
        .flatMap(Optional::stream)
        .filter(copy -> copy.length <= ReleaseSession.MAX_DEPOSIT_BYTES)
        .filter(copy -> ItemName.of(ItemKind.INBOX, Sha256.of(copy)).equals(name))
        .findFirst()
        .flatMap(copy -> parse(session, copy));
  }

  private static Optional<RecordFile> parse(VaultSession session, byte[] item) {
    try {
      byte[] opened = session
          .keys()
          .openInbox(SECRET_ACCESS, Domain.INBOX_ITEM, session.vault().bytes(), item);
      CborReader in = CborReader.of(opened, ErrorCode.RECORD_INVALID);
      in.arrayOf(2);
      GrantChain chain = GrantChain.parse(in.bytes(MAX_CHAIN_BYTES));
      RecordFile file = RecordFile.parse(in.bytes(opened.length));
      in.end();
      boolean sound = isSignedUnder(chain, file) && fits(session, chain, file, Sha256.of(item));
      return sound ? Optional.of(file) : Optional.empty();
    } catch (CustodyException | InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** L45: signed by the last holder, under just this grant. */
  private static boolean isSignedUnder(GrantChain chain, RecordFile file) {
    byte[] holder = chain.holderEd25519().bytes();
    return file.grant().equals(Optional.of(chain.id()))
        && file.author().equals(new Author(holder))
        && file.isAuthentic(holder);
  }

  /** CREATE adds and never replaces; AMEND follows the newest version and never adds (L45). */
  private static boolean fits(
      VaultSession session, GrantChain chain, RecordFile file, byte[] item) {
    Optional<Directory.Found> there = session.directory().find(file.record().id());
    Written what = new Written(chain, item, List.of(facts(file)), Action.CREATE);
    Optional<byte[]> amends = file.amends();
    if (amends.isEmpty()) {
      return there.isEmpty() && wasAllowed(session, what);
    }
    try (RecordReader reader = session.reader(new Faults())) {
      return there
          .flatMap(found -> MovePath.read(session, reader, found))
          .filter(newest -> Arrays.equals(RecordFile.digest(newest.record()), amends.get()))
          .filter(newest -> wasAllowed(session, what.amending(facts(newest))))
          .isPresent();
    }
  }

  private static RecordFacts facts(RecordFile file) {
    return RecordFacts.of(file.record(), file.author());
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
  private static boolean wasAllowed(VaultSession session, Written what) {
    return session.state().issued(what.chain().root().id()).stream()
        .flatMap(root -> DisclosurePath.of(session, root).stream())
        .anyMatch(evidence -> evidence
            .event()
            .filter(what::isIn)
            .filter(event -> what.facts().stream()
                .allMatch(
                    facts -> allowed(session, event, facts, evidence.proof().position())))
            .isPresent());
  }

  private static boolean allowed(
      VaultSession session, AccessEvent event, RecordFacts facts, long position) {
    AccessRequest request = new AccessRequest(
        session.vault(), event.request().action(), facts, event.request().purpose());
    RevocationView then =
        LedgerRevocations.of(session.ledger()).follow(session.around().clock().instant());
    return Forecast.of(
            event.chain(),
            request,
            PatientKeyView.rootKeys(),
            Circumstances.of(event.time(), new Before(then, position, event.time()))
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
