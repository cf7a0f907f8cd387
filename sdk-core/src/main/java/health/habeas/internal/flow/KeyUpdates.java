// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.Keybox;
import health.habeas.internal.keytree.KeyboxFormat;
import health.habeas.shard.ItemName;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How a holder takes in keys that were sealed to it after its grant was given. */
final class KeyUpdates {
  private KeyUpdates() {}

  /**
   * Takes in the keys that came since the grant was given; whether any are new. From the first update on: what a failed
   * call left under a number may have been replaced since it was taken (L50).
   */
  static boolean take(HolderSession holder, AccessDoors doors) {
    boolean fresh = false;
    int number = 0;
    Collection<byte[]> copies = updates(holder, doors, number);
    while (!copies.isEmpty()) {
      for (byte[] copy : copies) {
        fresh |= takeOne(holder, number, copy);
      }
      number++;
      copies = updates(holder, doors, number);
    }
    return fresh;
  }

  /** Every signed copy that differs: a crash may leave an earlier one at a custodian. */
  private static Collection<byte[]> updates(HolderSession holder, AccessDoors doors, int number) {
    Keybox keybox = holder.keybox();
    ItemName name = KeyUpdate.name(
        holder.isDelegated() ? keybox.updateSecret() : keybox.statusPreimage(), number);
    Set<byte[]> different = new TreeSet<>(Arrays::compareUnsigned);
    doors.everywhere(name).stream()
        .flatMap(copy -> SignedItem.open(holder.vaultKey(), name, copy).stream())
        .forEach(different::add);
    return different;
  }

  private static boolean takeOne(HolderSession holder, int number, byte[] sealed) {
    if (!holder.isNewUpdate(sealed)) {
      return false;
    }
    Optional<Keybox> update =
        openUpdate(holder, KeyUpdate.place(holder.chain().id(), number), sealed);
    update.ifPresent(keybox -> {
      try (keybox) {
        holder.take(keybox);
      }
    });
    return update.isPresent();
  }

  private static Optional<Keybox> openUpdate(HolderSession holder, byte[] place, byte[] sealed) {
    try (Secret content = holder.isDelegated()
        ? unboxed(holder.keybox().updateSecret(), place, sealed)
        : holder
            .keys()
            .openSealed(SECRET_ACCESS, Domain.KEY_UPDATE, place, unlocked(holder, place, sealed))) {
      return Optional.of(KeyboxFormat.decode(content));
    } catch (CustodyException | InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** The patient has no card of whom a holder handed on to: its updates are under a key that its keybox leads to. */
  private static Secret unboxed(Secret updateSecret, byte[] place, byte[] sealed) {
    return Secret.owning(opened(updateSecret, place, sealed));
  }

  /** What is sealed to the holder: within the lock of a break-glass grant, or the whole of another's update. */
  private static byte[] unlocked(HolderSession holder, byte[] place, byte[] update) {
    return holder.breakGlassKey().map(key -> opened(key, place, update)).orElse(update);
  }

  private static byte[] opened(Secret secret, byte[] place, byte[] boxed) {
    try (Secret key = KeyUpdate.key(secret)) {
      return Box.open(key, Domain.KEY_UPDATE, place, boxed)
          .orElseThrow(() -> new CustodyException(
              ErrorCode.KEYBOX_UNOPENED, "the key update is not for this grant"));
    }
  }
}
