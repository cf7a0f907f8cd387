// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Field;
import health.habeas.grant.Forecast;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordSelector;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.RevocationView;
import health.habeas.grant.Selection;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CipherWarmUp;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.keytree.Keybox;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.error.LedgerException;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Accessor;
import health.habeas.shard.Custodian;
import health.habeas.shard.VaultCard;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the paths of one holder's open grant share. Not thread-safe: {@code GrantedVault} holds the lock. */
public final class HolderSession implements AutoCloseable {
  private final HolderKeys keys;
  private final GrantChain chain;
  private final Ledger ledger;
  private final List<Custodian> custodians;
  private final List<KnownCustodian> known;
  private final Surroundings around;
  private final LedgerRevocations revocations;
  private final Lanes lanes;
  private final Requests requests;
  private final KnownCard card;
  private final Set<SlotPage.Commit> committed = new HashSet<>();
  private final Set<String> seenUpdates = new HashSet<>();
  // A break-glass grant has none before its first read.
  private @Nullable Keybox keybox;
  // What custodians' shares of such a grant gave: its key updates lie under it, too.
  private @Nullable Secret breakGlassKey;
  private @Nullable Roster roster;
  private @Nullable Accessor accessor;
  private long accesses;

  private HolderSession(
      HolderKeys keys,
      GrantChain chain,
      Ledger ledger,
      List<Custodian> custodians,
      Surroundings around) {
    this.keys = keys;
    this.chain = chain;
    this.ledger = ledger;
    this.custodians = List.copyOf(custodians);
    this.known = custodians.stream().map(KnownCustodian::of).toList();
    this.around = around;
    this.revocations = LedgerRevocations.of(ledger);
    this.lanes = Lanes.reading(custodians.size());
    this.requests = Requests.of(lanes, custodians.size());
    this.card = new KnownCard(requests, this.custodians, vault());
  }

  /** Opens the keybox with the holder's keys; throws when the grant is somebody else's. */
  public static HolderSession open(
      GrantChain chain,
      HolderKeys keys,
      Ledger ledger,
      List<Custodian> custodians,
      Surroundings around) {
    CipherWarmUp.start();
    Optional<Keybox> opened = Optional.empty();
    if (!BreakGlassKey.isFor(chain.root().permission())) {
      opened = Optional.of(GrantPath.open(chain, keys));
    } else if (!chain.last().parties().holder().equals(keys.key(chain.suite()))) {
      throw new CustodyException(
          ErrorCode.KEYBOX_UNOPENED, "the break-glass grant was given to another holder");
    }
    HolderSession session =
        LedgerTrouble.translated(() -> new HolderSession(keys, chain, ledger, custodians, around));
    session.keybox = opened.orElse(null);
    return session;
  }

  /** What was granted. */
  public GrantChain chain() {
    return chain;
  }

  /** Whether a holder handed this grant on, rather than the patient. */
  boolean isDelegated() {
    return chain.grants().size() > 1;
  }

  VaultId vault() {
    return chain.root().parties().vault();
  }

  /** The patient's Ed25519 key, which signs what she stores: the vault's id proves it through the root issuer. */
  VerifyKey vaultKey() {
    return chain.patientEd25519();
  }

  String holderName() {
    return keys.grantee().name();
  }

  /** From now on accesses say that it is this person, to the patient alone. */
  public void accessedBy(Accessor person) {
    accessor = person;
  }

  byte[] sealedAccessor(EntryId access) {
    Accessor person = accessor;
    return person == null ? new byte[0] : SealedAccessor.seal(person, card(), access);
  }

  /** The vault's public keys, by whichever custodian knows them. */
  VaultCard card() {
    return card.get();
  }

  /** The log that records every access. */
  public Ledger ledger() {
    return ledger;
  }

  /** The vault's custodians. */
  public List<Custodian> custodians() {
    return custodians;
  }

  /** The custodians' names as they were at first: one that takes another's name later gets no proof for it. */
  List<String> names() {
    return known.stream().map(KnownCustodian::name).toList();
  }

  /** Who keeps the vault: asked for once, and without an answer those that this holder was given. */
  Roster roster(Supplier<Optional<Roster>> newest) {
    Roster asked = roster;
    if (asked == null) {
      asked = newest
          .get()
          .orElseGet(
              () -> Roster.founding(known.stream().map(KnownCustodian::keeper).toList()));
      roster = asked;
    }
    return asked;
  }

  /** How the custodians are asked side by side. */
  Requests requests() {
    return requests;
  }

  Surroundings around() {
    return around;
  }

  /** The opened keys; throws while a break-glass grant was not used yet. */
  Keybox keybox() {
    Keybox opened = keybox;
    if (opened == null) {
      throw new CustodyException(
          ErrorCode.KEYBOX_UNOPENED, "a break-glass grant has no keys before a recorded read");
    }
    return opened;
  }

  /** Whether there are no keys before an access is recorded (L41). */
  boolean isLocked() {
    return keybox == null;
  }

  /** Opens the keybox that custodians' shares uncovered; keeps a copy of the key. */
  void unlock(Secret key, byte[] sealed) {
    keybox = GrantPath.open(chain.last(), keys, sealed);
    breakGlassKey = key.copy();
  }

