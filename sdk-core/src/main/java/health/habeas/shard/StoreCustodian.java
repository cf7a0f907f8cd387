// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Decision;
import health.habeas.grant.Directives;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.NonceStore;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Purpose;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.RevocationView;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A custodian over any {@link ShardStore}, with its own view of the ledger. Thread-safe. */
final class StoreCustodian implements Custodian {
  private static final int REMEMBERED_PROOFS = 100_000;
  private static final Duration RECEIPT_AGE = Duration.ofMinutes(5);

  private final String name;
  private final ShardStore store;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Nonces nonces;
  private final LedgerRevocations revocations;
  private final GrantVerifier verifier;
  private final KeptDirectives directives;
  private final FirstBreaks breaks;
  private final Map<GrantId, Long> counted = new ConcurrentHashMap<>();
  private final KeptStatements statements;
  private final AuditAnswers answers;

  /** @param keys with which it answers audits; null for some of its own that are gone when it is closed */
  StoreCustodian(
      String name,
      ShardStore store,
      Ledger ledger,
      InstantSource clock,
      @Nullable HolderKeys keys) {
    this.name = name;
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
    this.nonces = new Nonces(clock, new SecureRandom());
    this.revocations = LedgerRevocations.of(ledger);
    this.statements = new KeptStatements(store, revocations);
    this.directives = new KeptDirectives(store);
    this.breaks = new FirstBreaks(store);
    this.answers = new AuditAnswers(name, store, keys);
    this.verifier =
        GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(REMEMBERED_PROOFS));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<VerifyKey> key() {
    return answers.key();
  }

  @Override
  public Optional<VaultCard> card(VaultId vault) {
    return store
        .get(path(vault, VaultCard.NAME))
        .map(VaultCard::parse)
        .filter(card -> card.vault().equals(vault));
  }

  @Override
  public byte[] challenge() {
    return nonces.fresh();
  }

  @Override
  public OwnerSession enter(OwnerProof proof) {
    if (!nonces.use(proof.nonce()) || !proof.isFor(name)) {
      throw new InvalidInputException(
          ErrorCode.POSSESSION, "the proof does not answer a challenge of custodian " + name);
    }
    return new StoreOwnerSession(name, store, proof.card(), directives);
  }

  @Override
  public Admission admit(AccessClaim claim) {
    try {
      // As the patient will read it: what can't be read back is not admitted.
      AccessEvent event = AccessEvent.parse(claim.event().bytes());
      Decision decision = decide(claim, event);
      return decision instanceof Decision.Deny deny
          ? new Admission.Refused(deny)
          : new Admission.Admitted(new StoreReleaseSession(this, event));
    } catch (LedgerException e) {
      return refused(ErrorCode.STALE_REVOCATIONS, "custodian " + name + " can't ask the ledger");
    } catch (HabeasException e) {
      return refused(e.code(), "custodian " + name + " could not check the request");
    }
  }

  private Decision decide(AccessClaim claim, AccessEvent event) {
    VaultId vault = event.chain().root().parties().vault();
    Optional<VaultCard> card = card(vault);
    if (card.isEmpty()) {
      return deny(ErrorCode.UNKNOWN_VAULT, "custodian " + name + " keeps nothing of this vault");
    }
    if (!nonces.use(claim.nonce())) {
      return deny(ErrorCode.POSSESSION, "the proof answers no open challenge of this custodian");
    }
    if (!Arrays.equals(event.chain().bytes(), claim.presentation().chain())) {
      return deny(ErrorCode.RECEIPT_MISSING, "the receipt is for another grant");
    }
    Instant now = clock.instant();
    statements.load(vault);
    RevocationView view = revocations.follow(now);
    Decision decision = verifier.decide(
        claim.presentation(),
        event.request(),
        new Challenge(name, claim.nonce()),
        Circumstances.of(now, view)
            .under(directives(event).all())
            .brokenAt(firstBreak(event))
            .after(event.number()));
    if (decision instanceof Decision.Deny) {
      return decision;
    }
    // L54: no receipt, no shard; and the receipt reaches the patient whatever the holder does.
    Optional<Decision> missing = receiptMissing(claim, event, now);
    if (missing.isEmpty()
        && !keepReceipt(card.get(), event, claim.presentation().possession())) {
      return deny(ErrorCode.REPLAYED, "this access was admitted once by custodian " + name);
    }
    if (missing.isEmpty() && event.request().purpose() == Purpose.BTG) {
      Instant latest = view.asOf().isAfter(now) ? view.asOf() : now;
      breaks.record(event.chain().root(), latest);
    }
    return missing.orElse(decision);
  }

  private Optional<Instant> firstBreak(AccessEvent event) {
    return event.request().purpose() == Purpose.BTG
        ? breaks.of(event.chain().root())
        : Optional.empty();
  }

  private Optional<Decision> receiptMissing(AccessClaim claim, AccessEvent event, Instant now) {
    if (Duration.between(event.time(), now).abs().compareTo(RECEIPT_AGE) > 0) {
      return Optional.of(
          deny(ErrorCode.RECEIPT_MISSING, "the receipt is more than five minutes old"));
    }
    try {
      InclusionBundle bundle = InclusionBundle.parse(claim.inclusion());
      ledger.verify(bundle);
      if (!bundle.entry().equals(event.entry())) {
        return Optional.of(
            deny(ErrorCode.RECEIPT_MISSING, "the proof is for another ledger entry"));
      }
    } catch (LedgerException e) {
      return Optional.of(
          deny(ErrorCode.RECEIPT_MISSING, "the receipt's inclusion proof does not hold"));
    }
    // Without gaps, the patient finds every access by counting up from zero.
    Grant root = event.chain().root();
    return hasGap(root, event.number())
        ? Optional.of(
            deny(ErrorCode.RECEIPT_MISSING, "the access before this one is not in the ledger"))
        : Optional.empty();
  }

