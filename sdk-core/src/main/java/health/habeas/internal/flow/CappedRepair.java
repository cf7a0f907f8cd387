// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.VaultId;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.VerifyKey;
import health.habeas.shard.Custodian;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairReport;
import health.habeas.shard.RepairSession;
import health.habeas.shard.VaultCard;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The repair of one object by whoever has the patient's cap for it. */
public final class CappedRepair {
  private CappedRepair() {}

  /**
   * Looks, and puts back what can be.
   *
   * @param cap for the object
   * @param custodians those that it names, in any order
   */
  public static RepairReport run(RepairCap cap, List<Custodian> custodians) {
    SortedMap<String, RepairSession> keepers = new TreeMap<>();
    SortedSet<String> refused = new TreeSet<>();
    for (Custodian custodian : custodians) {
      String name = custodian.name();
      try {
        keepers.put(name, custodian.repair(cap));
      } catch (RuntimeException e) {
        // Whatever one custodian does, the others are asked: it counts as silent.
        if (e instanceof HabeasException ours && ours.code() == ErrorCode.REPAIR_REFUSED) {
          refused.add(name);
        }
      }
    }
    RepairReport report = vaultKey(cap.vault(), custodians)
        .map(key -> care(cap, key, keepers).repair())
        .orElseGet(() -> nothingOf(cap));
    return report.plus(new RepairReport(
        0,
        0,
        0,
        0,
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        refused,
        new TreeSet<>()));
  }

  private static ObjectCare care(
      RepairCap cap, VerifyKey key, SortedMap<String, RepairSession> keepers) {
    return new ObjectCare(
        cap.target().objectId(),
        key,
        manifest -> isFor(cap, manifest) ? Optional.of(cap.target().keepers()) : Optional.empty(),
        keepers,
        List.of());
  }

  private static boolean isFor(RepairCap cap, Manifest manifest) {
    return Arrays.equals(manifest.objectRoot(), cap.target().objectRoot());
  }

  private static RepairReport nothingOf(RepairCap cap) {
    String object = HexFormat.of().formatHex(cap.target().objectId(), 0, 8);
    return new RepairReport(
        1,
        0,
        0,
        0,
        new TreeMap<>(),
        new TreeSet<>(List.of(object)),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>());
  }

  /** A card is proven by the vault's id, whoever gives it. */
  private static Optional<VerifyKey> vaultKey(VaultId vault, List<Custodian> custodians) {
    return custodians.stream()
        .flatMap(custodian -> card(vault, custodian).stream())
        .map(VaultCard::itemKey)
        .findFirst();
  }

  private static Optional<VaultCard> card(VaultId vault, Custodian custodian) {
    try {
      return custodian.card(vault).filter(card -> card.vault().equals(vault));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
