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
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.StripeLayout;
import health.habeas.shard.VaultCard;
import java.util.List;
import java.util.Optional;

/**
 * How a vault is found again from the patient's keys alone: read the journal back, finish what a crash cut off, sweep what
 * it left, and build the directory. Opening a vault for the first time is the same path over an empty journal.
 */
final class RecoverPath {
  private static final int KEY_BYTES = 32;
  private static final byte[] FIRST = Bytes.be32(0);

  private RecoverPath() {}

  static VaultSession open(
      PatientKeys keys, Ledger ledger, Replicas replicas, Surroundings around) {
    return open(keys, ledger, replicas, around, Optional.empty());
  }

  /** With a patient epoch from elsewhere: a vault that moves in keeps its keys, so that its grants go on opening. */
  static VaultSession open(
      PatientKeys keys,
      Ledger ledger,
      Replicas replicas,
      Surroundings around,
      Optional<Secret> epoch) {
    Journal journal = new Journal(keys, replicas, new Anchors(ledger), around);
    journal.load();
    boolean isNew = journal.entries().isEmpty();
    byte[] card = VaultCard.of(keys).bytes();
    if (isNew) {
      replicas.replicate(VaultCard.NAME, card);
    } else {
      // The vault is durable as it is: it also opens while fewer custodians answer than a write
      // needs.
      replicas.mend(VaultCard.NAME, card);
    }
    KeyRing ring =
        new KeyRing(patientEpoch(keys, replicas, around, isNew ? epoch : Optional.empty(), isNew));
    VaultSession session = new VaultSession(
        keys, ledger, around, replicas, journal, new VaultState(), ring, new Directory(keys));
    session.state().follow(journal.entries());
    if (isNew) {
      StripeLayout layout = replicas.layout();
      session.commit(new VaultEvent.Created(layout.data(), layout.total()));
    }
    requireLayout(journal.entries().get(0), replicas.layout());
    WritePath.sweep(session);
    session.directory().load(session.state(), ring, session.reader(new Faults()));
    RevokePath.resume(session);
    RevokePath.handOutMissing(session);
    return session;
  }

  private static void requireLayout(JournalEntry first, StripeLayout layout) {
    boolean same = first.event() instanceof VaultEvent.Created created
        && created.data() == layout.data()
        && created.total() == layout.total();
    if (!same) {
      throw new InvalidInputException(
          ErrorCode.VAULT_CONFIGURATION, "the vault was made with another layout than " + layout);
    }
  }

  private static Secret patientEpoch(
      PatientKeys keys,
      Replicas replicas,
      Surroundings around,
      Optional<Secret> given,
      boolean isNew) {
    try (Secret wrapKey = keys.derive(SECRET_ACCESS, Domain.PATIENT_EPOCH);
        Secret nameKey = keys.derive(SECRET_ACCESS, Domain.PATIENT_EPOCH_NAME)) {
      ItemName name = ItemName.of(ItemKind.EPOCH, Hmac.of(nameKey, FIRST));
      List<byte[]> wrapped = replicas.copies(name).stream()
          .flatMap(Optional::stream)
          .filter(copy -> Box.open(wrapKey, Domain.PATIENT_EPOCH, FIRST, copy).isPresent())
          .toList();
      if (wrapped.isEmpty() && !isNew) {
        throw new IntegrityException(
            ErrorCode.OBJECT_MISSING,
            "no custodian that answers has the vault's wrapped epoch key");
      }
      byte[] sealed;
      boolean first = wrapped.isEmpty();
      if (first || given.isPresent()) {
        try (Secret fresh = given.orElseGet(() -> Secret.random(around.random(), KEY_BYTES))) {
          sealed = new Box(around.random())
              .seal(wrapKey, Domain.PATIENT_EPOCH, FIRST, fresh.bytes(SECRET_ACCESS));
        }
      } else {
        sealed = wrapped.get(0);
      }
      if (first) {
        // Of two sessions that make one vault at once, only one reaches the quorum.
        replicas.replicate(name, sealed);
      } else if (isNew) {
        replicas.heal(name, sealed);
      } else {
        replicas.mend(name, sealed);
      }
      return Secret.owning(
          Box.open(wrapKey, Domain.PATIENT_EPOCH, FIRST, sealed).orElseThrow());
    }
  }
}