  /** The key that stood before the keybox of a break-glass grant; empty for other grants. The session's own. */
  Optional<Secret> breakGlassKey() {
    return Optional.ofNullable(breakGlassKey);
  }

  /** Whether this update was not seen before; from now on it was. */
  boolean isNewUpdate(byte[] sealed) {
    return seenUpdates.add(HexFormat.of().formatHex(Sha256.of(sealed)));
  }

  /** Takes in what an update brought. */
  void take(Keybox update) {
    Keybox before = keybox();
    keybox = before.merge(update);
    before.close();
  }

  HolderKeys keys() {
    return keys;
  }

  /** The next free access number of the root grant: how often it was used before. */
  long nextAccess() {
    while (ledger.find(AccessEvent.id(chain.root(), accesses)).isPresent()) {
      accesses++;
    }
    return accesses;
  }

  void accessed(long number) {
    accesses = number + 1;
  }

  /** Whether the ledger has the entry that makes a page count. */
  boolean isCommitted(SlotPage.Commit commit) {
    if (committed.contains(commit)) {
      return true;
    }
    boolean found = new Anchors(ledger)
        .find(commit.id())
        .map(SlotPage.Commit::of)
        .filter(commit::equals)
        .isPresent();
    return found && committed.add(commit);
  }

  /** What to expect of the custodians, as far as a holder can tell. */
  public Forecast forecast(Action action, RecordSelector selector, Purpose purpose) {
    Instant now = around.clock().instant();
    AccessRequest request = new AccessRequest(vault(), action, selector, purpose);
    Circumstances at = Circumstances.of(now, revocations(now)).after(uses());
    return Forecast.of(chain, request, PatientKeyView.rootKeys(), at);
  }

  /** Counting takes time, and only a limit needs it. Without the ledger what is known is the least that can be. */
  private long uses() {
    boolean limited = chain.grants().stream()
        .anyMatch(grant -> grant.permission().conditions().limits().uses().isPresent());
    try {
      return limited ? nextAccess() : 0;
    } catch (LedgerException e) {
      return accesses;
    }
  }

  /** Without the ledger a holder goes by what it knew, which ages (L34). */
  private RevocationView revocations(Instant now) {
    try {
      return revocations.follow(now);
    } catch (LedgerException.Retryable | LedgerException.Permanent e) {
      return revocations.known();
    } catch (LedgerException.Integrity e) {
      throw LedgerTrouble.translate(e);
    }
  }

  /** {@link ReadPath}. */
  public ReadPath.Outcome read(Selection selection, Purpose purpose) {
    return LedgerTrouble.translated(() -> ReadPath.read(this, selection, purpose));
  }

  /** {@link ReadPath}, for one record. */
  public ReadPath.Outcome get(RecordId id, Field<Category> categories, Purpose purpose) {
    return LedgerTrouble.translated(() -> ReadPath.get(this, id, categories, purpose));
  }

  /** {@link ReadPath}, for one record and its content. */
  public ReadPath.Opened open(RecordId id, Field<Category> categories, Purpose purpose) {
    return LedgerTrouble.translated(() -> ReadPath.open(this, id, categories, purpose));
  }

  /** {@link DepositPath}. */
  public DepositPath.Outcome deposit(HealthRecord health, Purpose purpose) {
    return write(new DepositPath.Writing(health, Optional.empty()), purpose);
  }

  /** {@link DepositPath}, for a record that exists. */
  public DepositPath.Outcome amend(HealthRecord before, HealthRecord now, Purpose purpose) {
    return write(new DepositPath.Writing(now, Optional.of(before)), purpose);
  }

  private DepositPath.Outcome write(DepositPath.Writing writing, Purpose purpose) {
    return LedgerTrouble.translated(() -> DepositPath.deposit(this, writing, purpose));
  }

  /** {@link GrantPath}. */
  public GrantChain narrow(Grantee to, GrantTerms terms) {
    GrantPath.Held held = new GrantPath.Held(keys, chain, keybox(), revocations.followed());
    return GrantPath.narrow(held, to, terms, around);
  }

  /** {@link RenouncePath}. */
  public RenouncePath.Published renounce() {
    return LedgerTrouble.translated(() -> RenouncePath.renounce(this));
  }

  /** {@link RenouncePath}, for what was handed on. */
  public RenouncePath.Published revoke(GrantChain below) {
    return LedgerTrouble.translated(() -> RenouncePath.revoke(this, below));
  }

  /** {@link KeyRevocationPath}, of this holder's own key. */
  public KeyRevocationPath.Published revokeKey(OptionalLong before) {
    return LedgerTrouble.translated(() -> KeyRevocationPath.ofOwn(this, before));
  }

  /** Takes in what it said itself; what others said of keys only custodians know. */
  void take(RevocationStatement statement) {
    revocations.take(statement, PatientKeyView.rootKeys());
  }

  GrantSigner signer() {
    return GrantPath.signer(keys, chain.suite());
  }

  @Override
  public void close() {
    lanes.close();
    if (!isLocked()) {
      keybox().close();
    }
    breakGlassKey().ifPresent(Secret::close);
  }
}
