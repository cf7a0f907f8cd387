// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.key.Grantee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the journal's entries add up to. Not thread-safe: the vault holds its lock. */
public final class VaultState {
  private final SortedMap<CompartmentId, Integer> epochs = new TreeMap<>();
  private final Map<Generation, Integer> pages = new LinkedHashMap<>();
  private final SortedMap<CompartmentId, Integer> moved = new TreeMap<>();
  private final Map<GrantId, Issued> grants = new LinkedHashMap<>();
  private final Set<String> filed = new HashSet<>();
  private final Set<String> puts = new HashSet<>();
  private final List<byte[]> history = new ArrayList<>();
  private Optional<GrantId> unrotated = Optional.empty();
  private int applied;

  /**
   * One key generation of one compartment.
   *
   * @param compartment which compartment
   * @param epoch 0 at first, one more after each rotation
   */
  record Generation(CompartmentId compartment, int epoch) {}

  /** A grant that this vault gave. */
  public static final class Issued {
    private final GrantChain chain;
    private final Grantee holder;
    private final Instant since;
    private final Set<Generation> keybox = new HashSet<>();
    private final Set<Generation> given = new HashSet<>();
    private int keyUpdates;
    private boolean revoked;
    private final Set<Generation> rotated = new HashSet<>();
    private int survivors;
    private int rewrapped;

    private Issued(GrantChain chain, Grantee holder, Instant since) {
      this.chain = chain;
      this.holder = holder;
      this.since = since;
    }

    /** What was given. */
    public GrantChain chain() {
      return chain;
    }

    /** To whom. */
    public Grantee holder() {
      return holder;
    }

    /** When. */
    public Instant since() {
      return since;
    }

    /** The generations that its keybox and updates open. */
    Set<Generation> given() {
      return Set.copyOf(given);
    }

    /** The generations that its keybox opens by itself. */
    Set<Generation> keybox() {
      return Set.copyOf(keybox);
    }

    /** How many key updates it got, which is also the number of the next one. */
    int keyUpdates() {
      return keyUpdates;
    }

    /** Whether it was revoked. */
    public boolean revoked() {
      return revoked;
    }

    /** What its end made new: the generations that it has no keys of. */
    Set<Generation> rotated() {
      return Set.copyOf(rotated);
    }

    /** How many other grants got those. */
    int survivors() {
      return survivors;
    }

    /** How many slots that it could open were wrapped anew after its end. */
    int rewrapped() {
      return rewrapped;
    }
  }

  /** Applies the entries that were not applied before. */
  void follow(List<JournalEntry> entries) {
    for (; applied < entries.size(); applied++) {
      apply(entries.get(applied));
    }
  }

  private void apply(JournalEntry entry) {
    if (entry.event() instanceof VaultEvent.RecordsAdded added) {
      added.pages().forEach(this::addPage);
      added.moved().forEach(left -> moved.merge(left.compartment(), left.epoch(), Math::max));
      filed.addAll(added.filed());
      puts.add(HexFormat.of().formatHex(entry.leaf()));
    } else if (entry.event() instanceof VaultEvent.GrantIssued issued) {
      issue(issued, entry.time());
    } else if (entry.event() instanceof VaultEvent.GrantRevoked revoked) {
      GrantId id = GrantId.ofBytes(revoked.grantId());
      issued(id).ifPresent(grant -> grant.revoked = true);
      unrotated = Optional.of(id);
    } else if (entry.event() instanceof VaultEvent.KeysUpdated updated) {
      rotate(updated);
    } else if (entry.event() instanceof VaultEvent.Rewrapped rewrapped) {
      rewrap(rewrapped);
      puts.add(HexFormat.of().formatHex(entry.leaf()));
    } else if (entry.event() instanceof VaultEvent.Imported imported) {
      history.addAll(imported.history());
    }
  }

  private void addPage(PageRef page) {
    epochs.putIfAbsent(page.compartment(), page.epoch());
    pages.merge(new Generation(page.compartment(), page.epoch()), page.index() + 1, Math::max);
  }

  private void issue(VaultEvent.GrantIssued event, Instant time) {
    GrantChain chain = GrantChain.parse(event.chain());
    Issued grant = new Issued(chain, Grantee.parse(event.card()), time);
    event.given().forEach(g -> grant.keybox.add(new Generation(g.compartment(), g.epoch())));
    grant.given.addAll(grant.keybox);
    grants.put(chain.id(), grant);
  }