  /** Every number below must be there, not only the last one; what was seen once is not asked for again. */
  private boolean hasGap(Grant root, long number) {
    long known = counted.getOrDefault(root.id(), 0L);
    while (known < number && ledger.find(AccessEvent.id(root, known)).isPresent()) {
      known++;
    }
    counted.merge(root.id(), known, Math::max);
    return known < number;
  }

  /** Event and proof of possession, so that the patient can check who it was. False for one that was kept before. */
  private boolean keepReceipt(VaultCard card, AccessEvent event, byte[] possession) {
    byte[] id = event.entry().id().bytes();
    byte[] content =
        new CborWriter().array(2).bytes(event.bytes()).bytes(possession).toBytes();
    byte[] sealed = Hpke.seal(card.sealingKey(), Domain.RECEIPT, id, content);
    return store.putIfAbsent(path(card.vault(), ItemName.of(ItemKind.RECEIPT, id)), sealed);
  }

  /** Why an admitted access may not go on: asked again at every release (L54). */
  Optional<Decision.Deny> stopped(AccessEvent event) {
    Instant now = clock.instant();
    RevocationView view;
    try {
      view = revocations.follow(now);
      now = view.asOf(); // never earlier than before: a clock that is turned back revives nothing
      // (L25)
    } catch (LedgerException e) {
      return Optional.of(
          deny(ErrorCode.STALE_REVOCATIONS, "custodian " + name + " can't ask the ledger"));
    }
    Optional<Decision.Deny> revoked = view.refusal(event.chain());
    if (revoked.isPresent()) {
      return revoked;
    }
    for (Grant grant : event.chain().grants()) {
      if (grant.permission().window().isOver(now)) {
        return Optional.of(deny(ErrorCode.GRANT_EXPIRED, "grant " + grant.id() + " is over"));
      }
    }
    Optional<Decision.Deny> forbidden = forbidden(event, now);
    if (forbidden.isPresent()) {
      return forbidden;
    }
    boolean old =
        Duration.between(event.time(), now).abs().compareTo(RECEIPT_AGE.multipliedBy(2)) > 0;
    return old
        ? Optional.of(deny(ErrorCode.RECEIPT_MISSING, "the session is more than ten minutes old"))
        : Optional.empty();
  }

  /** Directives may come, and the time to break the glass may end, in the middle of a session; in doubt both forbid it. */
  private Optional<Decision.Deny> forbidden(AccessEvent event, Instant now) {
    try {
      if (directives(event).forbid(event.chain(), event.request())) {
        return Optional.of(deny(ErrorCode.DIRECTIVE, "a directive of the patient forbids this"));
      }
      return firstBreak(event)
          .filter(first -> !now.isBefore(first.plus(GrantVerifier.BREAK_GLASS)))
          .map(first ->
              deny(ErrorCode.BREAK_GLASS, "the glass was broken with this grant 24 hours ago"));
    } catch (HabeasException e) {
      return Optional.of(
          deny(e.code(), "custodian " + name + " could not read what the patient forbids"));
    }
  }

  /** What the patient forbids, by the newest version that this custodian was given. */
  Directives directives(AccessEvent event) {
    return directives.of(event.chain().root().parties().issuer());
  }

  ShardStore store() {
    return store;
  }

  @Override
  public long revoke(RevocationStatement statement) {
    if (card(statement.vault()).isEmpty()) {
      throw new InvalidInputException(
          ErrorCode.UNKNOWN_VAULT, "custodian " + name + " keeps nothing of this vault");
    }
    try {
      return statements.take(statement);
    } catch (LedgerException e) {
      throw new StorageException(
          ErrorCode.LEDGER_FAILED,
          "custodian " + name + " can't ask the ledger: " + e.getMessage(),
          e);
    }
  }

  @Override
  public byte[] audit(AuditQuestion question) {
    VaultCard card = card(question.pass().vault())
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.UNKNOWN_VAULT, "custodian " + name + " keeps nothing of this vault"));
    return answers.answer(card, question, clock.instant());
  }

  @Override
  public RepairSession repair(RepairCap cap) {
    VaultCard card = card(cap.vault())
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.UNKNOWN_VAULT, "custodian " + name + " keeps nothing of this vault"));
    cap.require(card, clock.instant());
    return new StoreRepairSession(name, store, card, cap);
  }

  @Override
  public long followLedger() {
    try {
      revocations.follow(clock.instant());
    } catch (LedgerException e) {
      throw new StorageException(
          ErrorCode.LEDGER_FAILED,
          "custodian " + name + " can't follow the ledger: " + e.getMessage(),
          e);
    }
    return revocations.followed();
  }

  @Override
  public void close() {
    answers.close();
    store.close();
  }

  @Override
  public String toString() {
    return "Custodian[" + name + "]";
  }

  static String path(VaultId vault, ItemName name) {
    return vault.hex() + "/" + name.kind().folder() + "/" + name.name();
  }

  private static Admission refused(ErrorCode code, String why) {
    return new Admission.Refused(deny(code, why));
  }

  private static Decision.Deny deny(ErrorCode code, String why) {
    return new Decision.Deny(code, why);
  }
}
