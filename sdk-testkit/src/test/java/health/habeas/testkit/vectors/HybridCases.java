// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.bytes;
import static health.habeas.testkit.vectors.Cbor.concat;
import static health.habeas.testkit.vectors.Cbor.hex;

import health.habeas.grant.Directive;
import health.habeas.grant.VaultId;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Suite S2: both halves of each signature, key records, and chains of one suite (L2, L3, L5, L6, L19, L36). */
final class HybridCases {
  private static final Hybrid ALICE = new Hybrid(Person.ALICE);
  private static final Hybrid CLINIC = new Hybrid(Person.CLINIC);
  private static final Hybrid LAB = new Hybrid(Person.LAB);
  private static final Hybrid MALLORY = new Hybrid(Person.MALLORY);
  private static final List<Hybrid> PEOPLE = List.of(
      ALICE,
      CLINIC,
      LAB,
      new Hybrid(Person.REGISTRY),
      new Hybrid(Person.DEPUTY),
      new Hybrid(Person.EXPERT));
  private static final String SIGNATURE = "HBS-1002";
  private static final String MALFORMED = "HBS-1001";

  private static final Body ROOT = Body.example()
      .with(2, 2)
      .with(3, bytes(ALICE.vault()))
      .with(4, bytes(ALICE.id()))
      .with(5, bytes(CLINIC.id()))
      .with(10, 4);
  private static final byte[] TO_SIGN = Person.toSign(Hybrid.HEADER, Person.GRANT, ROOT.bytes());
  private static final byte[] ED25519 = Person.ALICE.ed25519(TO_SIGN);
  private static final byte[] ML_DSA = ALICE.mlDsa65(TO_SIGN);
  private static final byte[] RIGHT = ALICE.link(ROOT);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    HybridCases cases = new HybridCases();
    cases.whole();
    cases.halves();
    cases.lengthsAndHeaders();
    cases.records();
    cases.names();
    cases.mixed();
    cases.limits();
    cases.proofs();
    cases.directives();
    return cases.all;
  }

  private void whole() {
    for (int links : new int[] {1, 2, 5}) {
      allowed("of-" + links + (links == 1 ? "-link" : "-links"), "L14", links);
    }
    allowed("keybox-shown", "L1", 1).keybox(Body.KEYBOX);
    denied("HBS-1004", "middle-link-revoked", "L29", 3).revoked(Body.handle(1), 812);
    denied("HBS-1009", "child-wider", "L17", 1)
        .links(RIGHT, CLINIC.link(child(b -> b.with(9, Body.EXPIRES + 1))))
        .records(keys(3))
        .by(LAB::signed);
    allowed("ml-dsa-half-hedged", "L2", 1)
        .links(root(Hybrid.signature(ED25519, ALICE.hedgedMlDsa65(TO_SIGN))));
  }

  private void halves() {
    half("ed25519-half-flipped", "L2", flipped(ED25519, 0), ML_DSA);
    half("ed25519-half-not-canonical", "L2", SignatureCases.plusOrder(ED25519), ML_DSA);
    half("ed25519-half-all-zero", "L2", new byte[64], ML_DSA);
    half("ml-dsa-half-flipped-in-its-first-part", "L2", ED25519, flipped(ML_DSA, 0));
    half("ml-dsa-half-flipped-in-its-middle", "L2", ED25519, flipped(ML_DSA, 1000));
    half("ml-dsa-half-flipped-in-its-hints", "L2", ED25519, flipped(ML_DSA, 3308));
    half("ml-dsa-half-all-zero", "L2", ED25519, new byte[ML_DSA.length]);
    half("ed25519-half-by-another", "L19", Person.MALLORY.ed25519(TO_SIGN), ML_DSA);
    half("ml-dsa-half-by-another", "L19", ED25519, MALLORY.mlDsa65(TO_SIGN));
    half(
        "both-halves-by-another", "L19", Person.MALLORY.ed25519(TO_SIGN), MALLORY.mlDsa65(TO_SIGN));
    byte[] possession = Person.toSign(Hybrid.HEADER, Person.POSSESSION, ROOT.bytes());
    half("ed25519-half-for-possession", "L3", Person.ALICE.ed25519(possession), ML_DSA);
    half("ml-dsa-half-for-possession", "L3", ED25519, ALICE.mlDsa65(possession));
    byte[] classical = Person.toSign(Person.EDDSA, Person.GRANT, ROOT.bytes());
    half("ed25519-half-under-the-header-of-s1", "L6", Person.ALICE.ed25519(classical), ML_DSA);
    half("ml-dsa-half-under-the-header-of-s1", "L6", ED25519, ALICE.mlDsa65(classical));
    byte[] domain = Cbor.hex("6861626561732f6772616e742f31");
    half(
        "ml-dsa-half-with-the-domain-as-context", "L3", ED25519, ALICE.mlDsa65For(domain, TO_SIGN));
    half("ml-dsa-half-over-the-body-alone", "L3", ED25519, ALICE.mlDsa65(ROOT.bytes()));
    denied(SIGNATURE, "halves-in-the-other-order", "L2", 1).links(root(concat(ML_DSA, ED25519)));
    denied(SIGNATURE, "second-link-with-an-ml-dsa-half-by-another", "L19", 2)
        .links(RIGHT, swappedHalf());
  }

  private void lengthsAndHeaders() {
    malformed("ed25519-half-alone", "L2", root(ED25519));
    malformed("ml-dsa-half-alone", "L2", root(ML_DSA));
    malformed("signature-one-byte-short", "L2", root(Arrays.copyOf(concat(ED25519, ML_DSA), 3372)));
    malformed("signature-one-byte-long", "L2", root(Arrays.copyOf(concat(ED25519, ML_DSA), 3374)));
    byte[] body = ROOT.bytes();
    malformed("header-of-s1", "L6", Person.ALICE.link(body));
    malformed(
        "header-of-s1-with-both-halves",
        "L6",
        Person.sealed(Person.EDDSA, body, concat(ED25519, ML_DSA)));
    header("header-65536", "a10139ffff");
    header("header-65538", "a1013a00010001");
    header("header-with-longer-head", "a1013b0000000000010000");
    header("header-with-key-id", "a2013a000100000440");
    all.add(Shown.denied(MALFORMED, "hybrid/body-of-s1-under-the-header-of-s2", "L6")
        .links(ALICE.link(Body.example())));
    denied("HBS-1007", "suite-3", "L4", 1).links(ALICE.link(ROOT.with(2, 3)));
  }

  private void records() {
    records("records-missing");
    records("last-record-missing", ALICE.key());
    records("record-repeated", ALICE.key(), ALICE.key());
    records("records-swapped", CLINIC.key(), ALICE.key());
    records("one-record-more", ALICE.key(), CLINIC.key(), LAB.key());
    records("record-of-another-issuer", MALLORY.key(), CLINIC.key());
    records("record-of-another-holder", ALICE.key(), MALLORY.key());
    byte[] mixed = concat(Person.ALICE.key(), Arrays.copyOfRange(MALLORY.key(), 32, 1984));
    records("record-with-an-ml-dsa-key-of-another", mixed, CLINIC.key());
    byte[] turned =
        concat(Arrays.copyOfRange(ALICE.key(), 32, 1984), Arrays.copyOf(ALICE.key(), 32));
    records("record-in-the-other-order", turned, CLINIC.key());
    records("record-one-byte-short", ALICE.key(), Arrays.copyOf(CLINIC.key(), 1983));
    records("record-one-byte-long", ALICE.key(), Arrays.copyOf(CLINIC.key(), 1985));
    records("records-of-seven", Collections.nCopies(7, ALICE.key()).toArray(byte[][]::new));
    byte[] two = concat(hex("a301"), Cbor.array(bytes(RIGHT)), hex("024003"));
    all.add(Shown.denied(MALFORMED, "hybrid/records-empty", "L1").chain(concat(two, hex("80"))));
    all.add(Shown.denied(MALFORMED, "hybrid/records-not-in-a-list", "L1")
        .chain(concat(two, bytes(concat(ALICE.key(), CLINIC.key())))));
    byte[] classical = Person.ALICE.link(Body.example().bytes());
    byte[] s1 = concat(hex("a301"), Cbor.array(bytes(classical)), hex("024003"));
    all.add(Shown.denied(MALFORMED, "hybrid/records-in-a-chain-of-s1", "L1")
        .chain(concat(s1, Cbor.array(bytes(ALICE.key()), bytes(CLINIC.key())))));
    all.add(Shown.denied(MALFORMED, "hybrid/no-records-in-a-field-of-a-chain-of-s1", "L1")
        .chain(concat(s1, hex("80"))));
  }

  /** Keys of one suite in the place of another's. */
  private void names() {
    named("issuer-named-by-its-ed25519-key", 4, Person.ALICE.key());
    named("holder-named-by-its-ed25519-key", 5, Person.CLINIC.key());
    named("issuer-named-by-a-hash-without-domain", 4, Person.sha256("", ALICE.key()));
    vault("vault-under-the-domain-of-s1", Person.sha256("habeas/vault-id/1", ALICE.id()));
    vault("vault-of-the-ed25519-key", Person.ALICE.vault());
    vault(
        "vault-of-the-keys-without-their-id",
        Person.sha256("habeas/hybrid-vault-id/1", ALICE.key()));
    byte[] vault = Person.sha256("habeas/vault-id/1", ALICE.id());
    Body classical = Body.example().with(3, bytes(vault)).with(4, bytes(ALICE.id()));
    all.add(Shown.denied(SIGNATURE, "hybrid/id-as-an-ed25519-key", "L6")
        .grants(classical)
        .asks(Ask.EXAMPLE.about(vault)));
    Body holder = Body.example().with(5, bytes(CLINIC.id()));
    all.add(Shown.denied("HBS-1014", "hybrid/id-of-the-holder-as-an-ed25519-key", "L6")
        .grants(holder));
  }

  private void mixed() {
    Body classical = Body.example().with(10, 4);
    Body onward = classical
        .handedOn(Person.CLINIC, Person.LAB, 1)
        .with(2, 2)
        .with(4, bytes(CLINIC.id()))
        .with(5, bytes(LAB.id()));
    all.add(Shown.denied("HBS-1008", "hybrid/s2-after-s1", "L19")
        .links(Person.ALICE.link(classical.bytes()), CLINIC.link(onward))
        .by(LAB::signed));
    Body back = ROOT.handedOn(Person.CLINIC, Person.LAB, 1).with(2, 1);
    denied("HBS-1008", "s1-after-s2", "L19", 1)
        .links(RIGHT, Person.CLINIC.link(back.bytes()))
        .records(keys(3));
  }

  private void limits() {
    allowed("link-of-7405-bytes", "L5", 1).links(linkOf(7405));
    denied("HBS-1006", "link-of-7406-bytes", "L5", 1).links(linkOf(7406));
    denied("HBS-1006", "of-6-links", "L5", 1)
        .links(Collections.nCopies(6, RIGHT).toArray(byte[][]::new));
  }

  private void proofs() {
    proof("proof-of-s1", "L36").by(Person.CLINIC);
    proof("proof-by-the-patient", "L39").by(ALICE::signed);
    proof("proof-by-a-stranger", "L36").by(MALLORY::signed);
    proof("proof-signed-as-a-grant", "L3").domain(Person.GRANT);
    proof("proof-with-its-ed25519-half-flipped", "L37").proof(p -> flipped(p, p.length - 3373));
    proof("proof-with-its-ml-dsa-half-flipped", "L37").proof(p -> flipped(p, p.length - 3309));
    proof("proof-with-an-ml-dsa-half-by-another", "L36").by((domain, payload) -> {
      byte[] message = Person.toSign(Hybrid.HEADER, domain, payload);
      return Person.sealed(
          Hybrid.HEADER,
          payload,
          Hybrid.signature(Person.CLINIC.ed25519(message), MALLORY.mlDsa65(message)));
    });
    proof("proof-without-its-ml-dsa-half", "L36")
        .by((domain, payload) -> Person.sealed(
            Hybrid.HEADER,
            payload,
            Person.CLINIC.ed25519(Person.toSign(Hybrid.HEADER, domain, payload))));
    proof("proof-beyond-5357-bytes", "L5").proof(p -> Arrays.copyOf(p, 5358));
    denied("HBS-1014", "proof-by-the-first-of-two-holders", "L39", 2).by(CLINIC::signed);
    all.add(
        Shown.denied("HBS-1014", "hybrid/proof-of-s2-for-a-chain-of-s1", "L6").by(CLINIC::signed));
    denied("HBS-1015", "proof-accepted-before", "L38", 1).accepted(new byte[0], new byte[16]);
  }

  /** The same 32 bytes in two suites are two keys. */
  private void directives() {
    VaultId vault = VaultId.ofBytes(ALICE.vault());
    VerifyKey holder = new VerifyKey(Suite.S2, CLINIC.id());
    denied("HBS-1016", "directive-against-the-holder", "L42", 1)
        .directive(Directive.in(vault).against(holder));
    denied("HBS-1016", "directive-against-a-holder-higher-up", "L42", 2)
        .directive(Directive.in(vault).against(holder));
    allowed("directive-against-the-id-as-an-ed25519-key", "L42", 1)
        .directive(Directive.in(vault).against(new VerifyKey(CLINIC.id())));
    allowed("directive-against-the-holders-ed25519-key", "L42", 1)
        .directive(Directive.in(vault).against(new VerifyKey(Person.CLINIC.key())));
  }

  private void half(String name, String law, byte[] ed25519, byte[] mlDsa65) {
    denied(SIGNATURE, name, law, 1).links(root(Hybrid.signature(ed25519, mlDsa65)));
  }

  private void malformed(String name, String law, byte[] link) {
    denied(MALFORMED, name, law, 1).links(link);
  }

  private void header(String name, String digits) {
    byte[] header = hex(digits);
    byte[] message = Person.toSign(header, Person.GRANT, ROOT.bytes());
    byte[] signature = Hybrid.signature(Person.ALICE.ed25519(message), ALICE.mlDsa65(message));
    malformed(name, "L6", Person.sealed(header, ROOT.bytes(), signature));
  }

  private void records(String name, byte[]... keys) {
    denied(MALFORMED, name, "L6", 1).records(keys);
  }

  private void named(String name, int field, byte[] key) {
    denied(MALFORMED, name, "L6", 1).links(ALICE.link(ROOT.with(field, bytes(key))));
  }

  private void vault(String name, byte[] id) {
    denied("HBS-1010", name, "L19", 1)
        .links(ALICE.link(ROOT.with(3, bytes(id))))
        .asks(Ask.EXAMPLE.about(id));
  }

  private Shown proof(String name, String law) {
    return denied("HBS-1014", name, law, 1);
  }

  private Shown allowed(String name, String law, int links) {
    return added(Shown.allowed("hybrid/" + name, law), links);
  }

  private Shown denied(String code, String name, String law, int links) {
    return added(Shown.denied(code, "hybrid/" + name, law), links);
  }

  /** With a right chain of so many links, shown by its holder. */
  private Shown added(Shown shown, int links) {
    all.add(shown);
    List<byte[]> chain = new ArrayList<>(List.of(RIGHT));
    Body last = ROOT;
    for (int link = 1; link < links; link++) {
      last = onward(last, link);
      chain.add(PEOPLE.get(link).link(last));
    }
    return shown
        .links(chain.toArray(byte[][]::new))
        .records(keys(links + 1))
        .asks(Ask.EXAMPLE.about(ALICE.vault()))
        .by(PEOPLE.get(links)::signed);
  }

  private static Body onward(Body parent, int link) {
    return parent
        .handedOn(Person.CLINIC, Person.LAB, link)
        .with(4, bytes(PEOPLE.get(link).id()))
        .with(5, bytes(PEOPLE.get(link + 1).id()));
  }

  private static Body child(UnaryOperator<Body> terms) {
    return terms.apply(onward(ROOT, 1));
  }

  private static byte[] swappedHalf() {
    byte[] body = onward(ROOT, 1).bytes();
    byte[] message = Person.toSign(Hybrid.HEADER, Person.GRANT, body);
    return Person.sealed(
        Hybrid.HEADER,
        body,
        Hybrid.signature(Person.CLINIC.ed25519(message), MALLORY.mlDsa65(message)));
  }

  private static byte[][] keys(int people) {
    return PEOPLE.stream().limit(people).map(Hybrid::key).toArray(byte[][]::new);
  }

  private static byte[] root(byte[] signature) {
    return Person.sealed(Hybrid.HEADER, ROOT.bytes(), signature);
  }

  /** A link of this size, for the name of a verifier in its audience. */
  private static byte[] linkOf(int size) {
    byte[] link = new byte[0];
    for (int pad = size - RIGHT.length - 40; link.length < size; pad++) {
      link = ALICE.link(ROOT.with(
          11, Cbor.set(List.of(Cbor.text("custodian-1"), Cbor.text("x".repeat(pad))))));
    }
    return link;
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] wrong = bytes.clone();
    wrong[at] ^= 1;
    return wrong;
  }
}
