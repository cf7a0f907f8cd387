// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.bytes;
import static health.habeas.testkit.vectors.Cbor.concat;
import static health.habeas.testkit.vectors.Cbor.filled;
import static health.habeas.testkit.vectors.Cbor.hex;
import static health.habeas.testkit.vectors.Cbor.number;
import static health.habeas.testkit.vectors.Cbor.text;
import static health.habeas.testkit.vectors.Shown.NOW;

import health.habeas.grant.Action;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Proofs of possession: each field, each form, each edge of time, ancestors and replays (L3, L36 to L39). */
final class PossessionCases {
  private static final byte[] JTI = new byte[16];

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    PossessionCases cases = new PossessionCases();
    cases.claims();
    cases.requests();
    cases.forms();
    cases.signers();
    cases.times();
    cases.replays();
    cases.audience();
    return cases.all;
  }

  private void claims() {
    all.add(denied("for-another-chain", "L37").claims(1, bytes(filled(32, 9))));
    byte[] withKeys = Person.sha256(
        "habeas/chain/1",
        concat(
            hex("a201"),
            Cbor.array(bytes(Person.ALICE.link(Body.example().bytes()))),
            hex("02"),
            bytes(Body.KEYBOX)));
    all.add(
        denied("digest-over-the-keybox-too", "L37").keybox(Body.KEYBOX).claims(1, bytes(withKeys)));
    all.add(denied("for-another-verifier", "L37").claims(2, text("custodian-2")));
    all.add(denied("for-another-action", "L37").claims(3, number(2)));
    all.add(denied("for-another-selector", "L37").claims(4, bytes(filled(32, 9))));
    all.add(denied("for-another-purpose", "L37").claims(5, number(2)));
    all.add(denied("for-another-nonce", "L37").claims(6, bytes(new byte[] {1, 2, 4})));
    all.add(denied("without-the-nonce", "L37").claims(6, bytes(new byte[0])));
    all.add(denied("with-a-nonce-where-none-was-given", "L37")
        .to("custodian-1")
        .claims(6, bytes(new byte[] {1})));
    all.add(denied("jti-of-15-bytes", "L37").claims(8, bytes(new byte[15])));
    all.add(denied("jti-of-17-bytes", "L37").claims(8, bytes(new byte[17])));
    all.add(denied("time-negative", "L37").claims(7, number(-1)));
    all.add(denied("time-beyond-year-9999", "L37").claims(7, number(253402300800L)));
    all.add(denied("additional-field", "L37").claims(9, number(0)));
    all.add(denied("verifier-as-bytes", "L37").claims(2, bytes(new byte[] {1})));
    all.add(Shown.allowed("possession/empty-nonce", "L37").to("custodian-1"));
    all.add(Shown.allowed("possession/nonce-of-64-bytes", "L37").to("custodian-1", filled(64, 5)));
    all.add(
        Shown.allowed("possession/verifier-beyond-ascii", "L37").to("Praxis Dr. Größe", (byte) 1));
  }

  private void requests() {
    requestOf("action-in-the-proof", Ask.EXAMPLE.to(Action.SEARCH));
    requestOf(
        "day-in-the-proof",
        Ask.of(Ask.facts("2025-06-02", Set.of(Category.LABORATORY), Label.NORMAL)));
    requestOf(
        "category-in-the-proof",
        Ask.of(
            Ask.facts("2025-06-01", Set.of(Category.LABORATORY, Category.PROBLEMS), Label.NORMAL)));
    requestOf(
        "label-in-the-proof",
        Ask.of(Ask.facts("2025-06-01", Set.of(Category.LABORATORY), Label.PSY)));
    requestOf("vault-in-the-proof", Ask.EXAMPLE.about(Person.MALLORY));
    requestOf("purpose-in-the-proof", Ask.EXAMPLE.for_(Purpose.ETREAT));
    requestOf("selection-in-the-proof", Ask.of(Selection.EVERYTHING));
  }

  private void requestOf(String name, Ask proven) {
    all.add(denied("another-" + name, "L37")
        .claims(3, number(proven.request().action().number()))
        .claims(4, bytes(proven.selectorDigest()))
        .claims(5, number(proven.request().purpose().number())));
  }

  private void forms() {
    all.add(denied("empty", "L36").proof(p -> new byte[0]));
    all.add(denied("is-a-number", "L36").proof(p -> hex("00")));
    all.add(denied("is-the-grant", "L36")
        .proof(p -> Person.ALICE.link(Body.example().bytes())));
    all.add(denied("bytes-after", "L1").proof(p -> concat(p, hex("00"))));
    all.add(denied("cut-short", "L1").proof(p -> Arrays.copyOf(p, p.length - 1)));
    all.add(denied("beyond-2048-bytes", "L5").proof(p -> concat(p, new byte[2049 - p.length])));
    all.add(denied("tagged", "L1").proof(p -> concat(hex("d2"), p)));
    all.add(denied("protected-header-es256", "L6").proof(p -> replaced(p, 4, 0x26)));
    all.add(denied("claim-with-trailing-byte", "L1").claim(c -> concat(c, hex("00"))));
    all.add(denied("claim-of-no-bytes", "L1").claim(c -> new byte[0]));
    all.add(denied("claim-with-longer-head", "L1").claim(c -> concat(hex("b808"), tail(c))));
    all.add(denied("claim-of-seven-fields", "L1")
        .claim(c -> concat(hex("a7"), Arrays.copyOfRange(c, 1, c.length - 18))));
  }

  private void signers() {
    all.add(denied("by-the-patient", "L39").by(Person.ALICE));
    all.add(denied("by-a-stranger", "L36").by(Person.MALLORY));
    all.add(denied("by-the-first-of-three-holders", "L39").family(Family.of(3)).by(Person.CLINIC));
    all.add(denied("by-the-second-of-three-holders", "L39").family(Family.of(3)).by(Person.LAB));
    all.add(denied("signed-as-a-grant", "L3").domain(Person.GRANT));
    all.add(denied("signed-for-no-domain", "L3").domain(""));
    all.add(denied("signature-flipped", "L37")
        .proof(p -> replaced(p, p.length - 1, p[p.length - 1] ^ 1)));
    all.add(denied("signature-not-canonical", "L2")
        .proof(p -> concat(
            Arrays.copyOf(p, p.length - 64),
            SignatureCases.plusOrder(Arrays.copyOfRange(p, p.length - 64, p.length)))));
    all.add(denied("signature-of-65-bytes", "L2")
        .proof(p -> concat(
            Arrays.copyOf(p, p.length - 66),
            hex("5841"),
            Arrays.copyOfRange(p, p.length - 64, p.length),
            hex("00"))));
  }

  private void times() {
    all.add(Shown.allowed("possession/60-seconds-ahead", "L38").madeAt(NOW + 60));
    all.add(denied("61-seconds-ahead", "L38").madeAt(NOW + 61));
    all.add(Shown.allowed("possession/360-seconds-old", "L38").madeAt(NOW - 360));
    all.add(denied("361-seconds-old", "L38").madeAt(NOW - 361));
    all.add(denied("too-old-by-the-time-of-the-view", "L38").madeAt(NOW - 61).viewOf(NOW + 300));
  }

  private void replays() {
    all.add(
        Shown.denied("HBS-1015", "possession/accepted-before", "L38").accepted(new byte[0], JTI));
    all.add(Shown.denied("HBS-1015", "possession/accepted-before-with-another-time", "L38")
        .madeAt(NOW - 1)
        .accepted(new byte[0], JTI));
    all.add(Shown.denied("HBS-1015", "possession/accepted-before-with-keys", "L38")
        .keybox(Body.KEYBOX)
        .accepted(new byte[0], JTI));
    all.add(Shown.allowed("possession/another-jti-accepted-before", "L38")
        .accepted(new byte[0], filled(16, 1)));
    all.add(Shown.allowed("possession/jti-accepted-for-another-chain", "L38")
        .accepted(filled(32, 1), JTI));
    all.add(Shown.denied("HBS-1021", "possession/memory-lost", "L43").memoryLost());
  }

  private void audience() {
    Body named = Body.example().with(11, Cbor.texts("custodian-1"));
    all.add(Shown.allowed("audience/named", "L36").grants(named));
    all.add(Shown.allowed("audience/among-two", "L36")
        .grants(Body.example().with(11, Cbor.texts("custodian-1", "custodian-2"))));
    audience("another-verifier", Body.example().with(11, Cbor.texts("custodian-2")));
    audience("nobody", Body.example().with(11, Cbor.texts()));
    audience("in-capitals", Body.example().with(11, Cbor.texts("CUSTODIAN-1")));
    audience("with-a-space-after", Body.example().with(11, Cbor.texts("custodian-1 ")));
    audience("with-a-byte-order-mark", Body.example().with(11, Cbor.texts("\ufeffcustodian-1")));
    audience("prefix-of-the-name", Body.example().with(11, Cbor.texts("custodian")));
    audience("named-all-in-a-set", Body.example().with(11, Cbor.texts("ALL")));
    all.add(Shown.denied("HBS-1013", "audience/not-of-the-child", "L17")
        .family(Family.root(b -> b).and(b -> b.with(11, Cbor.texts("custodian-2")))));
  }

  private void audience(String name, Body body) {
    all.add(Shown.denied("HBS-1013", "audience/" + name, "L36").grants(body));
  }

  private static Shown denied(String name, String law) {
    return Shown.denied("HBS-1014", "possession/" + name, law);
  }

  private static byte[] replaced(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] tail(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }
}
