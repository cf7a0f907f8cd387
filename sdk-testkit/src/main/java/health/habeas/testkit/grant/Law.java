// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The 58 laws of grants. A property says which laws it tests by the end of its name: {@code aProofIsAcceptedOnce_L38},
 * {@code everyStepKeepsWhatMayBeRead_L49_L50}. Immutable.
 */
public enum Law {
  L1(
      "For every accepted byte string b, encode(decode(b)) = b; unsorted, duplicate, indefinite, non-shortest, tagged, float or trailing input is rejected."),
  L2(
      "The grant id depends on signed bytes only; no change to the signature bytes yields a second accepted token."),
  L3(
      "A signature made under one domain (grant, pop, revocation, directive, receipt, recovery, key update, record) verifies under no other."),
  L4("An unknown version, suite, field, atom field, action or obligation is Deny."),
  L5("Limits are checked before any signature; work is bounded by counts, never by wall clock."),
  L6("The algorithm comes from the issuer's key record; a header that differs is Deny."),
  L7("Subset on scopes is reflexive, transitive, and antisymmetric on normal forms."),
  L8(
      "If S' is accepted as narrower than S, then for every (action, record): match(S') implies match(S)."),
  L9("An empty field matches nothing; a missing field is a decoding error; ALL must be written."),
  L10("Normalisation is idempotent and ignores order and duplicates."),
  L11("Adding an element to a field never removes a match; a type mismatch is no match."),
  L12("A record with a label outside the atom's labels never matches."),
  L13(
      "An action, type or label born in schema n+1 is matched by no grant of schema ≤ n, ALL included."),
  L14("Attenuation is transitive in effect."),
  L15("For every chain c and grant g, the effective authority of c+[g] lies within that of c."),
  L16(
      "Effective authority is the intersection over links; the order of checking never changes it."),
  L17(
      "Widening any one dimension (action, type, category, day, label, source, id, purpose, window, audience, depth, obligation, keys) makes the child invalid."),
  L18("Depth strictly falls; depth 0 has no valid child."),
  L19(
      "Dropping, swapping, duplicating or splicing a link, or an empty chain, gives empty authority; the root must be a live patient key."),
  L20("Two chains never combine: Allow(q | {c1, c2}) = Allow(q | c1) or Allow(q | c2)."),
  L21("Delegating to oneself or to an ancestor gains nothing."),
  L22("Obligations only grow along a chain."),
  L23("Windows are half-open UTC seconds; denied at t = expires."),
  L24(
      "A decision is a pure function of (bytes, t, revocation view, directives, nonce store), with one clock read."),
  L25(
      "Denied for expiry at t implies denied at every later t; turning the clock back does not revive a grant."),
  L26("Two verifiers whose clocks differ by at most 60 s differ only near the window's ends."),
  L27("A suspect clock (more than 5 minutes uncertain) opens no new session."),
  L28(
      "More revocations never allow more; merging views is commutative, associative and idempotent."),
  L29("Revoking a link kills every chain through it and nothing else."),
  L30(
      "A revocation by anyone else than the patient, an issuer above, or the holder itself has no effect and is not stored."),
  L31("A revocation that arrives before its grant takes effect when the grant arrives."),
  L32("There is no un-revoke; a re-grant has a new nonce, hence a new id."),
  L33(
      "Any delivery order of the same ledger events gives the same decisions; a self-stated old time gains nothing."),
  L34(
      "A view older than the class's limit is Deny; entries leave memory only after expiry + replay window + 2 × skew."),
  L35(
      "Revoking a key at ledger position p kills every chain that uses it as issuer or holder from p on."),
  L36(
      "Token bytes without a proof of possession by the last holder are Deny, whatever the verifier's configuration."),
  L37("Flipping any covered input of the proof is Deny."),
  L38(
      "One (chain, jti) is accepted at most once by a verifier; its memory outlives the window by 2 × skew."),
  L39(
      "Whether possession is needed never depends on what the presenter sent; an ancestor's proof is refused."),
  L40("Purpose matches by code equality; a missing purpose is Deny."),
  L41(
      "No chain without BTG ever allows BTG; BTG chains obey depth 0, the time limit, no writes, receipt before key, and \"never\" labels."),
  L42("Adding a directive never allows more; a matching directive always denies."),
  L43("Any exception in evaluation is Deny; the same input gives the same reason code."),
  L44(
      "A CREATE-only grant yields no decryption key; a READ-only holder cannot make an accepted record."),
  L45(
      "Every accepted record names its writer's key and grant; nobody can alter what a provider signed, only append."),
  L46(
      "The keys in a keybox open exactly the slots of the scope's compartments × days: none outside, all inside."),
  L47("A child keybox is computable from the parent's keys alone, offline."),
  L48("No collusion: what two keyboxes open together is the union of what each opens."),
  L49("After ROTATED to e+1, no key reachable from a revoked grant opens a slot of a later epoch."),
  L50("Surviving grants open the same old records and all new ones in scope."),
  L51("A day-range cover is disjoint, exact, and at most 2·depth − 2 nodes."),
  L52("Re-wrap is idempotent and crash-safe: the patient can open every record at every step."),
  L53("Offline decisions are a subset of the online decisions with the same state."),
  L54(
      "No key or shard release and no Allow without exactly one receipt; revocation is checked again at the release point."),
  L55("Export and import over another ledger adapter keep every grant id and every decision."),
  L56(
      "FHIR Consent round trip: normalise, then decide equals deciding on grant and directives; or the Consent is refused as ambiguous. Never a silent third result."),
  L57(
      "No (key, nonce) pair is ever used twice, across records, versions, restarts and clones of a device."),
  L58(
      "A partial answer is marked partial with counts; a record that cannot be encrypted, fetched or opened is reported, never dropped.");

  private static final Pattern NUMBER = Pattern.compile("_L(\\d+)(?=_|$)");

  private final String text;

  Law(String text) {
    this.text = text;
  }

  /** What it says. */
  public String text() {
    return text;
  }

  /**
   * The laws that the name of a property ends in.
   *
   * @param property a method's name
   */
  public static Set<Law> of(String property) {
    Set<Law> named = new TreeSet<>();
    Matcher numbers = NUMBER.matcher(property);
    while (numbers.find()) {
      named.add(valueOf("L" + numbers.group(1)));
    }
    return named;
  }
}
