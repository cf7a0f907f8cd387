// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.ALL;
import static health.habeas.testkit.vectors.Cbor.array;
import static health.habeas.testkit.vectors.Cbor.bytes;
import static health.habeas.testkit.vectors.Cbor.concat;
import static health.habeas.testkit.vectors.Cbor.hex;
import static health.habeas.testkit.vectors.Cbor.number;
import static health.habeas.testkit.vectors.Cbor.numbers;
import static health.habeas.testkit.vectors.Cbor.texts;

import health.habeas.key.Suite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Signed sets of directives: one byte wrong, and nothing may be allowed (L42, L43). */
final class DirectiveSetCases {
  private static final String DOMAIN = "habeas/directives/1";
  private static final byte[] VAULT = bytes(Person.ALICE.vault());
  private static final byte[] ONE = directive(ALL, numbers(1), atom(Line.LABELS, numbers(1)));
  private static final byte[] SET = set(VAULT, number(1), array(ONE));

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    DirectiveSetCases cases = new DirectiveSetCases();
    cases.sound();
    cases.signatures();
    cases.sets();
    cases.directives();
    cases.limits();
    cases.hybrid();
    return cases.all;
  }

  private void sound() {
    sound("of-one", SET);
    sound("of-none", set(VAULT, number(2), array()));
    sound("of-two", set(VAULT, number(3), Cbor.set(List.of(ONE, directive(ALL, ALL, atom())))));
    sound("of-the-last-version", set(VAULT, number(Long.MAX_VALUE), array(ONE)));
    sound(
        "against-two-holders",
        of(directive(
            Cbor.set(List.of(bytes(Person.CLINIC.key()), bytes(Person.LAB.key()))), ALL, atom())));
    sound("against-nobody", of(directive(array(), ALL, atom())));
  }

  private void signatures() {
    refused("of-no-bytes", new byte[0]);
    byte[] right = Person.ALICE.signed(DOMAIN, SET);
    byte[] flipped = right.clone();
    flipped[flipped.length - 1] ^= 1;
    refused("signature-flipped", flipped);
    byte[] signature = Person.ALICE.signature(DOMAIN, SET);
    refused("signature-not-canonical", Person.sealed(SET, SignatureCases.plusOrder(signature)));
    refused("signed-by-another", Person.MALLORY.signed(DOMAIN, SET));
    refused("signed-by-a-holder", Person.CLINIC.signed(DOMAIN, SET));
    refused("signed-as-a-grant", Person.ALICE.signed(Person.GRANT, SET));
    refused("signed-for-no-domain", Person.ALICE.signed("", SET));
    refused("with-bytes-after", concat(right, hex("00")));
    refused("unsigned", SET);
    refused(
        "signed-over-another-version", Person.sealed(set(VAULT, number(9), array(ONE)), signature));
  }

  private void sets() {
    unsound("of-another-vault", set(bytes(Person.MALLORY.vault()), number(1), array(ONE)));
    unsound("vault-of-31-bytes", set(bytes(new byte[31]), number(1), array(ONE)));
    unsound("version-0", set(VAULT, number(0), array(ONE)));
    unsound("version-negative", set(VAULT, number(-1), array(ONE)));
    unsound("version-beyond-64-bits-signed", set(VAULT, hex("1b8000000000000000"), array(ONE)));
    unsound("without-a-version", concat(hex("a201"), VAULT, hex("03"), array(ONE)));
    unsound("with-a-fourth-field", concat(hex("a4"), tail(SET), hex("0400")));
    unsound("not-in-order", set(VAULT, number(1), array(ONE, directive(ALL, ALL, atom()))));
    unsound("one-twice", set(VAULT, number(1), array(ONE, ONE)));
    unsound("bytes-after-the-set", concat(SET, hex("00")));
    unsound("set-cut-short", Arrays.copyOf(SET, SET.length - 1));
    unsound("all-for-the-set", set(VAULT, number(1), ALL));
  }

  private void directives() {
    unsound("directive-of-two-parts", of(array(ALL, atom())));
    unsound("directive-of-four-parts", of(array(ALL, ALL, atom(), number(0))));
    unsound("atom-with-a-parent-atom", of(directive(ALL, ALL, Line.EVERYTHING.encoded())));
    unsound("holder-of-31-bytes", of(directive(array(bytes(new byte[31])), ALL, atom())));
    unsound("holder-twice", of(directive(twice(bytes(Person.LAB.key())), ALL, atom())));
    unsound("unknown-purpose", of(directive(ALL, numbers(16), atom())));
    unsound("unknown-action", of(directive(ALL, ALL, atom(Line.ACTIONS, numbers(5)))));
    unsound("unknown-category", of(directive(ALL, ALL, atom(Line.CATEGORIES, numbers(21)))));
    unsound("unknown-label", of(directive(ALL, ALL, atom(Line.LABELS, numbers(8)))));
    unsound("labels-not-in-order", of(directive(ALL, ALL, atom(Line.LABELS, numbers(2, 1)))));
    unsound("days-turned-round", of(directive(ALL, ALL, atom(Line.DAYS, numbers(9, 8)))));
    unsound("days-all-in-numbers", of(directive(ALL, ALL, atom(Line.DAYS, numbers(0, 131072)))));
    unsound("id-of-white-space", of(directive(ALL, ALL, atom(Line.IDS, texts(" ")))));
    unsound(
        "types-in-small-letters-all", of(directive(ALL, ALL, atom(Line.TYPES, Cbor.text("all")))));
  }

  private void limits() {
    sound("of-256", set(VAULT, number(1), many(256)));
    unsound("of-257", set(VAULT, number(1), many(257)));
    sound("of-65536-bytes", padded(65_536));
    unsound("of-65537-bytes", padded(65_537));
    sound("type-of-4096-bytes", of(typed("x".repeat(4096))));
    unsound("type-of-4097-bytes", of(typed("x".repeat(4097))));
    unsound(
        "types-of-4097",
        of(typed(IntStream.range(0, 4097).mapToObj(i -> "t" + i).toArray(String[]::new))));
  }

  /** In suite S2 the set has the root key's record, and both halves sign. */
  private void hybrid() {
    Hybrid alice = new Hybrid(Person.ALICE);
    Hybrid mallory = new Hybrid(Person.MALLORY);
    byte[] vault = bytes(alice.vault());
    byte[] right = withRecord(vault, alice);
    all.add(new DirectiveSet(
        "directive-set/s2-of-one", "L42", Vector.ALLOW, Suite.S2, alice.signed(DOMAIN, right)));
    byte[] message = Person.toSign(Hybrid.HEADER, DOMAIN, right);
    byte[] halves = Hybrid.signature(Person.ALICE.ed25519(message), mallory.mlDsa65(message));
    hybrid("with-an-ml-dsa-half-by-another", Person.sealed(Hybrid.HEADER, right, halves));
    hybrid("signed-with-ed25519-alone", Person.ALICE.signed(DOMAIN, right));
    hybrid("signed-by-another", mallory.signed(DOMAIN, withRecord(vault, mallory)));
    hybrid("with-the-record-of-another", alice.signed(DOMAIN, withRecord(vault, mallory)));
    hybrid("without-a-record", alice.signed(DOMAIN, set(vault, number(1), array(ONE))));
    byte[] classical = bytes(Person.sha256("habeas/vault-id/1", alice.id()));
    hybrid("vault-under-the-domain-of-s1", alice.signed(DOMAIN, withRecord(classical, alice)));
    hybrid("set-of-s1", Person.ALICE.signed(DOMAIN, SET));
    refused("set-of-s2-for-a-vault-of-s1", alice.signed(DOMAIN, right));
    unsound("s1-with-a-key-record", withRecord(VAULT, alice));
  }

  private static byte[] withRecord(byte[] vault, Hybrid patient) {
    byte[] three = set(vault, number(1), array(ONE));
    return concat(hex("a4"), tail(three), hex("04"), bytes(patient.key()));
  }

  private void hybrid(String name, byte[] signed) {
    all.add(new DirectiveSet("directive-set/s2-" + name, "L43", "HBS-1027", Suite.S2, signed));
  }

  private static byte[] many(int directives) {
    return Cbor.set(IntStream.range(0, directives)
        .mapToObj(i -> directive(ALL, ALL, atom(Line.DAYS, numbers(1, 40_000 + i))))
        .toList());
  }

  /** A set whose signed form has so many bytes, for long types. */
  private static byte[] padded(int size) {
    List<byte[]> directives = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      directives.add(typed((char) ('a' + i) + "x".repeat(3_808)));
    }
    byte[] set = set(VAULT, number(1), Cbor.set(directives));
    int missing = size - Person.ALICE.signed(DOMAIN, set).length;
    directives.set(16, typed("q" + "x".repeat(3_808 + missing)));
    return set(VAULT, number(1), Cbor.set(directives));
  }

  private static byte[] typed(String... types) {
    List<byte[]> items = Arrays.stream(types).map(Cbor::text).toList();
    return directive(ALL, ALL, atom(Line.TYPES, Cbor.set(items)));
  }

  private static byte[] twice(byte[] item) {
    return array(item, item);
  }

  private static byte[] of(byte[] directive) {
    return set(VAULT, number(1), array(directive));
  }

  private static byte[] set(byte[] vault, byte[] version, byte[] directives) {
    return concat(hex("a301"), vault, hex("02"), version, hex("03"), directives);
  }

  private static byte[] directive(byte[] holders, byte[] purposes, byte[] atom) {
    return array(holders, purposes, atom);
  }

  private static byte[] atom() {
    return array(Line.EVERYTHING.fields().subList(0, Line.PARENT));
  }

  private static byte[] atom(int field, byte[] value) {
    return array(Line.EVERYTHING.with(field, value).fields().subList(0, Line.PARENT));
  }

  private static byte[] tail(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private void sound(String name, byte[] set) {
    all.add(new DirectiveSet(
        "directive-set/" + name, "L42", Vector.ALLOW, Suite.S1, Person.ALICE.signed(DOMAIN, set)));
  }

  private void unsound(String name, byte[] set) {
    refused(name, Person.ALICE.signed(DOMAIN, set));
  }

  private void refused(String name, byte[] signed) {
    all.add(new DirectiveSet("directive-set/" + name, "L43", "HBS-1027", Suite.S1, signed));
  }
}
