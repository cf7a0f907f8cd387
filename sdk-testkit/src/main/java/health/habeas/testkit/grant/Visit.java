// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Challenge;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.ledger.Ledger;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Custodian;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * A holder before a custodian, who makes each part of a claim by itself and may make any of them wrong. Immutable.
 *
 * @param chain what it was granted
 * @param holder who it is
 * @param ledger where it records
 * @param now when it signs
 */
record Visit(GrantChain chain, Signatory holder, Ledger ledger, Instant now) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The same, by somebody else. */
  Visit by(Signatory somebody) {
    return new Visit(chain, somebody, ledger, now);
  }

  /** An access to everything that is granted, for a purpose that the grant names. */
  AccessEvent event(Action action, long number, Instant time) {
    return event(action, number, time, new byte[0]);
  }

  /** An access that leaves this item. */
  AccessEvent depositing(byte[] item, long number, Instant time) {
    return event(Action.CREATE, number, time, sha256(item));
  }

  private AccessEvent event(Action action, long number, Instant time, byte[] subject) {
    Purpose purpose = chain.root().permission().purposes().iterator().next();
    AccessRequest request = new AccessRequest(Story.VAULT, action, Selection.EVERYTHING, purpose);
    return new AccessEvent(chain, holder.name(), request, number, time, subject, random(32));
  }

  /** Records the event; the proof that it is there. */
  byte[] record(AccessEvent event) {
    return ledger.prove(ledger.append(event.entry()).orThrow().position()).bytes();
  }

  /** A sound claim, if the event and the proof are. */
  AccessClaim claim(Custodian custodian, AccessEvent event, byte[] inclusion) {
    byte[] nonce = custodian.challenge();
    byte[] possession = possession(custodian.name(), nonce, event.request());
    return claim(event, inclusion, nonce, possession);
  }

  AccessClaim claim(AccessEvent event, byte[] inclusion, byte[] nonce, byte[] possession) {
    Presentation shown = new Presentation(chain.withoutKeybox().bytes(), possession);
    return new AccessClaim(shown, nonce, event, inclusion);
  }

  byte[] possession(String custodian, byte[] nonce, AccessRequest request) {
    Challenge challenge = new Challenge(custodian, nonce);
    Stamp stamp = Stamp.fresh(now, RANDOM);
    return new Possession(chain.withoutKeybox(), request, challenge, stamp).sign(holder);
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
