// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import static health.habeas.testkit.vectors.Cbor.concat;
import static health.habeas.testkit.vectors.Cbor.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodings that are not the one encoding, and containers of another shape (L1, L5, L6). */
final class EncodingCases {
  private static final String CODE = "HBS-1001";

  private EncodingCases() {}

  static List<Vector> all() {
    List<Vector> all = new ArrayList<>();
    values()
        .forEach((name, field) ->
            all.add(refused(name).grants(Body.example().with(field.number(), hex(field.hex())))));
    texts()
        .forEach((name, digits) -> all.add(refused("audience-" + name)
            .grants(Body.example().with(11, concat(hex("81"), hex(digits))))));
    bodies().forEach((name, body) -> all.add(refused(name).links(Person.ALICE.link(body))));
    signed().forEach((name, link) -> all.add(refused("signed-" + name).links(link)));
    chains().forEach((name, chain) -> all.add(refused("chain-" + name).chain(chain)));
    Body utf8 = Body.example().with(11, Cbor.texts("custodian-1", "Zentrum für Kinder 🧒"));
    all.add(Shown.allowed("encoding/text-beyond-ascii", "L1").grants(utf8));
    all.add(Shown.allowed("encoding/example-of-the-specification", "L1"));
    all.add(Shown.allowed("encoding/keybox-shown", "L1").keybox(Body.KEYBOX));
    return all;
  }

  private static Shown refused(String name) {
    return Shown.denied(CODE, "encoding/" + name, name.contains("header") ? "L6" : "L1");
  }

  private record Value(int number, String hex) {}

  private static Map<String, Value> values() {
    Map<String, Value> all = new TreeMap<>();
    all.put("number-with-longer-head", new Value(1, "1801"));
    all.put("number-in-eight-bytes", new Value(8, "1b0000000069a42a40"));
    all.put("bytes-with-longer-head", new Value(13, "5810" + "01".repeat(16)));
    all.put("array-with-longer-head", new Value(7, "980101"));
    all.put("bytes-of-indefinite-length", new Value(13, "5f50" + "01".repeat(16) + "ff"));
    all.put("array-of-indefinite-length", new Value(7, "9f01ff"));
    all.put("reserved-head-28", new Value(10, "1c"));
    all.put("reserved-head-30", new Value(10, "1e"));
    all.put("tagged-time", new Value(8, "c11a69a42a40"));
    all.put("half-float", new Value(10, "f90000"));
    all.put("single-float", new Value(10, "fa00000000"));
    all.put("double-float", new Value(10, "fb0000000000000000"));
    all.put("false-for-number", new Value(10, "f4"));
    all.put("true-for-number", new Value(10, "f5"));
    all.put("null-for-parent", new Value(14, "f6"));
    all.put("undefined-for-parent", new Value(14, "f7"));
    all.put("simple-value", new Value(10, "e0"));
    all.put("simple-value-in-two-bytes", new Value(10, "f8ff"));
    all.put("break-outside", new Value(10, "ff"));
    all.put("integer-beyond-64-bits-signed", new Value(18, "1b8000000000000000"));
    all.put("negative-beyond-64-bits-signed", new Value(18, "3b8000000000000000"));
    all.put("bignum", new Value(18, "c24101"));
    all.put("length-beyond-the-end", new Value(19, "5bffffffffffffffff"));
    all.put("array-longer-than-the-input", new Value(19, "9a7fffffff"));
    all.put("nested-nine-deep", new Value(6, "81".repeat(9) + "01"));
    all.put("nested-3000-deep", new Value(6, "81".repeat(3000) + "01"));
    return all;
  }

  private static Map<String, String> texts() {
    Map<String, String> all = new TreeMap<>();
    all.put("invalid-utf8", "61ff");
    all.put("overlong-utf8", "62c080");
    all.put("surrogate-in-utf8", "63eda080");
    all.put("beyond-unicode", "64f4908080");
    all.put("cut-utf8", "61c3");
    all.put("of-indefinite-length", "7f6161ff");
    all.put("text-with-longer-head", "780161");
    return all;
  }

