// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.erasure.Manifest;
import health.habeas.shard.AuditPass;
import health.habeas.shard.AuditPlan;
import health.habeas.shard.Custodian;
import health.habeas.shard.CustodianAudit;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The way of an audit: which shard should be where, from the manifests that custodians keep, and asking for it. */
public final class AuditPath {
  private static final Duration OWN_VALIDITY = Duration.ofHours(1);

  private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{64}");

  private AuditPath() {}

  /**
   * What an audit found.
   *
   * @param custodians one for each
   * @param objects how many objects were audited
   * @param unreadable how many objects have no sound manifest at any custodian that answers
   */
  public record Audited(List<CustodianAudit> custodians, int objects, int unreadable) {}

  /** A plan, and how many objects are not in it for want of a sound manifest. */
  private record Planned(AuditPlan plan, int unreadable) {}

  static Audited audit(VaultSession session, int samples) {
    if (samples < 1) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED, "an audit takes at least one sample of each custodian");
    }
    Planned planned = planned(session, OWN_VALIDITY);
    List<Custodian> custodians = session.replicas().custodians();
    List<CustodianAudit> found =
        session.replicas().beside(c -> planned.plan().audit(custodians.get(c), samples));
    return new Audited(found, planned.plan().objects(), planned.unreadable());
  }

  static AuditPlan plan(VaultSession session, Duration validity) {
    if (validity.isNegative() || validity.compareTo(AuditPass.MAX_VALIDITY) > 0) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "a plan holds at most " + AuditPass.MAX_VALIDITY.toDays() + " days");
    }
    return planned(session, validity).plan();
  }

  private static Planned planned(VaultSession session, Duration validity) {
    Replicas replicas = session.replicas();
    Instant until = session.around().clock().instant().plus(validity);
    AuditPass pass = AuditPass.of(session.keys(), session.owner().suite(), until);
    AuditPlan.Builder plan = AuditPlan.builder(session.owner().card(), pass, replicas.names());
    int unreadable = 0;
    for (ItemName name : replicas.list(ItemKind.MANIFEST)) {
      unreadable += add(session, name, plan) ? 0 : 1;
    }
    return new Planned(plan.build(), unreadable);
  }

  /** Any custodian's copy will do that the patient signed; an altered one is passed over. */
  private static boolean add(VaultSession session, ItemName name, AuditPlan.Builder plan) {
    if (!OBJECT.matcher(name.name()).matches()) {
      return false;
    }
    Replicas replicas = session.replicas();
    byte[] key = session.keys().key().bytes();
    byte[] objectId = HexFormat.of().parseHex(name.name());
    return IntStream.range(0, replicas.names().size())
        .mapToObj(custodian -> replicas.from(custodian, name))
        .flatMap(Optional::stream)
        .anyMatch(copy -> Manifest.verified(copy, key, objectId)
            .flatMap(m -> session.state().roster().placement(m.objectId(), m.seats(), m.total()))
            .filter(placement -> plan.add(copy, shards(placement, replicas.names())))
            .isPresent());
  }

  /** For each custodian the shard that it should have, −1 for none. */
  private static int[] shards(Placement placement, List<String> custodians) {
    return custodians.stream()
        .mapToInt(name -> placement.shardOf(name).orElse(-1))
        .toArray();
  }
}
