// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Links that are dropped, swapped, repeated, spliced or too many (L5, L18 to L21). */
final class ChainCases {
  private static final String BROKEN = "HBS-1008";
  private static final Family THREE = Family.of(3);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    ChainCases cases = new ChainCases();
    cases.whole();
    cases.rearranged();
    cases.joined();
    cases.roots();
    cases.depth();
    cases.many();
    return cases.all;
  }

  private void whole() {
    for (int links = 2; links <= 5; links++) {
      all.add(Shown.allowed("chain/of-" + links + "-links", "L14").family(Family.of(links)));
    }
    all.add(allowed("last-link-left-out-by-its-issuer").links(links(0, 1)).by(Person.LAB));
    all.add(allowed("handed-on-to-oneself")
        .family(Family.root(same()).and(b -> b.with(5, Cbor.bytes(Person.CLINIC.key()))))
        .by(Person.CLINIC));
    all.add(allowed("handed-back-to-the-patient")
        .family(Family.root(same()).and(b -> b.with(5, Cbor.bytes(Person.ALICE.key()))))
        .by(Person.ALICE));
  }

  private void rearranged() {
    add(BROKEN, "empty");
    add("HBS-1010", "root-dropped", 1, 2);
    add("HBS-1010", "last-alone", 2);
    add(BROKEN, "middle-dropped", 0, 2);
    add(BROKEN, "links-swapped", 0, 2, 1);
    add("HBS-1010", "turned-round", 2, 1, 0);
    add(BROKEN, "root-twice", 0, 0, 1, 2);
    add(BROKEN, "middle-twice", 0, 1, 1, 2);
    add(BROKEN, "last-twice", 0, 1, 2, 2);
    add(BROKEN, "root-again-at-the-end", 0, 1, 2, 0);
  }

  private void joined() {
    Family other = Family.root(b -> b.with(13, Cbor.bytes(Cbor.filled(16, 99))))
        .and(same())
        .and(same());
    all.add(denied(BROKEN, "spliced-after-the-root", "L19")
        .links(THREE.link(0), other.link(1), other.link(2))
        .by(Person.REGISTRY));
    all.add(denied(BROKEN, "spliced-at-the-end", "L19")
        .links(THREE.link(0), THREE.link(1), other.link(2))
        .by(Person.REGISTRY));
    all.add(child(
        BROKEN,
        "issuer-is-not-the-holder-above",
        b -> b.with(4, Cbor.bytes(Person.MALLORY.key()))));
    all.add(child(
        BROKEN, "vault-of-another-patient", b -> b.with(3, Cbor.bytes(Person.MALLORY.vault()))));
    all.add(child(BROKEN, "child-without-parent", b -> b.with(14, Cbor.bytes(new byte[0]))));
    all.add(child(BROKEN, "parent-id-altered", b -> b.with(14, Cbor.bytes(Cbor.filled(32, 1)))));
    byte[] ofSigned = Person.sha256("habeas/grant-id/1", THREE.link(0));
    all.add(
        child(BROKEN, "parent-id-over-the-signature-too", b -> b.with(14, Cbor.bytes(ofSigned))));
    byte[] middle = THREE.bodies().get(1).bytes();
    all.add(denied("HBS-1002", "middle-signed-by-another", "L19")
        .links(THREE.link(0), Person.MALLORY.link(middle), THREE.link(2))
        .by(Person.REGISTRY));
    all.add(denied("HBS-1002", "middle-signed-by-the-patient", "L19")
        .links(THREE.link(0), Person.ALICE.link(middle), THREE.link(2))
        .by(Person.REGISTRY));
  }

  private void roots() {
    Body forged = Body.example().with(4, Cbor.bytes(Person.MALLORY.key()));
    all.add(
        denied("HBS-1010", "root-by-a-stranger", "L19").links(Person.MALLORY.link(forged.bytes())));
    Body vault = Body.example().with(3, Cbor.bytes(Person.MALLORY.vault()));
    all.add(denied("HBS-1010", "root-for-another-vault", "L19")
        .grants(vault)
        .asks(Ask.EXAMPLE.about(Person.MALLORY)));
    Body hash = Body.example().with(3, Cbor.bytes(Person.sha256("", Person.ALICE.key())));
    all.add(denied("HBS-1010", "vault-without-its-domain", "L19").grants(hash));
    Body parent = Body.example().with(14, Cbor.bytes(Cbor.filled(32, 1)));
    all.add(denied("HBS-1010", "root-with-a-parent", "L19").grants(parent));
    all.add(denied("HBS-1020", "request-about-another-vault", "L19")
        .asks(Ask.EXAMPLE.about(Person.MALLORY)));
  }

  private void depth() {
    all.add(child("HBS-1009", "depth-as-above", b -> b.with(10, 4)));
    all.add(denied("HBS-1009", "depth-0-handed-on", "L18")
        .family(Family.root(b -> b.with(10, 0)).and(b -> b.with(10, 0))));
    all.add(denied("HBS-1009", "depth-1-handed-on-twice", "L18")
        .family(Family.root(b -> b.with(10, 1)).and(b -> b.with(10, 0)).and(b -> b.with(10, 0))));
  }

  private void many() {
    all.add(denied("HBS-1006", "of-6-links", "L5").family(Family.of(6)));
    byte[][] same = Collections.nCopies(6, THREE.link(0)).toArray(byte[][]::new);
    all.add(denied("HBS-1006", "of-6-times-the-root", "L5").links(same));
    byte[] nothing = Cbor.concat(Cbor.hex("a201"), Cbor.head(4, 10_000), Cbor.filled(10_000, 0x40));
    all.add(
        denied("HBS-1006", "of-10000-links", "L5").chain(Cbor.concat(nothing, Cbor.hex("0240"))));
  }

  private static UnaryOperator<Body> same() {
    return UnaryOperator.identity();
  }

  private static Shown allowed(String name) {
    return Shown.allowed("chain/" + name, "L21");
  }

  private static Shown denied(String code, String name, String law) {
    return Shown.denied(code, "chain/" + name, law);
  }

  private static Vector child(String code, String name, UnaryOperator<Body> terms) {
    return denied(code, name, code.equals(BROKEN) ? "L19" : "L18")
        .family(Family.root(same()).and(terms));
  }

  private void add(String code, String name, int... which) {
    all.add(denied(code, name, "L19").links(links(which)).by(Person.REGISTRY));
  }

  private static byte[][] links(int... which) {
    byte[][] links = new byte[which.length][];
    for (int i = 0; i < which.length; i++) {
      links[i] = THREE.link(which[i]);
    }
    return links;
  }
}
