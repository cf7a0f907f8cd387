// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.grant.Directives;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.shard.ItemName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the paths of one open vault share: keys, custodians, journal, and the state that the journal adds up to. Not
 * thread-safe: {@code Vault} holds the lock.
 *
 * @param owner the patient's keys, in the vault's suite
 * @param ledger where events are anchored
 * @param around time and randomness
 * @param replicas the custodians
 * @param journal the vault's history
 * @param state what it adds up to
 * @param ring the compartments' keys
 * @param directory where the patient's own records are
 * @param delegated what holders handed on, as far as it was seen
 */
record VaultSession(
    Owner owner,
    Ledger ledger,
    Surroundings around,
    Replicas replicas,
    Journal journal,
    VaultState state,
    KeyRing ring,
    Directory directory,
    DelegatedChains delegated)
    implements AutoCloseable {

  PatientKeys keys() {
    return owner.keys();
  }

  VaultId vault() {
    return owner.vault();
  }

  /** Signs the vault's own items, with Ed25519 in each suite. */
  Signer signer() {
    return keys().signer(SECRET_ACCESS);
  }

  /** Where a new object's shards go. */
  Placement placement(byte[] objectId) {
    Roster roster = state.roster();
    return roster
        .placement(objectId, roster.seats().size(), replicas.layout().total())
        .orElseThrow();
  }

  /** An object's manifest, from any custodian that has it as it was signed. */
  Optional<Manifest> manifest(byte[] objectId) {
    Function<byte[], Optional<Manifest>> sound =
        copy -> Manifest.verified(copy, keys().key().bytes(), objectId);
    return replicas
        .first(ItemName.manifest(objectId), copy -> sound.apply(copy).isPresent())
        .flatMap(sound);
  }

  /** What the patient forbids. */
  Directives directives() {
    return state.directives(owner.key());
  }

  /** Commits an event and takes it into the state. */
  JournalEntry commit(VaultEvent event) {
    return commit(journal.draft(event));
  }

  /** Commits a draft and takes it into the state. */
  JournalEntry commit(JournalEntry draft) {
    try {
      journal.append(draft);
      return draft;
    } finally {
      state.follow(journal.entries());
    }
  }

  /** Settles what an earlier call left half done, so that the next one starts from what really is. */
  void settle() {
    boolean unsettled = journal.isUnsettled();
    journal.settle();
    state.follow(journal.entries());
    if (unsettled) {
      // It may have been a re-wrap whose old pages are still to be deleted.
      Sweep.run(this);
      loadDirectory();
      // Or directives that the custodians don't have yet.
      DirectivePath.give(this);
    }
  }

  /** Reads every page anew. */
  void loadDirectory() {
    try (RecordReader reader = reader(new Faults())) {
      directory.load(state, ring, reader);
    }
  }

  /** A reader over the patient's own doors. */
  RecordReader reader(Faults faults) {
    return new RecordReader(ownSource(), vault().bytes(), keys().key(), faults);
  }

  private ItemSource ownSource() {
    List<String> names = replicas.names();
    Roster roster = state.roster();
    return new ItemSource() {
      @Override
      public List<String> custodians() {
        return names;
      }

      @Override
      public Requests requests() {
        return replicas.reading();
      }

      @Override
      public Optional<Placement> placement(Manifest manifest) {
        return roster.placement(manifest.objectId(), manifest.seats(), manifest.total());
      }

      @Override
      public Optional<byte[]> fetch(int custodian, ItemName name) {
        return replicas.at(custodian).get(name);
      }

      @Override
      public Optional<byte[]> fetch(int custodian, ItemName name, int offset, int length) {
        return replicas.at(custodian).get(name, offset, length);
      }
    };
  }

  @Override
  public void close() {
    ring.close();
    directory.close();
    journal.close();
    replicas.close();
  }
}