  private static Map<String, byte[]> bodies() {
    Map<String, byte[]> all = new TreeMap<>();
    byte[] body = Body.example().bytes();
    byte[] content = Arrays.copyOfRange(body, 1, body.length);
    all.put("map-with-longer-head", concat(hex("b813"), content));
    all.put("map-of-indefinite-length", concat(hex("bf"), content, hex("ff")));
    all.put("self-described-tag", concat(hex("d9d9f7"), body));
    all.put("bytes-after-the-body", concat(body, hex("00")));
    all.put("body-cut-short", Arrays.copyOf(body, body.length - 1));
    all.put("body-empty", new byte[0]);
    all.put("body-is-an-array", hex("83010101"));
    all.put("key-repeated", entries(36, hex("12")));
    all.put("key-out-of-order", swapped());
    all.put("key-with-longer-head", entries(0, hex("1801")));
    all.put("key-negative", entries(0, hex("20")));
    all.put("key-is-text", entries(36, hex("623139")));
    all.put("key-beyond-31-bits", entries(36, hex("1a80000000")));
    return all;
  }

  private static byte[] entries(int place, byte[] instead) {
    List<byte[]> entries = Body.example().entries();
    entries.set(place, instead);
    return concat(Cbor.head(5, 20), concat(entries.toArray(byte[][]::new)));
  }

  private static byte[] swapped() {
    List<byte[]> entries = Body.example().entries();
    List<byte[]> last = entries.subList(36, 38);
    List<byte[]> moved = new ArrayList<>(entries.subList(0, 34));
    moved.addAll(last);
    moved.addAll(entries.subList(34, 36));
    moved.addAll(entries.subList(38, 40));
    return concat(Cbor.head(5, 20), concat(moved.toArray(byte[][]::new)));
  }

  private static Map<String, byte[]> signed() {
    byte[] body = Cbor.bytes(Body.example().bytes());
    byte[] signature =
        Cbor.bytes(Person.ALICE.signature(Person.GRANT, Body.example().bytes()));
    byte[] header = Cbor.bytes(Person.EDDSA);
    byte[] none = hex("a0");
    Map<String, byte[]> all = new TreeMap<>();
    all.put("of-three-parts", Cbor.array(header, none, body));
    all.put("of-five-parts", Cbor.array(header, none, body, signature, none));
    all.put("with-tag", concat(hex("d2"), Cbor.array(header, none, body, signature)));
    all.put("with-bytes-after", concat(Cbor.array(header, none, body, signature), hex("00")));
    all.put("unprotected-header-not-empty", Cbor.array(header, hex("a10440"), body, signature));
    all.put("unprotected-header-is-array", Cbor.array(header, hex("80"), body, signature));
    all.put("protected-header-empty", Cbor.array(hex("40"), none, body, signature));
    all.put("protected-header-es256", Cbor.array(hex("43a10126"), none, body, signature));
    all.put("protected-header-with-key-id", Cbor.array(hex("45a201270440"), none, body, signature));
    all.put("protected-header-longer", Cbor.array(hex("44a1013807"), none, body, signature));
    all.put("protected-header-is-map", Cbor.array(Person.EDDSA, none, body, signature));
    all.put("payload-detached", Cbor.array(header, none, hex("f6"), signature));
    all.put("payload-is-a-map", Cbor.array(header, none, Body.example().bytes(), signature));
    all.put("signature-is-text", Cbor.array(header, none, body, Cbor.text("a".repeat(64))));
    return all;
  }

  private static Map<String, byte[]> chains() {
    byte[] link = Person.ALICE.link(Body.example().bytes());
    byte[] links = Cbor.array(Cbor.bytes(link));
    Map<String, byte[]> all = new TreeMap<>();
    all.put("no-bytes", new byte[0]);
    all.put("is-a-number", hex("00"));
    all.put("is-an-array", Cbor.array(links, hex("40")));
    all.put("without-keybox", concat(hex("a101"), links));
    all.put("with-a-third-field", concat(hex("a301"), links, hex("0240"), hex("0300")));
    all.put("with-other-keys", concat(hex("a201"), links, hex("0340")));
    all.put("out-of-order", concat(hex("a20240"), hex("01"), links));
    all.put("keybox-null", concat(hex("a201"), links, hex("02f6")));
    all.put("keybox-is-text", concat(hex("a201"), links, hex("0260")));
    all.put("links-no-array", concat(hex("a201"), Cbor.bytes(link), hex("0240")));
    all.put("link-not-wrapped", concat(hex("a201"), Cbor.array(link), hex("0240")));
    all.put("link-of-no-bytes", concat(hex("a2018140"), hex("0240")));
    all.put("bytes-after", concat(hex("a201"), links, hex("024000")));
    all.put("cut-short", concat(hex("a201"), links, hex("02")));
    all.put("of-indefinite-length", concat(hex("bf01"), links, hex("0240ff")));
    all.put("keybox-of-another-grant", concat(hex("a201"), links, hex("024400000000")));
    return all;
  }
}
