// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Challenge;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Ledger;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * A holder that keeps to no rule: it makes every part of a claim by itself, so that a test can make each one wrong.
 *
 * @param chain what it was granted
 * @param keys its keys
 * @param ledger where it records
 * @param clock its clock
 */
record Visitor(GrantChain chain, HolderKeys keys, Ledger ledger, InstantSource clock) {
  private static final SecureRandom RANDOM = new SecureRandom();

  AccessEvent event(Action action, Selection selection, Purpose purpose, long number) {
    return event(action, selection, purpose, number, new byte[0]);
  }

  AccessEvent event(
      Action action, Selection selection, Purpose purpose, long number, byte[] subject) {
    byte[] opening = new byte[32];
    RANDOM.nextBytes(opening);
    AccessRequest request =
        new AccessRequest(chain.root().parties().vault(), action, selection, purpose);
    return new AccessEvent(
        chain, keys.grantee().name(), request, number, clock.instant(), subject, opening);
  }

  /** Puts the event into the ledger; the proof that it is there. */
  byte[] record(AccessEvent event) {
    return ledger
        .prove(ledger.append(event.entry()).recorded().orElseThrow().position())
        .bytes();
  }

  /** A sound claim with this event and this proof. */
  AccessClaim claim(Custodian custodian, AccessEvent event, byte[] inclusion) {
    byte[] nonce = custodian.challenge();
    return claim(event, inclusion, nonce, possession(custodian.name(), event.request(), nonce));
  }

  AccessClaim claim(AccessEvent event, byte[] inclusion, byte[] nonce, byte[] possession) {
    Presentation shown = new Presentation(chain.withoutKeybox().bytes(), possession);
    return new AccessClaim(shown, nonce, event, inclusion);
  }

  byte[] possession(String custodian, AccessRequest request, byte[] nonce) {
    return new Possession(
            chain.withoutKeybox(),
            request,
            new Challenge(custodian, nonce),
            Stamp.fresh(clock.instant(), RANDOM))
        .sign(signer());
  }

  private GrantSigner signer() {
    return new GrantSigner() {
      @Override
      public VerifyKey key() {
        return keys.key(chain.suite());
      }

      @Override
      public byte[] sign(byte[] message) {
        return keys.signer(SECRET_ACCESS, chain.suite()).sign(message);
      }
    };
  }
}
