// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a valid chain allows for the purpose that was asked for: the intersection over all its links (L16), without what
 * a directive forbids. With it the caller filters a {@link Selection} record by record. Immutable.
 *
 * <p>It holds at the time of the decision and for that request; decide again for the next one.
 */
public final class Authority {
  private final GrantChain chain;
  private final List<Directive> directives;

  private Authority(GrantChain chain, List<Directive> directives) {
    this.chain = chain;
    this.directives = directives;
  }

  static Authority of(GrantChain chain, AccessRequest request, Collection<Directive> directives) {
    return new Authority(chain.withoutKeybox(), concerning(chain, request, directives));
  }

  static List<Directive> concerning(
      GrantChain chain, AccessRequest request, Collection<Directive> directives) {
    List<VerifyKey> holders =
        chain.grants().stream().map(grant -> grant.parties().holder()).toList();
    return directives.stream().filter(d -> d.concerns(holders, request)).toList();
  }

  /**
   * Whether the action on this record is allowed.
   *
   * @param action what is to be done
   * @param facts the record
   */
  public boolean allows(Action action, RecordFacts facts) {
    return inEveryScope(action, facts) && !isForbidden(action, facts);
  }

  /**
   * The same, less what these standing denials forbid; those that are not about this chain's holders count, too.
   *
   * @param more directives that were told with an access under this chain
   */
  public Authority without(Collection<Directive> more) {
    List<Directive> all = new ArrayList<>(directives);
    all.addAll(more);
    return new Authority(chain, List.copyOf(all));
  }

  /** The last grant. */
  public GrantId grant() {
    return chain.id();
  }

  /** Whose records. */
  public VaultId vault() {
    return chain.last().parties().vault();
  }

  /** Who may act. */
  public VerifyKey holder() {
    return chain.last().parties().holder();
  }

  /** The scope of the last grant; {@link #allows} looks at all of them. */
  public Scope scope() {
    return chain.last().permission().scope();
  }

  /** What the holder owes. */
  public Set<Obligation> obligations() {
    return chain.last().permission().conditions().obligations();
  }

  /** When it is over. */
  public Instant expires() {
    return chain.last().permission().window().expires();
  }

  /** When the holder must have erased what it read; empty when nothing was said. */
  public Optional<Instant> eraseAt() {
    return chain.last().permission().conditions().limits().eraseAt();
  }

  /** The last grant's id. */
  @Override
  public String toString() {
    return "Authority[" + grant() + "]";
  }

  boolean inEveryScope(Action action, RecordFacts facts) {
    return chain.grants().stream().allMatch(g -> g.permission().scope().matches(action, facts));
  }

  boolean overlapsEveryScope(Action action, Selection selection) {
    return chain.grants().stream()
        .allMatch(g -> g.permission().scope().overlaps(action, selection));
  }

  /** Whether the directives forbid the whole request. */
  boolean isForbidden(AccessRequest request) {
    return request.selector() instanceof RecordFacts facts
        ? isForbidden(request.action(), facts)
        : request.selector() instanceof Selection selection
            && isAllForbidden(request.action(), selection);
  }

  private boolean isForbidden(Action action, RecordFacts facts) {
    return directives.stream().anyMatch(d -> d.forbids(action, facts));
  }

  private boolean isAllForbidden(Action action, Selection selection) {
    return directives.stream().anyMatch(d -> d.forbidsAll(action, selection));
  }
}
