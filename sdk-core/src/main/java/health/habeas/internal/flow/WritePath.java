// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Slot;
import health.habeas.ledger.InclusionBundle;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The way in: classify into compartments, seal into packs, stripe over the custodians, write the slots, then commit all of
 * it with one journal entry. Before that entry nobody sees any of it; a crash leaves only orphans, which the next opening
 * deletes. A full pack is stored while the next is filled. Bounded memory: the open packs (some 3 MiB a compartment), the one
 * that is being stored, and the slots; of a large record, a part at a time.
 */
public final class WritePath {
  private final VaultSession session;
  private final byte[] vaultId;
  private final Map<CompartmentId, OpenPack> packs = new TreeMap<>();
  private final Map<Generation, DayKeys> dayKeys = new HashMap<>();
  private final NewPages pages;
  private final StoringBehind storing = new StoringBehind();
  private final Set<CompartmentId> left = new TreeSet<>();
  private final Map<String, byte[]> putNow = new TreeMap<>();
  private final Set<String> packed = new TreeSet<>();
  private Optional<OpenPack> stored = Optional.empty(); // or being stored
  private Optional<OpenPack> spare = Optional.empty();
  private Optional<Large> large = Optional.empty();
  private int added;
  private int updated;
  private int unchanged;

  /**
   * The one large record that a put may store.
   *
   * @param dek its data key, from which that of its parts derives
   * @param writer of its parts
   */
  private record Large(Secret dek, PartWriter writer) {}

  /**
   * What a put did.
   *
   * @param added records that are new
   * @param updated records that got a new version
   * @param unchanged records that were there already, byte for byte
   * @param pending compartments that still have the old place of a record that was moved
   * @param receipt the commit's place in the ledger, proven
   */
  public record Written(
      int added, int updated, int unchanged, int pending, InclusionBundle receipt) {}

  WritePath(VaultSession session) {
    this.session = session;
    this.pages = new NewPages(session);
    this.vaultId = session.vault().bytes();
  }

