// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.Decision;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Sealing;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.Rebuild;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.Slot;
import health.habeas.key.VerifyKey;
import health.habeas.record.HealthRecord;
import health.habeas.shard.ItemName;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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
  private final RebuiltObjects objects = new RebuiltObjects();

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

  /** The record in a slot, or empty when too few sound shards are left or its seal does not open. */
  Optional<RecordFile> record(Slot slot, Locator locator) {
    try {
      return open(slot, locator);
    } catch (InvalidInputException | IllegalArgumentException e) {
      // Sealed by whoever wrote it, and still not a record: it is counted, and the others are read.
      return Optional.empty();
    }
  }

  private Optional<RecordFile> open(Slot slot, Locator locator) {
    return object(locator.objectId())
        .flatMap(object -> Sealing.open(
            locator.dek(),
            object.shareKey(),
            context(vaultId, locator.objectId(), slot),
            locator.extent().of(object.body())))
        .map(RecordFile::parse)
        .filter(file -> file.parts().map(Parts::count).orElse(0) == locator.parts())
        .filter(file -> file.isAuthentic(vaultKey.bytes()));
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
    return Bytes.concat(vaultId, objectId, slot.recordName(), Bytes.be32(slot.version()));
  }

  private Optional<Rebuild.Rebuilt> object(byte[] objectId) {
    return objects.get(objectId, this::rebuilt);
  }

  /** An object that is not kept for later; the caller closes its share key. */
  Optional<Rebuild.Rebuilt> rebuilt(byte[] objectId) {
    return first(
            ItemName.manifest(objectId),
            copy -> Manifest.verified(copy, vaultKey.bytes(), objectId),
            manifest -> true)
        .flatMap(manifest -> rebuild(objectId, manifest));
  }

  private Optional<Rebuild.Rebuilt> rebuild(byte[] objectId, Manifest manifest) {
    return source.placement(manifest).flatMap(placement -> {
      Rebuild outcome = Rebuild.from(
          manifest, shard -> fetch(placement.keeperOf(shard), ItemName.shard(objectId, shard)));
      outcome.report().missing().forEach(shard -> faults.missing(placement.keeperOf(shard)));
      outcome.report().corrupt().forEach(shard -> faults.altered(placement.keeperOf(shard)));
      return outcome instanceof Rebuild.Rebuilt rebuilt ? Optional.of(rebuilt) : Optional.empty();
    });
  }

  /** From the custodian with this name; a holder may know fewer than the vault has. */
  private Optional<byte[]> fetch(String keeper, ItemName name) {
    int custodian = source.custodians().indexOf(keeper);
    return custodian < 0 ? Optional.empty() : source.fetch(custodian, name);
  }

  private <T> Optional<T> first(
      ItemName name, Function<byte[], Optional<T>> sound, Predicate<T> wanted) {
    for (int custodian = 0; custodian < source.custodians().size(); custodian++) {
      Optional<byte[]> copy = source.fetch(custodian, name);
      Optional<T> value = copy.flatMap(sound);
      if (value.filter(wanted).isPresent()) {
        return value;
      }
      if (copy.isPresent() && value.isEmpty()) {
        faults.altered(source.custodians().get(custodian));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    objects.close();
  }
}
