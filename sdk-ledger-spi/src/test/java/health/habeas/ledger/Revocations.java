// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Entries as docs/spec/log-maps.md tells them apart, written down once more. */
final class Revocations {
  private Revocations() {}

  static Entry plain(int number) {
    return new Entry(EntryId.of(numbered(number)), numbered(-number));
  }

  static Entry revocation(int number) {
    byte[] preimage = numbered(number);
    return new Entry(EntryId.of(sha256("habeas/entry/revocation/1", preimage)), preimage);
  }

  static byte[] handle(int number) {
    return sha256("habeas/status/1", numbered(number));
  }

  static byte[] numbered(int number) {
    return ByteBuffer.allocate(32).putInt(28, number).array();
  }

  static byte[] sha256(String domain, byte[] input) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(domain.getBytes(StandardCharsets.US_ASCII));
      return digest.digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