  /** The patient's own records: she is their author. */
  static Iterator<RecordFile> own(VaultSession session, Iterator<HealthRecord> records) {
    Author patient = new Author(session.keys().key().bytes());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public RecordFile next() {
        return new RecordFile(records.next(), patient, Optional.empty());
      }
    };
  }

  /** Stores one record whose content is read from a stream: in parts, unless it fits into one. */
  static Written put(VaultSession session, RecordHeader header, InputStream content)
      throws IOException {
    byte[] first = content.readNBytes(PartSealing.MAX_BYTES + 1);
    Author patient = new Author(session.keys().key().bytes());
    if (first.length <= PartSealing.MAX_BYTES) {
      HealthRecord whole = new HealthRecord(header, first);
      RecordFile file = new RecordFile(whole, patient, Optional.empty());
      return new WritePath(session).put(List.of(file).iterator(), List.of());
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(first), content);
    return new WritePath(session)
        .putLarge(all, parts -> RecordFile.large(header, parts, patient, Optional.empty()));
  }

  /** Stores the parts, then the record that lists them. */
  Written putLarge(InputStream content, Function<Parts, RecordFile> record) throws IOException {
    session.settle();
    try (Secret dek = freshKey();
        PartWriter writer = new PartWriter(session, dek)) {
      RecordFile file = record.apply(stored(writer, content));
      large = Optional.of(new Large(dek, writer));
      Written written = put(List.of(file).iterator(), List.of());
      if (written.unchanged() > 0) {
        writer.takeBack();
      }
      return written;
    }
  }

  private static Parts stored(PartWriter writer, InputStream content) throws IOException {
    try {
      return writer.write(content);
    } catch (IOException | RuntimeException e) {
      writer.takeBack();
      throw e;
    }
  }

  /** Stores all of the records, or none. {@code filed} names inbox items that these records settle. */
  Written put(Iterator<RecordFile> files, List<String> filed) {
    session.settle();
    Optional<JournalEntry> draft;
    try {
      files.forEachRemaining(this::add);
      storing.finish();
      packs.values().forEach(this::store);
      draft = draft(filed);
      draft.map(session.journal()::commit).ifPresent(pages::store);
    } catch (RuntimeException e) {
      // Nothing was committed: take back what is already out there, as far as it can be reached.
      storing.close();
      pages.takeBackAfter(e);
      packed.forEach(id -> OpenPack.takeBack(session, HexFormat.of().parseHex(id)));
      large.ifPresent(each -> each.writer().takeBack());
      throw e;
    } finally {
      storing.close();
      packs.values().forEach(OpenPack::close);
      dayKeys.values().forEach(DayKeys::close);
    }
    draft.ifPresent(entry -> {
      session.commit(entry);
      pages.enter(session.directory());
    });
    int pending = RewrapPath.withdraw(session).pending();
    RevokePath.handOutMissing(session);
    List<JournalEntry> entries = session.journal().entries();
    JournalEntry receipt = draft.orElseGet(() -> entries.get(entries.size() - 1));
    return new Written(added, updated, unchanged, pending, session.journal().prove(receipt));
  }

  /** The entry that will commit this put; empty if there is nothing new. */
  private Optional<JournalEntry> draft(List<String> filed) {
    int count = added + updated;
    if (count == 0 && filed.isEmpty()) {
      return Optional.empty();
    }
    List<PageRef> moved = left.stream()
        .map(compartment ->
            new PageRef(compartment, session.state().generations().epoch(compartment), 0))
        .toList();
    return Optional.of(session
        .journal()
        .draft(new VaultEvent.RecordsAdded(pages.refs(), count, filed, moved, objects())));
  }

  /** Whatever was stored under a manifest: what the journal does not name here is an orphan, and is collected. */
  private List<String> objects() {
    Stream<String> parts = large.stream()
        .flatMap(each -> each.writer().objectIds().stream())
        .map(HexFormat.of()::formatHex);
    return Stream.concat(packed.stream(), parts).toList();
  }

  private void add(RecordFile file) {
    RecordHeader header = file.header();
    Slot slot = session.directory().nextSlot(header.id());
    boolean isNew = session.directory().find(header.id()).isEmpty();
    byte[] digest = file.digest();
    String name = HexFormat.of().formatHex(slot.recordName());
    if (Arrays.equals(putNow.get(name), digest) || isStored(header.id(), digest)) {
      unchanged++;
      return;
    }
    if (putNow.put(name, digest) != null) {
      throw new InvalidInputException(
          ErrorCode.RECORD_INVALID, "one put has two different records with the same id");
    }
    List<CompartmentId> compartments = compartments(header);
    OpenPack pack = packs.computeIfAbsent(
        compartments.get(0), c -> new OpenPack(vaultId, session.around().random(), taken()));
    int day = RecordFile.day(header);
    Secret dek = large.map(Large::dek).orElseGet(this::freshKey);
    try (Locator locator = pack.add(slot, file, digest, dek)) {
      byte[] bytes = locator.bytes();
      compartments.forEach(c -> addSlot(c, slot, day, bytes));
      Arrays.fill(bytes, (byte) 0);
    }
    left.addAll(session.directory().left(header.id(), compartments, day, session.ring()));
    if (pack.isFull()) {
      OpenPack full = packs.remove(compartments.get(0));
      note(full);
      storing.begin(() -> stored(full));
      spare = stored;
      stored = Optional.of(full);
    }
    if (isNew) {
      added++;
    } else {
      updated++;
    }
  }

  private Secret freshKey() {
    return Secret.random(session.around().random(), SealBinding.KEY_BYTES);
  }

  private boolean isStored(RecordId id, byte[] digest) {
    return session
        .directory()
        .find(id)
        .flatMap(found -> found.locate(session.ring()))
        .map(locator -> {
          try (locator) {
            return Arrays.equals(locator.digest(), digest);
          }
        })
        .orElse(false);
  }

  private void addSlot(CompartmentId compartment, Slot slot, int day, byte[] locator) {
    Generation generation =
        new Generation(compartment, session.state().generations().epoch(compartment));
    DayKeys keys = dayKeys.computeIfAbsent(
        generation, g -> DayKeys.forWriting(session.ring().keys(g)));
    pages.add(generation, SlotPage.Entry.of(slot, day, keys, locator));
  }

  /** The memory of the pack that was stored last but one. */
  private Optional<OpenPack> taken() {
    Optional<OpenPack> taken = spare;
    spare = Optional.empty();
    return taken;
  }

  private void store(OpenPack pack) {
    note(pack);
    stored(pack);
  }

  private void stored(OpenPack pack) {
    try (pack) {
      pack.store(session);
    }
  }

  /** What may be out there from now on. */
  private void note(OpenPack pack) {
    packed.add(HexFormat.of().formatHex(pack.objectId()));
  }

  /** One compartment for each category, all with the record's exact label set. */
  private static List<CompartmentId> compartments(RecordHeader header) {
    int mask = RecordFile.labelMask(header);
    return header.categories().stream()
        .map(Category::number)
        .sorted()
        .map(category -> new CompartmentId(mask, category))
        .toList();
  }
}
