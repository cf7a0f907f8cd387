// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.bytes;
import static health.habeas.testkit.vectors.Cbor.concat;
import static health.habeas.testkit.vectors.Cbor.filled;
import static health.habeas.testkit.vectors.Cbor.hex;
import static health.habeas.testkit.vectors.Cbor.number;

import health.habeas.grant.RevocationStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Statements that revoke by key: who may sign them, their one form, their entry in the ledger (L1, L3, L30, L35). */
final class StatementCases {
  private static final String DOMAIN = "habeas/revocation/1";
  private static final long LAST_POSITION = 9_007_199_254_740_991L;

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    StatementCases cases = new StatementCases();
    cases.signers();
    cases.signatures();
    cases.fields();
    cases.forms();
    cases.hybrid();
    cases.entry();
    return cases.all;
  }

  private void signers() {
    permitted("holder-by-the-patient", ofKey(Person.CLINIC, Person.ALICE), Person.ALICE);
    permitted("holder-by-itself", ofKey(Person.CLINIC, Person.CLINIC), Person.CLINIC);
    permitted("patient-by-herself", ofKey(Person.ALICE, Person.ALICE), Person.ALICE);
    permitted("issued-before-by-the-patient", before(Person.CLINIC, Person.ALICE, 7), Person.ALICE);
    permitted(
        "issued-before-by-the-issuer", before(Person.CLINIC, Person.CLINIC, 1), Person.CLINIC);
    permitted(
        "issued-before-the-last-position",
        before(Person.CLINIC, Person.ALICE, LAST_POSITION),
        Person.ALICE);
    refused("holder-by-a-stranger", "L30", ofKey(Person.CLINIC, Person.MALLORY), Person.MALLORY);
    refused("holder-by-another-holder", "L30", ofKey(Person.CLINIC, Person.LAB), Person.LAB);
    refused("patient-by-a-holder", "L30", ofKey(Person.ALICE, Person.CLINIC), Person.CLINIC);
    refused(
        "issued-before-by-another-holder", "L30", before(Person.CLINIC, Person.LAB, 7), Person.LAB);
    Map<Integer, byte[]> elsewhere = ofKey(Person.CLINIC, Person.ALICE);
    elsewhere.put(2, bytes(Person.MALLORY.vault()));
    refused("by-the-patient-of-another-vault", "L30", elsewhere, Person.ALICE);
  }

  private void signatures() {
    Map<Integer, byte[]> fields = ofKey(Person.CLINIC, Person.ALICE);
    refused("signed-by-another-than-it-names", "L30", fields, Person.MALLORY);
    byte[] payload = payload(fields);
    byte[] right = Person.ALICE.signed(DOMAIN, payload);
    byte[] flipped = right.clone();
    flipped[flipped.length - 1] ^= 1;
    refused("signature-flipped", "L2", flipped);
    byte[] signature = Person.ALICE.signature(DOMAIN, payload);
    refused(
        "signature-not-canonical",
        "L2",
        Person.sealed(payload, SignatureCases.plusOrder(signature)));
    refused("signature-of-63-bytes", "L2", Person.sealed(payload, Arrays.copyOf(signature, 63)));
    refused("signed-as-a-grant", "L3", Person.ALICE.signed(Person.GRANT, payload));
    refused("signed-for-possession", "L3", Person.ALICE.signed(Person.POSSESSION, payload));
    refused("signed-for-no-domain", "L3", Person.ALICE.signed("", payload));
    Map<Integer, byte[]> another = ofKey(Person.LAB, Person.ALICE);
    refused("signed-over-another-key", "L35", Person.sealed(payload(another), signature));
  }

  private void fields() {
    changed("version-0", "L4", 1, number(0));
    changed("version-2", "L4", 1, number(2));
    changed("vault-of-31-bytes", "L1", 2, bytes(new byte[31]));
    changed("kind-0", "L4", 3, number(0));
    changed("kind-3", "L4", 3, number(3));
    changed("key-of-33-bytes", "L1", 4, bytes(new byte[33]));
    changed("key-as-text", "L1", 4, Cbor.text("k".repeat(32)));
    changed("position-beside-a-whole-key", "L35", 5, number(7));
    changed("position-negative", "L35", 5, number(-1));
    changed("nonce-of-15-bytes", "L1", 6, bytes(new byte[15]));
    changed("nonce-of-17-bytes", "L1", 6, bytes(new byte[17]));
    changed("signer-of-31-bytes", "L1", 7, bytes(new byte[31]));
    changed("an-eighth-field", "L4", 8, number(0));
    refused(
        "issued-before-position-0", "L35", before(Person.CLINIC, Person.ALICE, 0), Person.ALICE);
    refused(
        "issued-before-a-position-beyond-the-last",
        "L35",
        before(Person.CLINIC, Person.ALICE, LAST_POSITION + 1),
        Person.ALICE);
    Map<Integer, byte[]> short_ = ofKey(Person.CLINIC, Person.ALICE);
    short_.remove(6);
    refused("without-a-nonce", "L9", short_, Person.ALICE);
  }

  private void forms() {
    byte[] payload = payload(ofKey(Person.CLINIC, Person.ALICE));
    byte[] right = Person.ALICE.signed(DOMAIN, payload);
    refused("of-no-bytes", "L1", new byte[0]);
    refused("unsigned", "L1", payload);
    refused("bytes-after", "L1", concat(right, hex("00")));
    refused("cut-short", "L1", Arrays.copyOf(right, right.length - 1));
    refused("tagged", "L1", concat(hex("d2"), right));
    refused("beyond-8192-bytes", "L5", Arrays.copyOf(right, 8193));
    refused(
        "bytes-after-the-payload", "L1", Person.ALICE.signed(DOMAIN, concat(payload, hex("00"))));
    byte[] longer = concat(hex("b807"), Arrays.copyOfRange(payload, 1, payload.length));
    refused("map-with-longer-head", "L1", Person.ALICE.signed(DOMAIN, longer));
    byte[] es256 = hex("a10126");
    byte[] signature = Person.ALICE.ed25519(Person.toSign(es256, DOMAIN, payload));
    refused("protected-header-es256", "L6", Person.sealed(es256, payload, signature));
  }

  /** In suite S2 keys are ids, field 8 is the signer's record, and both halves sign. */
  private void hybrid() {
    Hybrid alice = new Hybrid(Person.ALICE);
    Hybrid clinic = new Hybrid(Person.CLINIC);
    Hybrid mallory = new Hybrid(Person.MALLORY);
    byte[] byPatient = payload(ofKey(clinic, alice, alice));
    all.add(statement("s2-by-the-patient", "L30", Vector.ALLOW, alice.signed(DOMAIN, byPatient)));
    byte[] byItself = payload(ofKey(clinic, clinic, clinic));
    all.add(statement("s2-by-itself", "L30", Vector.ALLOW, clinic.signed(DOMAIN, byItself)));
    refused(
        "s2-by-a-stranger",
        "L30",
        mallory.signed(DOMAIN, payload(ofKey(clinic, mallory, mallory))));
    refused(
        "s2-with-the-record-of-another",
        "L6",
        mallory.signed(DOMAIN, payload(ofKey(clinic, alice, mallory))));
    Map<Integer, byte[]> without = ofKey(clinic, alice, alice);
    without.remove(8);
    refused("s2-without-a-record", "L6", alice.signed(DOMAIN, payload(without)));
    refused("s2-signed-with-ed25519-alone", "L6", Person.ALICE.signed(DOMAIN, byPatient));
    byte[] message = Person.toSign(Hybrid.HEADER, DOMAIN, byPatient);
    byte[] halves = Hybrid.signature(Person.ALICE.ed25519(message), mallory.mlDsa65(message));
    refused(
        "s2-with-an-ml-dsa-half-by-another",
        "L30",
        Person.sealed(Hybrid.HEADER, byPatient, halves));
    Map<Integer, byte[]> classical = ofKey(clinic, alice, alice);
    classical.put(2, bytes(Person.sha256("habeas/vault-id/1", alice.id())));
    refused("s2-vault-under-the-domain-of-s1", "L30", alice.signed(DOMAIN, payload(classical)));
  }

  private static Map<Integer, byte[]> ofKey(Hybrid key, Hybrid signer, Hybrid record) {
    Map<Integer, byte[]> fields = ofKey(key.person(), signer.person());
    fields.put(2, bytes(new Hybrid(Person.ALICE).vault()));
    fields.put(4, bytes(key.id()));
    fields.put(7, bytes(signer.id()));
    fields.put(8, bytes(record.key()));
    return fields;
  }

  private void entry() {
    byte[] payload = payload(ofKey(Person.CLINIC, Person.ALICE));
    RevocationStatement statement = RevocationStatement.parse(Person.ALICE.signed(DOMAIN, payload));
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("id", Json.bytes(statement.entry().id().bytes()));
    output.put("leaf", Json.bytes(statement.entry().leaf()));
    all.add(new Derived(
        "revocation/entry-of-a-statement",
        "L35",
        "statement-entry",
        Map.of("payload", payload),
        output));
  }

  private static Map<Integer, byte[]> ofKey(Person key, Person signer) {
    Map<Integer, byte[]> fields = new TreeMap<>();
    fields.put(1, number(1));
    fields.put(2, bytes(Person.ALICE.vault()));
    fields.put(3, number(1));
    fields.put(4, bytes(key.key()));
    fields.put(5, number(0));
    fields.put(6, bytes(filled(16, 9)));
    fields.put(7, bytes(signer.key()));
    return fields;
  }

  private static Map<Integer, byte[]> before(Person issuer, Person signer, long position) {
    Map<Integer, byte[]> fields = ofKey(issuer, signer);
    fields.put(3, number(2));
    fields.put(5, number(position));
    return fields;
  }

  private static byte[] payload(Map<Integer, byte[]> fields) {
    List<byte[]> entries = new ArrayList<>(List.of(Cbor.head(5, fields.size())));
    fields.forEach((key, value) -> entries.add(concat(number(key), value)));
    return concat(entries.toArray(byte[][]::new));
  }

  private void permitted(String name, Map<Integer, byte[]> fields, Person signer) {
    all.add(statement(name, "L30", Vector.ALLOW, signer.signed(DOMAIN, payload(fields))));
  }

  private void changed(String name, String law, int field, byte[] value) {
    Map<Integer, byte[]> fields = ofKey(Person.CLINIC, Person.ALICE);
    fields.put(field, value);
    refused(name, law, fields, Person.ALICE);
  }

  private void refused(String name, String law, Map<Integer, byte[]> fields, Person signer) {
    refused(name, law, signer.signed(DOMAIN, payload(fields)));
  }

  private void refused(String name, String law, byte[] signed) {
    all.add(statement(name, law, "HBS-1028", signed));
  }

  private static Vector statement(String name, String law, String expect, byte[] signed) {
    return new Statement("statement/" + name, law, expect, signed);
  }
}
