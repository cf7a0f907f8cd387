// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.Directives;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Reach;
import health.habeas.key.Grantee;
import health.habeas.key.VerifyKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the journal's entries add up to. Not thread-safe: the vault holds its lock. */
public final class VaultState {
  private final Generations generations = new Generations();
  private final Map<GrantId, Issued> grants = new LinkedHashMap<>();
  private final Map<GrantId, Issued> endedBelow = new LinkedHashMap<>();
  private final Set<GrantId> revoked = new HashSet<>();
  private final Map<GrantId, HandedBelow> handedBelow = new HashMap<>();
  private final Map<String, EndedKey> endedKeys = new LinkedHashMap<>();
  private final Set<String> filed = new HashSet<>();
  private final Set<String> puts = new HashSet<>();
  private final Set<String> objects = new LinkedHashSet<>();
  private final Map<ByteBuffer, Integer> deleted = new HashMap<>();
  private final Map<String, VerifyKey> custodianKeys = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<byte[]> history = new ArrayList<>();
  private final Set<GrantId> unrotated = new LinkedHashSet<>();
  private Optional<byte[]> directives = Optional.empty();
  private @Nullable Roster roster;
  private @Nullable Directives parsed;
  private boolean hasUnused;
  private int applied;

  /**
   * One key generation of one compartment.
   *
   * @param compartment which compartment
   * @param epoch 0 at first, one more after each rotation
   */
  record Generation(CompartmentId compartment, int epoch) {}

  /** What a delegated grant got by key updates. */
  private static final class HandedBelow {
    private final Set<Generation> given = new HashSet<>();
    private int updates;
  }

  /** A statement about a key, and how far its consequences have come. */
  static final class EndedKey {
    private final RevocationStatement statement;
    private final Set<Generation> rotated = new HashSet<>();
    private boolean finished;

    private EndedKey(RevocationStatement statement) {
      this.statement = statement;
    }

    RevocationStatement statement() {
      return statement;
    }

    /** Whether every grant that it ends is revoked, and what else it touches has new keys. */
    boolean isFinished() {
      return finished;
    }

    /** What it made new beside the grants that ended. */
    Set<Generation> rotated() {
      return Set.copyOf(rotated);
    }
  }

  /** A grant that this vault gave, or one below it that the patient ended. */
  public static final class Issued {
    private final GrantChain chain;
    private final Optional<Grantee> holder;
    private final Instant since;
    private final Set<Generation> keybox = new HashSet<>();
    private final Set<Generation> given = new HashSet<>();
    private int keyUpdates;
    private boolean revoked;
    private final Set<Generation> rotated = new HashSet<>();
    private int survivors;
    private int rewrapped;

    private Issued(GrantChain chain, Optional<Grantee> holder, Instant since) {
      this.chain = chain;
      this.holder = holder;
      this.since = since;
    }

    /** What was given. */
    public GrantChain chain() {
      return chain;
    }

