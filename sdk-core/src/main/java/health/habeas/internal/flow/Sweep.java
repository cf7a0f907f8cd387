// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Collects what a crash left: pages, shards and manifests that no journal entry names, and the audit tickets that belong to
 * such objects.
 *
 * <p>They might also belong to a session that is alive and about to commit them, so the next place in the journal is taken
 * before anything is deleted: then that session can't. A session that begins later is not among what was listed.
 */
final class Sweep {
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{64}");

  private final VaultSession session;

  private Sweep(VaultSession session) {
    this.session = session;
  }

  static void run(VaultSession session) {
    Sweep sweep = new Sweep(session);
    Set<ItemName> objects = sweep.objects();
    // Pages go first: their names are those of the next pages, so they must be gone before another
    // session has come so far. Tickets and receipts go before their objects: should this be cut
    // off,
    // the pieces still tell whose they are.
    Set<ItemName> orphans = new LinkedHashSet<>(sweep.pages());
    orphans.addAll(sweep.tickets(objects));
    ids(objects).map(CustodyReceipts::name).forEach(orphans::add);
    orphans.addAll(objects);
    if (!orphans.isEmpty()) {
      session.commit(new VaultEvent.Swept());
      ids(objects).forEach(id -> OpenPack.order(session, id));
      orphans.forEach(session.replicas()::delete);
    }
  }

  /**
   * Drops the objects that no slot names any more, once: the journal says so first. Nothing while a slot can't be read, or one is
   * still to be withdrawn; a later call does it.
   *
   * @return whether it is done
   */
  static boolean drop(VaultSession session) {
    VaultState state = session.state();
    if (!state.hasUnused()) {
      return true;
    }
    if (!state.generations().moved().isEmpty()) {
      return false;
    }
    Optional<Set<String>> named = PackUse.of(session).map(PackUse::named);
    named.ifPresent(names -> {
      List<String> unused =
          state.objects().stream().filter(id -> !names.contains(id)).toList();
      for (int from = 0; state.hasUnused() || from < unused.size(); from += VaultEvent.AT_ONCE) {
        int to = Math.min(unused.size(), from + VaultEvent.AT_ONCE);
        session.commit(new VaultEvent.ObjectsDropped(unused.subList(from, to)));
      }
      run(session);
    });
    return named.isPresent();
  }

  private Set<ItemName> pages() {
    Set<ItemName> orphans = new HashSet<>(session.replicas().list(ItemKind.PAGE));
    session
        .state()
        .generations()
        .pages()
        .forEach((generation, count) -> IntStream.range(0, count)
            .forEach(i -> orphans.remove(SlotPage.name(session.ring().keys(generation), i))));
    return orphans;
  }

  private Set<ItemName> objects() {
    Set<String> stored = session.state().objects();
    Set<ItemName> orphans = Stream.of(ItemKind.SHARD, ItemKind.MANIFEST)
        .flatMap(kind -> session.replicas().list(kind).stream())
        .filter(name -> !stored.contains(stem(name)))
        .collect(Collectors.toSet());
    if (!orphans.isEmpty()) {
      // The journal says enough. All the same: what a slot names is not deleted, and while a slot
      // can't be read, nothing is.
      Optional<Set<String>> named = PackUse.of(session).map(PackUse::named);
      orphans.removeIf(name -> named.isEmpty() || named.get().contains(stem(name)));
    }
    return orphans;
  }

  /** The tickets of these objects, and the marks of those that were used. */
  private Set<ItemName> tickets(Set<ItemName> objects) {
    if (objects.isEmpty()) {
      return Set.of();
    }
    try (AuditTickets tickets = new AuditTickets(session.keys())) {
      Set<String> theirs =
          ids(objects).map(id -> tickets.name(id).name()).collect(Collectors.toSet());
      return session.replicas().list(ItemKind.AUDIT_TICKET).stream()
          .filter(name -> theirs.contains(stem(name)))
          .collect(Collectors.toSet());
    }
  }

  /** The objects that these are of. */
  private static Stream<byte[]> ids(Set<ItemName> items) {
    return items.stream()
        .map(Sweep::stem)
        .filter(id -> OBJECT_ID.matcher(id).matches()) // custodians may list anything
        .distinct()
        .map(HexFormat.of()::parseHex);
  }

  /** A shard's name begins with its object's id and a dot, a mark's with the name of the tickets and a dot. */
  private static String stem(ItemName name) {
    int dot = name.name().indexOf('.');
    return dot < 0 ? name.name() : name.name().substring(0, dot);
  }
}
