// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The text form, of which a chain has one (L2). */
final class TextCases {
  private static final byte[] CHAIN = Cbor.concat(
      Cbor.hex("a201"),
      Cbor.array(Cbor.bytes(Person.ALICE.link(Body.example().with(20, 100).bytes()))),
      Cbor.hex("0240"));
  // 346 bytes, so two digits over: the last one has four bits to spare
  private static final String ENCODED =
      Base64.getUrlEncoder().withoutPadding().encodeToString(CHAIN);

  private final List<Vector> all = new ArrayList<>();

  static List<Vector> all() {
    TextCases cases = new TextCases();
    cases.add(Vector.ALLOW, "example", "habeas:" + ENCODED);
    cases.refused("without-prefix", ENCODED);
    cases.refused("prefix-in-capitals", "HABEAS:" + ENCODED);
    cases.refused("prefix-twice", "habeas:habeas:" + ENCODED);
    cases.refused("prefix-alone", "habeas:");
    cases.refused("prefix-with-slashes", "habeas://" + ENCODED);
    cases.refused("with-padding", "habeas:" + ENCODED + "==");
    cases.refused("with-one-padding", "habeas:" + ENCODED + "=");
    cases.refused("with-stray-bits", "habeas:" + ENCODED.substring(0, ENCODED.length() - 1) + "B");
    cases.refused("one-digit-more", "habeas:" + ENCODED + "A");
    cases.refused("one-digit-less", "habeas:" + ENCODED.substring(0, ENCODED.length() - 1));
    cases.refused("line-break-after", "habeas:" + ENCODED + "\n");
    cases.refused(
        "line-break-within", "habeas:" + ENCODED.substring(0, 76) + "\n" + ENCODED.substring(76));
    cases.refused("space-before", " habeas:" + ENCODED);
    cases.refused("space-after-the-prefix", "habeas: " + ENCODED);
    cases.refused("not-of-the-alphabet", "habeas:*" + ENCODED.substring(1));
    cases.refused("letter-beyond-ascii", "habeas:\uff4f" + ENCODED.substring(1));
    cases.refused(
        "standard-alphabet",
        "habeas:" + Base64.getEncoder().withoutPadding().encodeToString(CHAIN));
    cases.add(
        "HBS-1008",
        "empty-chain",
        "habeas:" + Base64.getUrlEncoder().withoutPadding().encodeToString(Cbor.hex("a201800240")));
    return cases.all;
  }

  private void refused(String name, String text) {
    add("HBS-1001", name, text);
  }

  private void add(String expect, String name, String text) {
    all.add(new Texted("text/" + name, "L2", expect, text));
  }
}
