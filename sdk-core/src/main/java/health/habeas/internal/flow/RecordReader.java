// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.Decision;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Slot;
import health.habeas.key.VerifyKey;
import health.habeas.record.HealthRecord;
import health.habeas.shard.ItemName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Reads pages and records from whatever custodians answer, trusting none: a page must open under its key, a manifest must
 * bear the vault's signature, a shard must match its root, a record must match its commitment and its author. What fails
 * is attributed to the custodian that gave it. Wipes what it rebuilt when closed. Not thread-safe.
 */
final class RecordReader implements AutoCloseable {
  private final ItemSource source;
  private final byte[] vaultId;
  private final VerifyKey vaultKey;
  private final Faults faults;
  private final StoredObjects objects = new StoredObjects();
  private final Map<String, Integer> expected = new HashMap<>();

  RecordReader(ItemSource source, byte[] vaultId, VerifyKey vaultKey, Faults faults) {
    this.source = source;
    this.vaultId = vaultId.clone();
    this.vaultKey = vaultKey;
    this.faults = faults;
  }

  /**
   * The page, from the first custodian whose copy opens and was committed; empty if there is none. A copy that was never
   * committed is no lie: its custodian was away when it was taken back.
   */
  Optional<SlotPage> page(CompartmentKeys keys, int index, Predicate<SlotPage.Commit> isCommitted) {
    ItemName name = SlotPage.name(keys, index);
    return first(
        name,
        copy ->
            SignedItem.open(vaultKey, name, copy).flatMap(page -> SlotPage.open(keys, index, page)),
        page -> isCommitted.test(page.commit()));
  }

  /**
   * Says how much will be read, so that what lies together is fetched together: of an object of which little is wanted,
   * single chunks are fetched.
   *
   * @param wanted each record that will be asked for
   */
  void expect(Collection<Locator> wanted) {
    expected.clear();
    wanted.forEach(each -> expected.merge(hex(each.objectId()), 1, Integer::sum));
  }

  /** The record in a slot, or empty when too few sound shards are left or its seal does not open. */
  Optional<RecordFile> record(Slot slot, Locator locator) {
    try {
      int wanted = expected.getOrDefault(hex(locator.objectId()), 1);
      byte[] context = context(vaultId, locator.objectId(), slot);
      return objects
          .get(locator.objectId(), this::find)
          .flatMap(object -> object.read(
              locator.extent(), wanted, (bytes, key) -> open(locator.dek(), key, context, bytes)))
          .filter(file -> file.parts().map(Parts::count).orElse(0) == locator.parts());
    } catch (InvalidInputException | IllegalArgumentException e) {
      // Sealed by whoever wrote it, and still not a record: it is counted, and the others are read.
      return Optional.empty();
    }
  }

  private Optional<RecordFile> open(Secret dek, Secret shareKey, byte[] context, byte[] bytes) {
    return Sealing.open(dek, shareKey, context, bytes)
        .map(RecordFile::parse)
        .filter(file -> file.isAuthentic(vaultKey.bytes()));
  }

  /** The same for a record that was found; empty too where its slot does not open. */
  Optional<RecordFile> record(Directory.Found found, KeyRing ring) {
    return found.locate(ring).flatMap(locator -> {
      try (locator) {
        return record(found.entry().slot(), locator);
      }
    });
  }

  /**
   * The content of a record, which stays open when this is closed.
   *
   * @param file what {@link #record} gave for it
   * @param locator where that was
   */
  ContentReader content(RecordFile file, Locator locator) {
    if (file.record() instanceof HealthRecord whole) {
      return new WholeContent(whole, faults);
    }
    RecordReader own = new RecordReader(source, vaultId, vaultKey, faults);
    return new PartReader(own, vaultId, file, Parts.key(locator.dek()));
  }

  /** Why custodians refuse, where one does. */
  Optional<Decision.Deny> refusal() {
    return source.refusal();
  }

  /** Which custodians failed so far. */
  Faults faults() {
    return faults;
  }

  /** What a sealed record is bound to, so that it can't stand in for another. */
  static byte[] context(byte[] vaultId, byte[] objectId, Slot slot) {
    return Bytes.concat(vaultId, objectId, slot.bytes());
  }

  /** An object that is not kept for later; the caller closes it. */
  Optional<StoredObject> find(byte[] objectId) {
    return first(
            ItemName.manifest(objectId),
            copy -> Manifest.verified(copy, vaultKey.bytes(), objectId),
            manifest -> true)
        .flatMap(manifest -> source
            .placement(manifest)
            .map(placement -> new StoredObject(source, manifest, keepers(placement), faults)));
  }

  /** By position; a holder may know fewer custodians than the vault has. */
  private List<Integer> keepers(Placement placement) {
    return IntStream.range(0, placement.shards())
        .mapToObj(shard -> source.custodians().indexOf(placement.keeperOf(shard)))
        .toList();
  }

  private <T> Optional<T> first(
      ItemName name, Function<byte[], Optional<T>> sound, Predicate<T> wanted) {
    Requests requests = source.requests();
    List<Integer> all = IntStream.range(0, source.custodians().size()).boxed().toList();
    Requests.Answers<T> answers = requests.ask(
        Inquiry.ofAny(requests.pace().nearest(all)),
        custodian -> source.fetch(custodian, name),
        (custodian, copy) -> sound
            .apply(copy)
            .<Requests.Verdict<T>>map(
                value -> wanted.test(value) ? new Requests.Good<>(value) : new Requests.Useless<>())
            .orElseGet(Requests.Altered::new));
    answers.altered().forEach(custodian -> faults.altered(source.custodians().get(custodian)));
    return answers.any();
  }

  private static String hex(byte[] objectId) {
    return HexFormat.of().formatHex(objectId);
  }

  @Override
  public void close() {
    objects.close();
  }
}
