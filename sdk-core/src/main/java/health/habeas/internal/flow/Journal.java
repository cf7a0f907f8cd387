// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.InclusionBundle;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The vault's own history: sealed entries, copied to every custodian and anchored in the ledger one by one, so that any
 * device with the patient's keys finds the same vault again.
 *
 * <p>An entry is the commit point of whatever it tells: before it is durable at a quorum nothing happened, and afterwards
 * all of it did. Names are create-only, so two sessions can't both write entry i. The entry after the last one is looked
 * for in the ledger too: if it is there, these copies were rolled back. Not thread-safe: the vault holds its lock.
 */
final class Journal implements AutoCloseable {
  private final Secret sealKey;
  private final Secret nameKey;
  private final Secret anchorKey;
  private final Replicas replicas;
  private final Anchors anchors;
  private final Box box;
  private final SecureRandom random;
  private final InstantSource clock;
  private final List<JournalEntry> entries = new ArrayList<>();
  private int anchored;
  private @Nullable Pending pending;

  private record Pending(JournalEntry entry, byte[] sealed) {}

  Journal(PatientKeys keys, Replicas replicas, Anchors anchors, Surroundings around) {
    this.sealKey = keys.derive(SECRET_ACCESS, Domain.JOURNAL);
    this.nameKey = keys.derive(SECRET_ACCESS, Domain.JOURNAL_NAME);
    this.anchorKey = keys.derive(SECRET_ACCESS, Domain.JOURNAL_ENTRY);
    this.replicas = replicas;
    this.anchors = anchors;
    this.random = around.random();
    this.clock = around.clock();
    this.box = new Box(random);
  }

  /** Every entry so far, oldest first. */
  List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Reads the journal back. The newest entry may have been cut off in the middle by a crash: it is completed, at the
   * custodians and in the ledger, before anything else happens.
   */
  void load() {
    Set<ItemName> present = replicas.list(ItemKind.JOURNAL);
    while (present.contains(name(entries.size()))) {
      entries.add(read(entries.size()));
    }
    if (anchors.find(anchorId(entries.size())).isPresent()) {
      throw new IntegrityException(
          ErrorCode.VAULT_ROLLED_BACK,
          "the ledger knows journal entry " + entries.size()
              + ", and no custodian that answers has it");
    }
    anchored = Math.max(0, entries.size() - 1);
    settle();
  }

  /** The entry with which an event would be committed next. */
  JournalEntry draft(VaultEvent event) {
    settle();
    byte[] opening = new byte[Sha256.SIZE_BYTES];
    random.nextBytes(opening);
    return new JournalEntry(entries.size(), lastDigest(), opening, clock.instant(), event);
  }

  /**
   * Commits the draft of an event: at a quorum of custodians, then in the ledger. When it throws, the event may or may not
   * have happened; the next call settles that first, with the same bytes and the same ledger id.
   */
  void append(JournalEntry draft) {
    byte[] place = Bytes.be64(draft.sequence());
    pending = new Pending(draft, box.seal(sealKey, Domain.JOURNAL, place, draft.bytes()));
    settle();
  }

  /** What pages say that this entry, and no other at its place, makes count. */
  SlotPage.Commit commit(JournalEntry entry) {
    return new SlotPage.Commit(anchorId(entry.sequence()), entry.leaf());
  }

  /** Whether an earlier call left something to be settled. */
  boolean isUnsettled() {
    return pending != null || anchored < entries.size();
  }

  /** Finishes what an earlier call could not: copies, then the anchor. */
  void settle() {
    Pending unfinished = pending;
    if (unfinished != null) {
      replicas.replicate(name(unfinished.entry().sequence()), unfinished.sealed());
      entries.add(unfinished.entry());
      pending = null;
    }
    for (; anchored < entries.size(); anchored++) {
      anchor(entries.get(anchored));
    }
  }

  /** An entry as custodians have it. */
  record Copy(ItemName name, byte[] content) {}

  /** A copy of an entry, from any custodian that has a sound one. */
  Optional<Copy> copy(JournalEntry entry) {
    ItemName name = name(entry.sequence());
    byte[] place = Bytes.be64(entry.sequence());
    return replicas.copies(name).stream()
        .flatMap(Optional::stream)
        .filter(copy -> Box.open(sealKey, Domain.JOURNAL, place, copy)
            .filter(bytes -> Arrays.equals(bytes, entry.bytes()))
            .isPresent())
        .findFirst()
        .map(copy -> new Copy(name, copy));
  }

  /** The proof that an entry is in the ledger. */
  InclusionBundle prove(JournalEntry entry) {
    return anchors.prove(new Entry(EntryId.of(anchorId(entry.sequence())), entry.leaf()));
  }

  private void anchor(JournalEntry entry) {
    anchors.append(anchorId(entry.sequence()), entry.leaf());
  }

  /** The ledger id of the entry with this number: a one-time label that only the patient can compute. */
  private byte[] anchorId(long sequence) {
    return Hmac.of(anchorKey, Bytes.be64(sequence));
  }

  private JournalEntry read(long sequence) {
    byte[] place = Bytes.be64(sequence);
    Map<String, Long> votes = replicas.copies(name(sequence)).stream()
        .flatMap(Optional::stream)
        .filter(copy -> Box.open(sealKey, Domain.JOURNAL, place, copy).isPresent())
        .collect(Collectors.groupingBy(HexFormat.of()::formatHex, Collectors.counting()));
    // What the ledger has was acknowledged. Where it has nothing, two sessions may both have
    // failed: the most copies win.
    Optional<byte[]> anchoredLeaf =
        anchors.find(anchorId(sequence)).map(stored -> stored.entry().leaf());
    byte[] sealed = votes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue()
            .thenComparing(Map.Entry.comparingByKey())
            .reversed())
        .map(vote -> HexFormat.of().parseHex(vote.getKey()))
        .filter(copy ->
            anchoredLeaf.isEmpty() || Arrays.equals(open(place, copy).leaf(), anchoredLeaf.get()))
        .findFirst()
        .orElseThrow(() -> new IntegrityException(
            ErrorCode.VAULT_ROLLED_BACK,
            "no custodian that answers has journal entry " + sequence + " as the ledger knows it"));
    if (votes.size() > 1) {
      replicas.mend(name(sequence), sealed);
    }
    if (anchoredLeaf.isEmpty()) {
      replicas.heal(name(sequence), sealed);
    }
    JournalEntry entry = open(place, sealed);
    if (entry.sequence() != sequence || !Arrays.equals(entry.previous(), lastDigest())) {
      throw new IntegrityException(
          ErrorCode.VAULT_ROLLED_BACK,
          "journal entry " + sequence + " does not follow the one before");
    }
    return entry;
  }

  private JournalEntry open(byte[] place, byte[] sealed) {
    return JournalEntry.parse(Box.open(sealKey, Domain.JOURNAL, place, sealed).orElseThrow());
  }

  private byte[] lastDigest() {
    return entries.isEmpty()
        ? new byte[Sha256.SIZE_BYTES]
        : entries.get(entries.size() - 1).digest();
  }

  private ItemName name(long sequence) {
    return ItemName.of(ItemKind.JOURNAL, Hmac.of(nameKey, Bytes.be64(sequence)));
  }

  @Override
  public void close() {
    sealKey.close();
    nameKey.close();
    anchorKey.close();
  }
}
