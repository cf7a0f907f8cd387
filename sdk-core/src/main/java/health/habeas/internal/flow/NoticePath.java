// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.GrantId;
import health.habeas.internal.flow.DisclosurePath.Evidence;
import health.habeas.internal.flow.VaultState.Issued;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

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
    all.removeIf(evidence -> session.state().isSeen(id(evidence)));
    return all;
  }

  /** Acknowledges; what was seen before, and what is no break of the glass, changes nothing. */
  static void acknowledge(VaultSession session, Collection<byte[]> entries) {
    session.settle();
    Predicate<byte[]> wanted = id -> entries.stream().anyMatch(each -> Arrays.equals(each, id));
    List<byte[]> fresh =
        unseen(session).stream().map(NoticePath::id).filter(wanted).toList();
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

  private static byte[] id(Evidence evidence) {
    return evidence.proof().entry().id().bytes();
  }
}
