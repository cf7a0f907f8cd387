// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Directive;
import health.habeas.grant.Permission;
import health.habeas.key.Grantee;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one door to software that reads FHIR Consents. Not thread-safe: one per law. */
@FunctionalInterface
public interface ConsentUnderTest {
  /**
   * Reads all active Consents of the world's patient.
   *
   * @param world who is who
   * @param now the moment of reading
   * @param consents one JSON document each
   * @return what to grant and to forbid; empty if they were refused
   */
  Optional<Terms> read(ConsentWorld world, Instant now, List<byte[]> consents);

  /**
   * Writes Consents that say the same, for software that writes them.
   *
   * @param world who is who
   * @param now the moment of writing
   * @param release of FHIR: 4 or 5
   * @param terms what is granted and forbidden
   * @return one document each; empty if it doesn't write, or not without a loss that changes decisions
   */
  default Optional<List<byte[]>> write(ConsentWorld world, Instant now, int release, Terms terms) {
    return Optional.empty();
  }

  /**
   * What was read. Immutable; lists are copied.
   *
   * @param grants what to grant
   * @param denials what to forbid
   */
  record Terms(List<Given> grants, List<Forbidden> denials) {
    /** Copies the lists. */
    public Terms {
      grants = List.copyOf(grants);
      denials = List.copyOf(denials);
    }
  }

  /**
   * One grant. Immutable.
   *
   * @param holder to whom
   * @param permission what
   */
  record Given(Grantee holder, Permission permission) {}

  /**
   * One standing denial. Immutable.
   *
   * @param directive what is forbidden, from the moment of reading on
   * @param until when it is lifted; empty for never
   */
  record Forbidden(Directive directive, Optional<Instant> until) {}
}