  private void rotate(VaultEvent.KeysUpdated event) {
    // Never back: a revoked grant has the keys of earlier epochs.
    event.epochs().forEach(e -> epochs.merge(e.compartment(), e.epoch(), Math::max));
    if (event.revoked().length > 0) {
      unrotated = Optional.empty();
      issued(GrantId.ofBytes(event.revoked())).ifPresent(grant -> {
        event.epochs().forEach(e -> grant.rotated.add(new Generation(e.compartment(), e.epoch())));
        grant.survivors += event.handed().size();
      });
    }
    for (VaultEvent.KeysUpdated.Handed handed : event.handed()) {
      issued(GrantId.ofBytes(handed.grantId())).ifPresent(grant -> {
        grant.keyUpdates++;
        handed.given().forEach(g -> grant.given.add(new Generation(g.compartment(), g.epoch())));
      });
    }
  }

  private void rewrap(VaultEvent.Rewrapped event) {
    CompartmentId compartment = event.into().compartment();
    grants.values().stream()
        .filter(grant -> grant.rotated.stream()
            .anyMatch(g -> g.compartment().equals(compartment) && isOutdated(g)))
        .forEach(grant -> grant.rewrapped += event.slots());
    pages
        .keySet()
        .removeIf(
            g -> g.compartment().equals(compartment) && g.epoch() < event.into().epoch());
    event.pages().forEach(this::addPage);
    moved.remove(compartment);
  }

  /** Whether slots of epochs before this one are left. */
  private boolean isOutdated(Generation generation) {
    return pages.keySet().stream()
        .anyMatch(g ->
            g.compartment().equals(generation.compartment()) && g.epoch() < generation.epoch());
  }

  /** The epoch under which new records of a compartment are written. */
  int epoch(CompartmentId compartment) {
    return epochs.getOrDefault(compartment, 0);
  }

  /** The epochs for a vault that begins anew elsewhere: one more where a revocation's rotation is not done yet. */
  SortedMap<CompartmentId, Integer> safeEpochs() {
    SortedMap<CompartmentId, Integer> safe = new TreeMap<>(epochs);
    unrotated
        .flatMap(this::issued)
        .ifPresent(grant -> grant.given.stream()
            .map(Generation::compartment)
            .forEach(compartment -> safe.put(compartment, epoch(compartment) + 1)));
    return safe;
  }

  /** Every compartment that has records or was rotated. */
  Set<CompartmentId> compartments() {
    return epochs.keySet();
  }

  /** Whether the journal has the entry that makes a page count. */
  boolean isCommitted(SlotPage.Commit commit) {
    return puts.contains(HexFormat.of().formatHex(commit.leaf()));
  }

  /** How many pages each generation has. */
  Map<Generation, Integer> pages() {
    return Map.copyOf(pages);
  }

  int pages(Generation generation) {
    return pages.getOrDefault(generation, 0);
  }

  /** Compartments with slots of earlier epochs, which wait for a re-wrap, or that wait for their new epoch. */
  List<CompartmentId> outdated() {
    return epochs.keySet().stream()
        .filter(c -> moved.containsKey(c) || !outdated(c).isEmpty())
        .toList();
  }

  /** The generations of a compartment before the current one that have pages, oldest first. */
  List<Generation> outdated(CompartmentId compartment) {
    return pages.keySet().stream()
        .filter(g -> g.compartment().equals(compartment) && g.epoch() < epoch(compartment))
        .sorted(Comparator.comparingInt(Generation::epoch))
        .toList();
  }

  /** Compartments in which an earlier version of a record still lies whose place the record left. */
  Set<CompartmentId> moved() {
    return Set.copyOf(moved.keySet());
  }

  /** Those of them whose current keys still open it. */
  Set<CompartmentId> unrotatedMoves() {
    return moved.keySet().stream()
        .filter(c -> isMovedOut(new Generation(c, epoch(c))))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isMovedOut(Generation generation) {
    return moved.getOrDefault(generation.compartment(), -1) >= generation.epoch();
  }

  /** The generations with pages that may be handed out: none with a slot that is to be withdrawn. */
  Set<Generation> grantable() {
    return pages.keySet().stream()
        .filter(g -> !isMovedOut(g))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether nothing is left that a revoked grant's keys open. */
  boolean isRewrapped(Issued grant) {
    return grant.rotated.stream().noneMatch(this::isOutdated);
  }

  Collection<Issued> grants() {
    return List.copyOf(grants.values());
  }

  Optional<Issued> issued(GrantId id) {
    return Optional.ofNullable(grants.get(id));
  }

  /** A revocation whose rotation a crash may have cut off. */
  Optional<GrantId> unrotated() {
    return unrotated;
  }

  boolean isFiled(String inboxItem) {
    return filed.contains(inboxItem);
  }

  /** Disclosures that an earlier ledger proved. */
  List<byte[]> history() {
    return List.copyOf(history);
  }
}
