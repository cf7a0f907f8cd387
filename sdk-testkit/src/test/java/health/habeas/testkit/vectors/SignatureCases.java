// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Signatures of a grant that are not the issuer's, or not the one form (L2, L3). */
final class SignatureCases {
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final byte[] BODY = Body.example().bytes();
  private static final byte[] RIGHT = Person.ALICE.signature(Person.GRANT, BODY);

  private SignatureCases() {}

  static List<Vector> all() {
    return List.of(
        wrong("bit-of-r-flipped", "L2", flipped(0)),
        wrong("bit-of-s-flipped", "L2", flipped(40)),
        wrong("last-bit-flipped", "L2", flipped(63)),
        wrong("s-not-canonical", "L2", plusOrder(RIGHT)),
        wrong("s-is-the-order", "L2", Cbor.concat(Arrays.copyOf(RIGHT, 32), littleEndian(ORDER))),
        wrong("all-zero", "L2", new byte[64]),
        wrong(
            "halves-swapped",
            "L2",
            Cbor.concat(Arrays.copyOfRange(RIGHT, 32, 64), Arrays.copyOf(RIGHT, 32))),
        wrong("by-another-key", "L19", Person.MALLORY.signature(Person.GRANT, BODY)),
        wrong("by-the-holder", "L19", Person.CLINIC.signature(Person.GRANT, BODY)),
        wrong("for-possession", "L3", Person.ALICE.signature(Person.POSSESSION, BODY)),
        wrong("for-a-grantee-card", "L3", Person.ALICE.signature("habeas/grantee/1", BODY)),
        wrong("for-no-domain", "L3", Person.ALICE.signature("", BODY)),
        wrong("for-version-2-of-the-domain", "L3", Person.ALICE.signature("habeas/grant/2", BODY)),
        wrong(
            "over-another-body",
            "L2",
            Person.ALICE.signature(Person.GRANT, Body.example().with(10, 1).bytes())),
        ofLength("of-63-bytes", Arrays.copyOf(RIGHT, 63)),
        ofLength("of-65-bytes", Arrays.copyOf(RIGHT, 65)),
        ofLength("empty", new byte[0]));
  }

  /** The same signature with S + L in place of S, which sloppy verifiers take. */
  static byte[] plusOrder(byte[] signature) {
    byte[] s = Arrays.copyOfRange(signature, 32, 64);
    reverse(s);
    return Cbor.concat(Arrays.copyOf(signature, 32), littleEndian(new BigInteger(1, s).add(ORDER)));
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] big = number.toByteArray();
    byte[] little = new byte[32];
    for (int i = 0; i < Math.min(32, big.length); i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
  }

  private static void reverse(byte[] bytes) {
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte kept = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = kept;
    }
  }

  private static byte[] flipped(int at) {
    byte[] wrong = RIGHT.clone();
    wrong[at] ^= 1;
    return wrong;
  }

  private static Vector wrong(String name, String law, byte[] signature) {
    return Shown.denied("HBS-1002", "signature/" + name, law).links(Person.sealed(BODY, signature));
  }

  private static Vector ofLength(String name, byte[] signature) {
    return Shown.denied("HBS-1001", "signature/" + name, "L2")
        .links(Person.sealed(BODY, signature));
  }
}