    /** To whom; of a grant that this vault gave. */
    public Grantee holder() {
      return holder.orElseThrow();
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

    KeyUpdate.Recipient recipient() {
      return new KeyUpdate.Recipient(chain, holder, given(), keyUpdates);
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
    if (entry.event() instanceof VaultEvent.Created created) {
      roster = new Roster(0, created.seats());
    } else if (entry.event() instanceof VaultEvent.CustodiansChanged changed) {
      roster = new Roster(roster().version() + 1, changed.seats());
    } else if (entry.event() instanceof VaultEvent.RecordsAdded added) {
      added.pages().forEach(generations::addPage);
      added.moved().forEach(generations::moveOut);
      filed.addAll(added.filed());
      objects.addAll(added.objects());
      puts.add(HexFormat.of().formatHex(entry.leaf()));
    } else if (entry.event() instanceof VaultEvent.GrantIssued issued) {
      issue(issued, entry.time());
    } else if (entry.event() instanceof VaultEvent.GrantRevoked revoked) {
      revoke(revoked, entry.time());
    } else if (entry.event() instanceof VaultEvent.KeyRevoked revoked) {
      RevocationStatement statement = RevocationStatement.parse(revoked.statement());
      endedKeys.putIfAbsent(place(statement.entry().id().bytes()), new EndedKey(statement));
    } else if (entry.event() instanceof VaultEvent.KeysUpdated updated) {
      rotate(updated);
    } else if (entry.event() instanceof VaultEvent.Rewrapped rewrapped) {
      rewrap(rewrapped);
      puts.add(HexFormat.of().formatHex(entry.leaf()));
    } else if (entry.event() instanceof VaultEvent.Repacked repacked) {
      repacked.compartments().forEach(this::rewrap);
      objects.addAll(repacked.objects());
      puts.add(HexFormat.of().formatHex(entry.leaf()));
      hasUnused = true;
    } else if (entry.event() instanceof VaultEvent.RecordsDeleted records) {
      records.left().forEach(generations::moveOut);
      records
          .records()
          .forEach(
              slot -> deleted.merge(ByteBuffer.wrap(slot.recordName()), slot.version(), Math::max));
      hasUnused = true;
    } else if (entry.event() instanceof VaultEvent.ObjectsDropped dropped) {
      dropped.objects().forEach(objects::remove);
      hasUnused = false;
    } else if (entry.event() instanceof VaultEvent.CustodianKeys bound) {
      // A name is used once in a vault, so its first key is its only one.
      bound.keys().forEach(each -> custodianKeys.putIfAbsent(each.custodian(), each.key()));
    } else if (entry.event() instanceof VaultEvent.Imported imported) {
      history.addAll(imported.history());
    } else if (entry.event() instanceof VaultEvent.Directed directed) {
      directives = Optional.of(directed.item());
      parsed = null;
    } else if (entry.event() instanceof VaultEvent.Noticed noticed) {
      noticed.entries().forEach(id -> seen.add(HexFormat.of().formatHex(id)));
    }
  }

  private void revoke(VaultEvent.GrantRevoked event, Instant time) {
    GrantId id = GrantId.ofBytes(event.grantId());
    if (event.chain().length > 0) {
      endedBelow.put(id, new Issued(GrantChain.parse(event.chain()), Optional.empty(), time));
    }
    // Maybe before its grant (L31): an import must not make a revoked grant live for a moment.
    revoked.add(id);
    issued(id).ifPresent(grant -> grant.revoked = true);
    unrotated.add(id);
  }

  private void issue(VaultEvent.GrantIssued event, Instant time) {
    GrantChain chain = GrantChain.parse(event.chain());
    Issued grant = new Issued(chain, Optional.of(Grantee.parse(event.card())), time);
    event.given().forEach(g -> grant.keybox.add(new Generation(g.compartment(), g.epoch())));
    grant.given.addAll(grant.keybox);
    grant.revoked = revoked.contains(chain.id());
    grants.put(chain.id(), grant);
  }

  private void rotate(VaultEvent.KeysUpdated event) {
    event.epochs().forEach(generations::rotate);
    if (event.revoked().length > 0) {
      unrotated.remove(GrantId.ofBytes(event.revoked()));
      Optional.ofNullable(endedKeys.get(place(event.revoked()))).ifPresent(key -> {
        event.epochs().forEach(e -> key.rotated.add(new Generation(e.compartment(), e.epoch())));
        key.finished = true;
      });
      issued(GrantId.ofBytes(event.revoked())).ifPresent(grant -> {
        event.epochs().forEach(e -> grant.rotated.add(new Generation(e.compartment(), e.epoch())));
        grant.survivors += (int) event.handed().stream()
            .map(handed -> GrantId.ofBytes(handed.grantId()))
            .distinct()
            .count();
      });
    }
    for (VaultEvent.KeysUpdated.Handed handed : event.handed()) {
      HandedBelow below =
          handedBelow.computeIfAbsent(GrantId.ofBytes(handed.grantId()), id -> new HandedBelow());
      below.updates++;
      handed.given().forEach(g -> below.given.add(new Generation(g.compartment(), g.epoch())));
      issued(GrantId.ofBytes(handed.grantId())).ifPresent(grant -> {
        grant.keyUpdates++;
        handed.given().forEach(g -> grant.given.add(new Generation(g.compartment(), g.epoch())));
      });
    }
  }

  private void rewrap(VaultEvent.Rewrapped event) {
    // While the pages that end with it are still there.
    countRewrapped(event);
    generations.rewrap(event);
  }

  private void countRewrapped(VaultEvent.Rewrapped event) {
    CompartmentId compartment = event.into().compartment();
    Stream.concat(grants.values().stream(), endedBelow.values().stream())
        .filter(grant -> grant.rotated.stream()
            .anyMatch(g -> g.compartment().equals(compartment) && generations.isPreceded(g)))
        .forEach(grant -> grant.rewrapped += event.slots());
  }

  /** The ids, in hex, of every object that was stored, oldest first. */
  Set<String> objects() {
    return Collections.unmodifiableSet(objects);
  }

  /** The last version of each record that was deleted, by its keyed name; it changes with the journal. */
  Map<ByteBuffer, Integer> deleted() {
    return Collections.unmodifiableMap(deleted);
  }

  /** Whether there may be objects that no slot names, since records were deleted or their packs written anew. */
  boolean hasUnused() {
    return hasUnused;
  }

  /** Who keeps the vault. */
  Roster roster() {
    return Objects.requireNonNull(roster, "a journal begins with the custodians");
  }

  /** With which keys custodians sign, by their names; those that have none of their own are absent. */
  public Map<String, VerifyKey> custodianKeys() {
    return Map.copyOf(custodianKeys);
  }

  /** Which epochs and pages there are. */
  Generations generations() {
    return generations;
  }

  /** The epochs for a vault that begins anew elsewhere: one more where a rotation is not done yet. */
  SortedMap<CompartmentId, Integer> safeEpochs() {
    SortedMap<CompartmentId, Integer> safe = new TreeMap<>(generations.epochs());
    unrotated.stream()
        .flatMap(id -> issued(id).stream())
        .flatMap(grant -> opened(grant).stream())
        .forEach(compartment -> safe.put(compartment, generations.epoch(compartment) + 1));
    generations
        .unrotatedMoves()
        .forEach(compartment -> safe.put(compartment, generations.epoch(compartment) + 1));
    return safe;
  }

  /**
   * The compartments that a grant may have keys of: what the journal says it was given, and what it reaches, since keys
   * lie at custodians before the journal has them.
   */
  Set<CompartmentId> opened(Issued grant) {
    Set<CompartmentId> opened = new HashSet<>();
    grant.given.forEach(generation -> opened.add(generation.compartment()));
    opened.addAll(reached(grant.chain));
    return opened;
  }

  /** The compartments that the last grant of a chain reaches. */
  Set<CompartmentId> reached(GrantChain chain) {
    return GrantedKeys.reach(chain.last().permission(), generations.compartments()).stream()
        .map(Reach::compartment)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the journal has the entry that makes a page count. */
  boolean isCommitted(SlotPage.Commit commit) {
    return puts.contains(HexFormat.of().formatHex(commit.leaf()));
  }

  /** Whether nothing is left that a revoked grant's keys open. */
  boolean isRewrapped(Issued grant) {
    return grant.rotated.stream().noneMatch(generations::isPreceded);
  }

  Collection<Issued> grants() {
    return List.copyOf(grants.values());
  }

  /** The delegated grant at a chain's end, as one that gets new keys. */
  KeyUpdate.Recipient below(GrantChain chain) {
    HandedBelow handed = handedBelow.getOrDefault(chain.id(), new HandedBelow());
    return new KeyUpdate.Recipient(
        chain, Optional.empty(), Set.copyOf(handed.given), handed.updates);
  }

  /** Delegated grants that the patient ended. */
  Collection<Issued> endedBelow() {
    return List.copyOf(endedBelow.values());
  }

  /** A grant that this vault gave, or a delegated one that the patient ended. */
  Optional<Issued> issued(GrantId id) {
    return Optional.ofNullable(grants.get(id)).or(() -> Optional.ofNullable(endedBelow.get(id)));
  }

  /** Every statement about a key that the journal has. */
  Collection<EndedKey> endedKeys() {
    return List.copyOf(endedKeys.values());
  }

  /** The one that has this effect already. */
  Optional<EndedKey> endedKey(RevocationStatement same) {
    return endedKeys.values().stream()
        .filter(key -> key.statement.sameEffect(same))
        .findFirst();
  }

  /** Whether this holder's key ended. */
  boolean isEnded(VerifyKey key) {
    return endedKeys.values().stream()
        .map(EndedKey::statement)
        .anyMatch(ended -> ended.before().isEmpty() && ended.key().equals(key));
  }

  private static String place(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  /** Revocations that a crash or an error may have cut off before their rotation, oldest first. */
  List<GrantId> unrotated() {
    return List.copyOf(unrotated);
  }

  boolean isFiled(String inboxItem) {
    return filed.contains(inboxItem);
  }

  /** Whether the patient acknowledged a break of the glass. */
  boolean isSeen(byte[] entryDigest) {
    return seen.contains(HexFormat.of().formatHex(entryDigest));
  }

  /** The newest directives, as they were signed; empty if there never were any. */
  Optional<byte[]> directives() {
    return directives;
  }

  /** The same, read and verified once; version 0 if there never were any. */
  Directives directives(VerifyKey rootKey) {
    Directives known = parsed;
    if (known == null) {
      known = directives
          .map(item -> Directives.parse(item, rootKey))
          .orElseGet(() -> Directives.none(VaultId.of(rootKey)));
      parsed = known;
    }
    return known;
  }

  /** Disclosures that an earlier ledger proved. */
  List<byte[]> history() {
    return List.copyOf(history);
  }
}
