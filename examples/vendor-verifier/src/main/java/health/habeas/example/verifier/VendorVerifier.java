// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.verifier;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Conditions;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Decides about single records by the sixteen rules of docs/spec/grants.md, section 6; a whole selection is refused. Not
 * thread-safe: one per thread.
 *
 * <p>Each rule is a method that gives the code of a refusal, so that a test can plant a bug in exactly one of them.
 */
class VendorVerifier {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration SUSPECT = Duration.ofMinutes(5);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration PROOF_AGE = Duration.ofMinutes(6);
  private static final Duration MEMORY = Duration.ofMinutes(7);

  private final Map<String, Instant> accepted = new HashMap<>();
  private Instant latest = Instant.EPOCH;

  /**
   * What is asked, by whom, and when. Immutable.
   *
   * @param links from the patient's grant to the presenter's
   * @param request what the presenter wants
   * @param facts the record that it wants it with
   * @param at time, revocations and directives
   */
  record Question(List<Grant> links, AccessRequest request, RecordFacts facts, Circumstances at) {
    Grant last() {
      return links.get(links.size() - 1);
    }
  }

  /**
   * The code of the first rule that refuses; empty to allow.
   *
   * @param shown what the presenter sent
   * @param request what it wants
   * @param challenge this verifier's name and nonce
   * @param at time, revocations and directives
   */
  final Optional<ErrorCode> refusal(
      Presentation shown, AccessRequest request, Challenge challenge, Circumstances at) {
    try {
      GrantChain chain = GrantChain.parse(shown.chain());
      if (!(request.selector() instanceof RecordFacts facts)) {
        return Optional.of(ErrorCode.SCOPE);
      }
      Question q = new Question(chain.grants(), request, facts, at);
      return chain(q, shown.chain())
          .or(() -> state(q))
          .or(() -> audience(q, challenge))
          .or(() -> presenter(chain, q, challenge, shown.possession()))
          .or(() -> request(q))
          .or(() -> replay(chain, q, shown.possession()));
    } catch (InvalidInputException e) {
      return Optional.of(e.code());
    } catch (RuntimeException e) {
      return failed();
    }
  }

  /** L43: whatever goes wrong inside refuses. */
  Optional<ErrorCode> failed() {
    return Optional.of(ErrorCode.EVALUATION_FAILED);
  }

  /** Rules 2 to 5: the patient's root, unbroken, signed, never widening. */
  private Optional<ErrorCode> chain(Question q, byte[] token) {
    if (!isPatients(q.links().get(0))) {
      return Optional.of(ErrorCode.ROOT_NOT_PATIENT);
    }
    for (int i = 1; i < q.links().size(); i++) {
      if (!follows(q.links().get(i), q.links().get(i - 1))) {
        return Optional.of(ErrorCode.CHAIN_BROKEN);
      }
    }
    int from = 0;
    for (Grant link : q.links()) {
      Signed signed = Signed.link(link, token, from);
      from = signed.end();
      if (!signature(signed, link)) {
        return Optional.of(ErrorCode.GRANT_SIGNATURE);
      }
    }
    for (int i = 1; i < q.links().size(); i++) {
      if (!narrows(q.links().get(i), q.links().get(i - 1))) {
        return Optional.of(ErrorCode.CHAIN_WIDENS);
      }
    }
    return Optional.empty();
  }

  boolean isPatients(Grant root) {
    return root.lineage().parent().isEmpty()
        && VaultId.of(root.parties().issuer()).equals(root.parties().vault());
  }

  boolean follows(Grant child, Grant parent) {
    return child.lineage().parent().equals(Optional.of(parent.id()))
        && child.parties().issuer().equals(parent.parties().holder())
        && child.parties().vault().equals(parent.parties().vault());
  }

  boolean signature(Signed signed, Grant link) {
    return signed.isBy(link.parties().issuer(), Signed.GRANT);
  }

  boolean narrows(Grant child, Grant parent) {
    Permission c = child.permission();
    Permission p = parent.permission();
    List<Atom> above = p.scope().atoms();
    for (int i = 0; i < c.scope().atoms().size(); i++) {
      int named = child.lineage().parentAtoms().get(i);
      if (named >= above.size() || !within(c.scope().atoms().get(i), above.get(named))) {
        return false;
      }
    }
    return p.purposes().containsAll(c.purposes())
        && !c.window().notBefore().isBefore(p.window().notBefore())
        && !c.window().expires().isAfter(p.window().expires())
        && depth(c.conditions(), p.conditions())
        && obligations(c.conditions(), p.conditions())
        && limits(c.conditions(), p.conditions());
  }

  boolean within(Atom child, Atom parent) {
    return child.actions().within(parent.actions())
        && child.types().within(parent.types())
        && child.categories().within(parent.categories())
        && child.days().within(parent.days())
        && labels(child.labels(), parent.labels())
        && child.sources().within(parent.sources())
        && child.ids().within(parent.ids());
  }

