// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Forecast;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Revocations;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.shard.AccessEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The grants below this vault's own, as far as she can know them: holders narrow offline, and a chain shows in the record of
 * its first access. One that was never used is not here, and gets its keys after its first use. Not thread-safe: a part of
 * the session.
 */
final class DelegatedChains {
  private final Map<GrantId, Integer> read = new HashMap<>();
  private final Map<GrantId, GrantChain> chains = new LinkedHashMap<>();
  private boolean historyRead;

  /** Those that live and whose end she could see. */
  List<GrantChain> live(VaultSession session) {
    Instant now = session.around().clock().instant();
    return known(session).stream()
        .filter(chain -> !chain.last().permission().window().isOver(now))
        .filter(
            chain -> session.state().issued(chain.root().id()).stream().noneMatch(Issued::revoked))
        .filter(chain -> session.state().endedKeys().stream()
            .noneMatch(key -> KeyRevocationPath.ends(key.statement(), chain)))
        .filter(chain -> goesOn(session, chain))
        .toList();
  }

  /** All that were ever seen, the ended ones too; reads the accesses that came since. */
  Collection<GrantChain> known(VaultSession session) {
    if (!historyRead) {
      session.state().history().stream()
          .map(DisclosurePath.Evidence::parse)
          .forEach(evidence -> learn(session, evidence));
      historyRead = true;
    }
    for (Issued root : session.state().grants()) {
      if (!root.revoked() && root.chain().last().permission().conditions().depth() > 0) {
        int from = read.getOrDefault(root.chain().id(), 0);
        List<DisclosurePath.Evidence> fresh = DisclosurePath.since(session, root, from);
        fresh.forEach(evidence -> learn(session, evidence));
        read.put(root.chain().id(), from + fresh.size());
      }
    }
    return List.copyOf(chains.values());
  }

  private void learn(VaultSession session, DisclosurePath.Evidence evidence) {
    evidence
        .event()
        .filter(event -> event.chain().grants().size() > 1)
        .filter(event -> session.state().issued(event.chain().root().id()).isPresent())
        .filter(event -> !chains.containsKey(event.chain().id()))
        .filter(DelegatedChains::wasSound)
        .ifPresent(event -> chains.put(event.chain().id(), event.chain()));
  }

  /** A custodian says that it let somebody in; whether it had reason to is looked at again before keys are given. */
  private static boolean wasSound(AccessEvent event) {
    AccessRequest request = event.request();
    Circumstances then =
        Circumstances.of(event.time(), Revocations.none(event.time())).after(event.number());
    return Forecast.of(event.chain(), request, PatientKeyView.rootKeys(), then)
        .refusal()
        .isEmpty();
  }

  private static boolean goesOn(VaultSession session, GrantChain chain) {
    List<Grant> grants = chain.grants();
    return IntStream.rangeClosed(1, grants.size()).allMatch(links -> {
      try (Secret preimage = GrantPath.statusPreimage(session.keys(), grants.subList(0, links))) {
        return RevocationEntry.ends(grants.get(links - 1).binding().status(), preimage)
            && !RevocationEntry.isPublished(session.ledger(), preimage);
      }
    });
  }

  /** The links that a holder ended by itself, those in the middle of a chain too; without keyboxes. */
  List<GrantChain> ended(VaultSession session) {
    return known(session).stream()
        .flatMap(chain -> IntStream.rangeClosed(2, chain.grants().size()).mapToObj(chain::first))
        .distinct()
        .filter(chain -> session.state().issued(chain.id()).isEmpty())
        .filter(chain -> isPublished(session, chain))
        .toList();
  }

  private static boolean isPublished(VaultSession session, GrantChain chain) {
    try (Secret preimage = GrantPath.statusPreimage(session.keys(), chain)) {
      return RevocationEntry.ends(chain.last().binding().status(), preimage)
          && RevocationEntry.isPublished(session.ledger(), preimage);
    }
  }
}
