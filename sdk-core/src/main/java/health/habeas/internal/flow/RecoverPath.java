// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.StripeLayout;
import health.habeas.shard.VaultCard;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a vault is found again from the patient's keys alone: read the journal back, finish what a crash cut off, sweep what
 * it left, and build the directory. Opening a vault for the first time is the same path over an empty journal.
 */
final class RecoverPath {
  private static final int KEY_BYTES = 32;
  private static final byte[] FIRST = Bytes.be32(0);

  private RecoverPath() {}

  static VaultSession open(Owner owner, Ledger ledger, Replicas replicas, Surroundings around) {
    return open(owner, ledger, replicas, around, Optional.empty());
  }

  /** With a patient epoch from elsewhere, which stays the caller's: a vault that moves in keeps its keys, so that its grants go on opening. */
  static VaultSession open(
      Owner owner, Ledger ledger, Replicas replicas, Surroundings around, Optional<Secret> epoch) {
    PatientKeys keys = owner.keys();
    Journal journal = new Journal(keys, replicas, new Anchors(ledger), around);
    boolean isNew = isNew(journal, owner, replicas);
    VaultState state = new VaultState();
    state.follow(journal.entries());
    byte[] card = owner.card().bytes();
    if (isNew) {
      replicas.replicate(VaultCard.NAME, card);
    } else {
      requireRoster(state.roster(), replicas);
      // The vault is durable as it is: it also opens while fewer custodians answer than a write
      // needs.
      replicas.mend(VaultCard.NAME, card);
    }
    Optional<byte[]> digest = journal.entries().stream()
        .findFirst()
        .map(first -> requireLayout(first, replicas.layout()).epochDigest());
    KeyRing ring = new KeyRing(patientEpoch(keys, replicas, around, epoch, digest));
    VaultSession session = new VaultSession(
        owner,
        ledger,
        around,
        replicas,
        journal,
        state,
        ring,
        new Directory(keys),
        new DelegatedChains());
    if (isNew) {
      StripeLayout layout = replicas.layout();
      session.commit(new VaultEvent.Created(
          layout.data(),
          layout.total(),
          digest(ring.patientEpoch()),
          Roster.founding(replicas.keepers()).seats()));
    }
    CustodyReceipts.bindKeys(session);
    replicas.mend(Roster.NAME, state.roster().signed(session.signer()));
    // Before anything that takes long: a custodian that was away may still allow what is forbidden.
    DirectivePath.give(session);
    Sweep.run(session);
    session.loadDirectory();
    RevokePath.takeRenounced(session);
    RevokePath.endBroken(session);
    RevokePath.resume(session);
    BreakGlassKey.give(session);
    KeyRevocationPath.exchange(session);
    RewrapPath.withdraw(session);
    Sweep.drop(session);
    DirectivePath.withdrawKeys(session);
    RevokePath.handOutMissing(session);
    return session;
  }

  /** Loads the journal. Where there is none, or one that seems rolled back, the vault may be of another suite. */
  private static boolean isNew(Journal journal, Owner owner, Replicas replicas) {
    try {
      journal.load();
    } catch (IntegrityException e) {
      owner.requireNoOtherSuite(replicas);
      throw e;
    }
    boolean isNew = journal.entries().isEmpty();
    if (isNew) {
      owner.requireNoOtherSuite(replicas);
    }
    return isNew;
  }

  private static VaultEvent.Created requireLayout(JournalEntry first, StripeLayout layout) {
    if (first.event() instanceof VaultEvent.Created created
        && created.data() == layout.data()
        && created.total() == layout.total()) {
      return created;
    }
    throw new InvalidInputException(
        ErrorCode.VAULT_CONFIGURATION, "the vault was made with another layout than " + layout);
  }

  /** Pieces are looked for at those custodians, and trusted to fail apart as was said when they took their seats. */
  private static void requireRoster(Roster roster, Replicas replicas) {
    if (!Set.copyOf(roster.keepers()).equals(Set.copyOf(replicas.keepers()))) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION,
          "the vault's custodians are " + roster.keepers() + ", and given were "
              + replicas.keepers());
    }
  }

  private static Secret patientEpoch(
      PatientKeys keys,
      Replicas replicas,
      Surroundings around,
      Optional<Secret> given,
      Optional<byte[]> digest) {
    try (Secret wrapKey = keys.derive(SECRET_ACCESS, Domain.PATIENT_EPOCH);
        Secret nameKey = keys.derive(SECRET_ACCESS, Domain.PATIENT_EPOCH_NAME)) {
      ItemName name = ItemName.of(ItemKind.EPOCH, Hmac.of(nameKey, FIRST));
      List<byte[]> copies =
          replicas.copies(name).stream().flatMap(Optional::stream).toList();
      if (digest.isPresent()) {
        byte[] sealed = copies.stream()
            .filter(copy -> isThatEpoch(wrapKey, copy, digest.get()))
            .findFirst()
            .orElseThrow(() -> new IntegrityException(
                ErrorCode.OBJECT_MISSING,
                "no custodian that answers has the vault's wrapped epoch key"));
        replicas.mend(name, sealed);
        return unwrap(wrapKey, sealed).orElseThrow();
      }
      return first(wrapKey, name, copies, replicas, around, given);
    }
  }

  /** Before the vault's first journal entry: what an attempt that was cut off left is used, or given up for what is given. */
  private static Secret first(
      Secret wrapKey,
      ItemName name,
      List<byte[]> copies,
      Replicas replicas,
      Surroundings around,
      Optional<Secret> given) {
    Optional<byte[]> left = copies.stream()
        .filter(copy -> unwrap(wrapKey, copy).isPresent())
        .max(Arrays::compareUnsigned);
    if (left.isPresent() && given.isEmpty()) {
      replicas.heal(name, left.get());
      return unwrap(wrapKey, left.get()).orElseThrow();
    }
    Secret epoch =
        given.map(Secret::copy).orElseGet(() -> Secret.random(around.random(), KEY_BYTES));
    byte[] sealed = new Box(around.random())
        .seal(wrapKey, Domain.PATIENT_EPOCH, FIRST, epoch.bytes(SECRET_ACCESS));
    if (copies.isEmpty()) {
      // Of two sessions that make one vault at once, only one reaches the quorum.
      replicas.replicate(name, sealed);
    } else {
      replicas.heal(name, sealed);
    }
    return epoch;
  }

  /** Whether a copy is the vault's wrapped epoch key. */
  static boolean isEpoch(VaultSession session, byte[] copy) {
    try (Secret wrapKey = session.keys().derive(SECRET_ACCESS, Domain.PATIENT_EPOCH)) {
      return isThatEpoch(wrapKey, copy, digest(session.ring().patientEpoch()));
    }
  }

  private static boolean isThatEpoch(Secret wrapKey, byte[] copy, byte[] digest) {
    return unwrap(wrapKey, copy)
        .filter(epoch -> {
          try (epoch) {
            return Arrays.equals(digest(epoch), digest);
          }
        })
        .isPresent();
  }

  private static Optional<Secret> unwrap(Secret wrapKey, byte[] copy) {
    return Box.open(wrapKey, Domain.PATIENT_EPOCH, FIRST, copy).map(Secret::owning);
  }

  private static byte[] digest(Secret epoch) {
    return Sha256.of(Domain.PATIENT_EPOCH, epoch.bytes(SECRET_ACCESS));
  }
}