  <T> boolean labels(Field<T> child, Field<T> parent) {
    return child.within(parent);
  }

  boolean depth(Conditions child, Conditions parent) {
    return child.depth() < parent.depth();
  }

  boolean obligations(Conditions child, Conditions parent) {
    return child.obligations().containsAll(parent.obligations());
  }

  private static boolean limits(Conditions child, Conditions parent) {
    long uses = parent.limits().uses().orElse(Long.MAX_VALUE);
    Instant erase = parent.limits().eraseAt().orElse(Instant.MAX);
    return child.audience().within(parent.audience())
        && child.offline().compareTo(parent.offline()) <= 0
        && child.limits().uses().orElse(Long.MAX_VALUE) <= uses
        && !child.limits().eraseAt().orElse(Instant.MAX).isAfter(erase);
  }

  /** Rules 6 to 10c: vault, clock, windows, freshness, revocations, uses. */
  private Optional<ErrorCode> state(Question q) {
    if (!q.links().get(0).parties().vault().equals(q.request().vault())) {
      return Optional.of(ErrorCode.UNKNOWN_VAULT);
    }
    if (isSuspect(q.at())) {
      return Optional.of(ErrorCode.SUSPECT_CLOCK);
    }
    Instant t = time(q.at());
    for (Grant link : q.links()) {
      if (isOver(link, t)) {
        return Optional.of(ErrorCode.GRANT_EXPIRED);
      }
      if (t.isBefore(link.permission().window().notBefore().minus(SKEW))) {
        return Optional.of(ErrorCode.GRANT_NOT_YET_VALID);
      }
    }
    if (Duration.between(q.at().revocations().asOf(), t).compareTo(freshness(q)) > 0) {
      return Optional.of(ErrorCode.STALE_REVOCATIONS);
    }
    if (isRevoked(q)) {
      return Optional.of(ErrorCode.GRANT_REVOKED);
    }
    if (q.links().stream().anyMatch(g -> usesAnEndedKey(g, q))) {
      return Optional.of(ErrorCode.KEY_REVOKED);
    }
    for (Grant link : q.links()) {
      Optional<ErrorCode> early = position(link, q);
      if (early.isPresent()) {
        return early;
      }
    }
    boolean usedUp = q.links().stream()
        .anyMatch(g -> !g.permission().conditions().limits().allowAfter(q.at().earlierUses()));
    return usedUp ? Optional.of(ErrorCode.USED_UP) : Optional.empty();
  }

  boolean isSuspect(Circumstances at) {
    return at.now().plus(SUSPECT).isBefore(at.revocations().asOf());
  }

  /** The later of the local clock and the view's time. */
  Instant time(Circumstances at) {
    Instant known = at.revocations().asOf();
    return known.isAfter(at.now()) ? known : at.now();
  }

  boolean isOver(Grant link, Instant t) {
    return !t.isBefore(link.permission().window().expires());
  }

  Duration freshness(Question q) {
    Duration offline = q.last().permission().conditions().offline();
    boolean mayBeOlder = q.links().size() == 1 && q.request().purpose() != Purpose.BTG;
    return mayBeOlder && offline.compareTo(SKEW) > 0 ? offline : SKEW;
  }

  boolean isRevoked(Question q) {
    return q.links().stream()
        .anyMatch(g -> q.at().revocations().revokedSince(g.binding().status()).isPresent());
  }

  /** Rule 10b: as issuer or as holder, of any link. */
  boolean usesAnEndedKey(Grant link, Question q) {
    return hasEnded(link.parties().issuer(), q) || hasEnded(link.parties().holder(), q);
  }

  final boolean hasEnded(VerifyKey key, Question q) {
    return q.at().revocations().keyRevocations(q.request().vault(), key).stream()
        .anyMatch(known -> known.issuedBefore().isEmpty());
  }

  /** Rule 10c: what this issuer signed too early, or so late that it can't be told from early yet. */
  final Optional<ErrorCode> position(Grant link, Question q) {
    long signedAt = link.binding().ledgerSize();
    LongSummaryStatistics ends = positions(link.parties(), q).summaryStatistics();
    if (ends.getCount() == 0) {
      return Optional.empty();
    }
    if (signedAt < ends.getMax()) {
      return Optional.of(ErrorCode.GRANT_REVOKED);
    }
    return isKnown(signedAt, q) ? Optional.empty() : Optional.of(ErrorCode.STALE_REVOCATIONS);
  }

  /** The positions before which what somebody issued has ended. */
  LongStream positions(Parties parties, Question q) {
    return q.at().revocations().keyRevocations(q.request().vault(), parties.issuer()).stream()
        .flatMapToLong(known -> known.issuedBefore().stream());
  }

