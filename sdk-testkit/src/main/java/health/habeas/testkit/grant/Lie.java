// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Custodian;
import java.time.LocalDate;

/** Ways in which a claim differs from what is in the ledger. Immutable. */
enum Lie {
  NO_PROOF,
  A_BIT_OF_THE_PROOF,
  PROOF_OF_ANOTHER_ENTRY,
  ANOTHER_ACTION,
  ANOTHER_PURPOSE,
  FEWER_DAYS,
  ANOTHER_NAME,
  ANOTHER_NUMBER,
  ANOTHER_SECOND,
  ANOTHER_OPENING;

  /** The claim of an access that was recorded, but for this. */
  AccessClaim claim(Visit visit, Custodian custodian, AccessEvent told, byte[] proof, int place) {
    return visit.claim(custodian, event(told), proof(proof, place, visit));
  }

  private byte[] proof(byte[] proof, int place, Visit visit) {
    return switch (this) {
      case NO_PROOF -> new byte[0];
      case A_BIT_OF_THE_PROOF -> {
        byte[] forged = proof.clone();
        forged[place % forged.length] ^= (byte) (1 << (place % 8));
        yield forged;
      }
      case PROOF_OF_ANOTHER_ENTRY ->
        visit
            .ledger()
            .prove(CustodianHistory.append(visit.ledger(), Visit.random(32)))
            .bytes();
      default -> proof;
    };
  }

  private AccessEvent event(AccessEvent told) {
    Selection days = new Selection(
        Field.all(), Field.all(), new DayRange(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 2)));
    AccessRequest request = told.request();
    AccessRequest asked = new AccessRequest(
        request.vault(),
        this == ANOTHER_ACTION ? Action.SEARCH : request.action(),
        this == FEWER_DAYS ? days : request.selector(),
        this == ANOTHER_PURPOSE ? Purpose.ETREAT : request.purpose());
    return new AccessEvent(
        told.chain(),
        this == ANOTHER_NAME ? "Somebody Else" : told.holderName(),
        asked,
        this == ANOTHER_NUMBER ? told.number() + 1 : told.number(),
        this == ANOTHER_SECOND ? told.time().plusSeconds(1) : told.time(),
        told.subject(),
        this == ANOTHER_OPENING ? Visit.random(32) : told.opening());
  }
}
