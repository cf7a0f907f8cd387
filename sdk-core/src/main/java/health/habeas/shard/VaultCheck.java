// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.Directives;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.NamedSignature;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Manifest;
import health.habeas.shard.DiskFinding.Problem;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what a store has of one vault against what the patient signed. Not thread-safe: one per vault. */
final class VaultCheck {
  private static final Pattern ITEM = Pattern.compile("[^/]*/([a-z-]+)/([0-9a-f][0-9a-f.]*)");
  private static final Pattern OBJECT = Pattern.compile("([0-9a-f]{64})(\\.(0|[1-9][0-9]{0,2}))?");

  private final ShardStore store;
  private final VaultId vault;
  private final Consumer<DiskFinding> findings;
  private final Map<Problem, Long> problems = new EnumMap<>(Problem.class);
  private final SortedMap<String, SortedSet<Integer>> shards = new TreeMap<>();
  private final SortedSet<String> manifests = new TreeSet<>();
  private long sound;
  private long sealed;

  VaultCheck(ShardStore store, VaultId vault, Consumer<DiskFinding> findings) {
    this.store = store;
    this.vault = vault;
    this.findings = findings;
  }

  DiskReport.VaultReport run(List<String> names) {
    Optional<VaultCard> card = card();
    for (String name : names) {
      Matcher item = ITEM.matcher(name);
      if (!item.matches() || !take(card, name, item.group(1), item.group(2))) {
        report(Problem.LEFTOVER, name);
      }
    }
    SortedSet<String> objects = new TreeSet<>(manifests);
    objects.addAll(shards.keySet());
    objects.forEach(object -> checkObject(card, object));
    return new DiskReport.VaultReport(vault, sound, sealed, problems);
  }

  /** Without the card no signature can be checked: then nothing of the vault counts as sound. */
  private Optional<VaultCard> card() {
    String name = StoreCustodian.path(vault, VaultCard.NAME);
    try {
      Optional<byte[]> bytes = store.get(name);
      if (bytes.isEmpty()) {
        report(Problem.MISSING, name);
        return Optional.empty();
      }
      VaultCard card = VaultCard.parse(bytes.get());
      note(card.vault().equals(vault), name);
      return Optional.of(card).filter(c -> c.vault().equals(vault));
    } catch (StorageException e) {
      report(Problem.UNREADABLE, name);
    } catch (HabeasException e) {
      report(Problem.CORRUPT, name);
    }
    return Optional.empty();
  }

  /** Takes a blob for what its folder says; false if this version gives such a name to nothing. */
  private boolean take(Optional<VaultCard> card, String name, String folder, String item) {
    return switch (folder) {
      case "card" -> item.equals(VaultCard.NAME.name());
      case "shard", "manifest" -> takeObject(folder, item);
      case "inbox" -> check(name, bytes -> hex(Sha256.of(bytes)).equals(item));
      case "revocation" -> check(name, bytes -> isStatement(bytes, item));
      case "directives" ->
        check(
            card,
            name,
            (c, bytes) -> Directives.parse(bytes, c.rootKey()).vault().equals(vault));
      case "page", "key-update", "break-glass-share", "roster" ->
        check(
            card,
            name,
            (c, bytes) -> NamedSignature.open(c.itemKey().bytes(), item, bytes).isPresent());
      case "deletion" ->
        check(
            card,
            name,
            (c, bytes) -> item.matches("[0-9a-f]{64}")
                && DeletionOrder.holds(
                    bytes, c.itemKey().bytes(), HexFormat.of().parseHex(item)));
      case "journal", "epoch", "receipt", "first-break", "audit-ticket", "custody" -> seal();
      default -> false;
    };
  }

  private boolean seal() {
    sealed++;
    return true;
  }

  private boolean takeObject(String folder, String item) {
    Matcher object = OBJECT.matcher(item);
    boolean isShard = folder.equals("shard");
    if (!object.matches() || isShard != (object.group(2) != null)) {
      return false;
    }
    if (isShard) {
      shards
          .computeIfAbsent(object.group(1), absent -> new TreeSet<>())
          .add(Integer.valueOf(object.group(3)));
    } else {
      manifests.add(item);
    }
    return true;
  }

  private void checkObject(Optional<VaultCard> card, String object) {
    SortedSet<Integer> here = shards.getOrDefault(object, new TreeSet<>());
    byte[] id = HexFormat.of().parseHex(object);
    if (card.isEmpty()) {
      sealed += here.size() + (manifests.contains(object) ? 1 : 0);
      return;
    }
    Optional<Manifest> manifest =
        manifests.contains(object) ? manifest(card.get(), id) : Optional.empty();
    // An object that was placed over more seats than it has shards need not have one here.
    if (here.isEmpty() && manifest.filter(m -> m.seats() == m.total()).isPresent()) {
      report(Problem.MISSING, path(ItemName.manifest(id)).replace("/manifest/", "/shard/") + ".*");
    }
    here.forEach(index -> checkShard(manifest, ItemName.shard(id, index), index));
  }

  private Optional<Manifest> manifest(VaultCard card, byte[] id) {
    String name = path(ItemName.manifest(id));
    try {
      Optional<Manifest> manifest = store
          .get(name)
          .flatMap(bytes -> Manifest.verified(bytes, card.itemKey().bytes(), id));
      note(manifest.isPresent(), name);
      return manifest;
    } catch (StorageException e) {
      report(Problem.UNREADABLE, name);
      return Optional.empty();
    }
  }

  private void checkShard(Optional<Manifest> manifest, ItemName item, int index) {
    String name = path(item);
    if (manifest.isEmpty() || index >= manifest.get().total()) {
      report(Problem.UNNAMED, name);
      return;
    }
    try {
      note(manifest.get().isSound(index, StoreParts.of(store, name)), name);
    } catch (StorageException e) {
      report(Problem.UNREADABLE, name);
    }
  }

  private boolean isStatement(byte[] bytes, String item) {
    RevocationStatement statement = RevocationStatement.parse(bytes);
    return statement.vault().equals(vault)
        && hex(statement.entry().id().bytes()).equals(item);
  }

  private boolean check(
      Optional<VaultCard> card, String name, BiPredicate<VaultCard, byte[]> isSound) {
    return card.map(c -> check(name, bytes -> isSound.test(c, bytes))).orElseGet(this::seal);
  }

  /** What can't even be read as what it should be is corrupt, too. */
  private boolean check(String name, Predicate<byte[]> isSound) {
    try {
      note(store.get(name).filter(isSound).isPresent(), name);
    } catch (StorageException e) {
      report(Problem.UNREADABLE, name);
    } catch (HabeasException e) {
      report(Problem.CORRUPT, name);
    }
    return true;
  }

  private void note(boolean isSound, String name) {
    if (isSound) {
      sound++;
    } else {
      report(Problem.CORRUPT, name);
    }
  }

  private void report(Problem problem, String name) {
    problems.merge(problem, 1L, Long::sum);
    findings.accept(new DiskFinding(problem, name));
  }

  private String path(ItemName name) {
    return StoreCustodian.path(vault, name);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