  boolean isKnown(long ledgerSize, Question q) {
    return ledgerSize <= q.at().revocations().followed();
  }

  /** Rule 11. */
  private static Optional<ErrorCode> audience(Question q, Challenge challenge) {
    boolean named = q.links().stream()
        .allMatch(g -> g.permission().conditions().audience().contains(challenge.verifier()));
    return named ? Optional.empty() : Optional.of(ErrorCode.AUDIENCE);
  }

  /** Rule 12: the last holder's proof, for this request and now. */
  Optional<ErrorCode> presenter(
      GrantChain chain, Question q, Challenge challenge, byte[] possession) {
    Optional<Proof> proof = Proof.read(possession);
    boolean holds = proof.isPresent()
        && proof.get().isFor(chain, q.request(), challenge)
        && proof.get().isRecent(time(q.at()), SKEW, PROOF_AGE)
        && proof.get().isBy(q.last().parties().holder());
    return holds ? Optional.empty() : Optional.of(ErrorCode.POSSESSION);
  }

  /** Rules 13 to 15: purpose, break-glass, directives, scope. */
  private Optional<ErrorCode> request(Question q) {
    if (!q.links().stream().allMatch(g -> purpose(g, q.request().purpose()))) {
      return Optional.of(ErrorCode.PURPOSE);
    }
    if (q.request().purpose() == Purpose.BTG && !mayBreakTheGlass(q)) {
      return Optional.of(ErrorCode.BREAK_GLASS);
    }
    if (isForbidden(q)) {
      return Optional.of(ErrorCode.DIRECTIVE);
    }
    boolean covered = q.links().stream()
        .allMatch(g -> g.permission().scope().atoms().stream().anyMatch(a -> matches(a, q)));
    return covered ? Optional.empty() : Optional.of(ErrorCode.SCOPE);
  }

  boolean purpose(Grant link, Purpose asked) {
    return link.permission().purposes().contains(asked);
  }

  /** Rule 13a: the glass is broken by a grant of its own, to read, within a day of the first time. */
  boolean mayBreakTheGlass(Question q) {
    Permission p = q.last().permission();
    boolean made = q.links().size() == 1
        && p.conditions().depth() == 0
        && p.purposes().equals(Set.of(Purpose.BTG))
        && p.scope().atoms().stream()
            .allMatch(a -> a.actions().within(Field.of(Action.READ, Action.SEARCH)));
    boolean reads = q.request().action() == Action.READ || q.request().action() == Action.SEARCH;
    return made
        && reads
        && q.at()
            .firstBreak()
            .map(first -> time(q.at()).isBefore(first.plus(DAY)))
            .orElse(true);
  }

  boolean isForbidden(Question q) {
    return q.at().directives().stream().anyMatch(d -> isForbidden(d, q));
  }

  private static boolean isForbidden(Directive d, Question q) {
    Atom a = d.forbidden();
    RecordFacts r = q.facts();
    return d.vault().equals(q.request().vault())
        && d.purposes().contains(q.request().purpose())
        && q.links().stream().anyMatch(g -> d.holders().contains(g.parties().holder()))
        && a.actions().contains(q.request().action())
        && a.types().contains(r.type())
        && r.categories().stream().anyMatch(a.categories()::contains)
        && a.days().contains(r.day())
        && r.labels().stream().anyMatch(a.labels()::contains)
        && a.sources().contains(r.source())
        && a.ids().contains(r.id());
  }

  boolean matches(Atom a, Question q) {
    RecordFacts r = q.facts();
    return a.actions().contains(q.request().action())
        && type(a.types(), r.type())
        && r.categories().stream().anyMatch(a.categories()::contains)
        && a.days().contains(r.day())
        && everyLabel(a, r)
        && a.sources().contains(r.source())
        && a.ids().contains(r.id());
  }

  boolean type(Field<String> types, String type) {
    return types.contains(type);
  }

  boolean everyLabel(Atom a, RecordFacts r) {
    return !r.labels().isEmpty() && r.labels().stream().allMatch(a.labels()::contains);
  }

  /** Rule 16: each proof once; what was forgotten can't be told from a first use. */
  Optional<ErrorCode> replay(GrantChain chain, Question q, byte[] possession) {
    Instant t = time(q.at());
    latest = t.isAfter(latest) ? t : latest;
    accepted.values().removeIf(until -> until.isBefore(latest));
    Proof proof = Proof.read(possession).orElseThrow();
    Instant until = proof.issuedAt().plus(MEMORY);
    boolean first =
        !until.isBefore(latest) && accepted.putIfAbsent(proof.use(chain), until) == null;
    return first ? Optional.empty() : Optional.of(ErrorCode.REPLAYED);
  }
}
