// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.GrantId;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.flow.DisclosurePath.Evidence;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.ledger.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How a patient learns that somebody broke the glass: every access under a break-glass grant that is in the ledger and that
 * she has not acknowledged, whoever served it, and also where nobody did.
 */
final class NoticePath {
  private NoticePath() {}

  static List<Evidence> unseen(VaultSession session) {
    List<Evidence> all = new ArrayList<>();
    session.state().history().stream()
        .map(Evidence::parse)
        .filter(evidence -> isBreak(session, evidence))
        .forEach(all::add);
    session.state().grants().stream()
        .filter(NoticePath::breaksGlass)
        .forEach(grant -> all.addAll(DisclosurePath.of(session, grant)));
    all.removeIf(evidence -> session.state().isSeen(digest(evidence.proof().entry())));
    return all;
  }

  /** Acknowledges; what was seen before, and what is no break of the glass, changes nothing. */
  static void acknowledge(VaultSession session, Collection<Entry> entries) {
    session.settle();
    List<byte[]> fresh = unseen(session).stream()
        .map(evidence -> evidence.proof().entry())
        .filter(entries::contains)
        .map(NoticePath::digest)
        .toList();
    if (!fresh.isEmpty()) {
      session.commit(new VaultEvent.Noticed(fresh));
    }
  }

  private static boolean isBreak(VaultSession session, Evidence evidence) {
    return session
        .state()
        .issued(GrantId.ofBytes(evidence.grant()))
        .filter(NoticePath::breaksGlass)
        .isPresent();
  }

  private static boolean breaksGlass(Issued grant) {
    return BreakGlassKey.isFor(grant.chain().root().permission());
  }

  /** The id alone says no more than the grant and the number, which each ledger counts from 0. */
  private static byte[] digest(Entry entry) {
    return Sha256.of(entry.bytes());
  }
}
