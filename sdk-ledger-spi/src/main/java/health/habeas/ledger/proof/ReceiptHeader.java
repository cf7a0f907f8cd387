// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What the issuer of a COSE receipt signs beside the root: its protected header. Immutable.
 *
 * @param algorithm number of the signature algorithm in the IANA registry "COSE Algorithms"
 * @param keyId names the issuer's key, or empty; copied
 * @param issuer who issued the receipt, or empty
 * @param subject what the receipt is about, or empty
 */
public record ReceiptHeader(long algorithm, byte[] keyId, String issuer, String subject) {
  private static final int ALGORITHM = 1;
  private static final int CRITICAL = 2;
  private static final int KEY_ID = 4;
  private static final int CLAIMS = 15;
  private static final int STRUCTURE = 395;
  private static final int RFC9162_SHA256 = 1;
  private static final int ISSUER = 1;
  private static final int SUBJECT = 2;

  /** Checks that there is an algorithm and the texts have bytes, and copies the key id. */
  public ReceiptHeader {
    keyId = keyId.clone();
    CborReader.check(
        algorithm != 0 && Utf8Text.isEncodable(issuer) && Utf8Text.isEncodable(subject));
  }

  /**
   * The header for a log's own Ed25519 key: EdDSA, the note key's id, the log's name.
   *
   * @param key the log's key
   */
  public static ReceiptHeader of(VerifierKey key) {
    byte[] id = ByteBuffer.allocate(Integer.BYTES).putInt(key.keyId()).array();
    return new ReceiptHeader(ReceiptKeys.EDDSA, id, key.name(), "");
  }

  /** A copy of the key id. */
  @Override
  public byte[] keyId() {
    return keyId.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReceiptHeader that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  byte[] bytes() {
    int claims = (issuer.isEmpty() ? 0 : 1) + (subject.isEmpty() ? 0 : 1);
    CborWriter header = new CborWriter()
        .map(2 + (keyId.length == 0 ? 0 : 1) + (claims == 0 ? 0 : 1))
        .integer(ALGORITHM)
        .integer(algorithm);
    if (keyId.length > 0) {
      header.integer(KEY_ID).bytes(keyId);
    }
    if (claims > 0) {
      header.integer(CLAIMS).map(claims);
    }
    if (!issuer.isEmpty()) {
      header.integer(ISSUER).text(issuer);
    }
    if (!subject.isEmpty()) {
      header.integer(SUBJECT).text(subject);
    }
    return header.integer(STRUCTURE).integer(RFC9162_SHA256).toBytes();
  }

  /** Reads a protected header of anybody: labels in any order, each once, unknown ones passed over, none critical. */
  static ReceiptHeader parse(byte[] cbor) {
    Reading reading = new Reading(new CborReader(cbor));
    reading.read();
    return reading.header();
  }

  private static final class Reading {
    private final CborReader cbor;
    private long algorithm; // none is registered as 0
    private boolean structured;
    private byte[] keyId = new byte[0];
    private String issuer = "";
    private String subject = "";

    Reading(CborReader cbor) {
      this.cbor = cbor;
    }

    void read() {
      Labels labels = new Labels();
      for (int pairs = cbor.map(); pairs > 0; pairs--) {
        switch ((int) labels.next(cbor)) {
          case ALGORITHM -> algorithm = cbor.integer();
          case CRITICAL -> throw CborReader.malformed("it has critical headers");
          case KEY_ID -> keyId = cbor.bytes();
          case CLAIMS -> claims();
          case STRUCTURE -> structured = cbor.integer() == RFC9162_SHA256;
          default -> cbor.skip();
        }
      }
      cbor.end();
    }

    private void claims() {
      Labels labels = new Labels();
      for (int pairs = cbor.map(); pairs > 0; pairs--) {
        switch ((int) labels.next(cbor)) {
          case ISSUER -> issuer = cbor.text();
          case SUBJECT -> subject = cbor.text();
          default -> cbor.skip();
        }
      }
    }

    ReceiptHeader header() {
      if (algorithm == 0 || !structured) {
        throw CborReader.malformed(
            "its header names no algorithm, or no tree of RFC 9162, SHA-256");
      }
      return new ReceiptHeader(algorithm, keyId, issuer, subject);
    }
  }

  /** The labels of one map, each of which may be there once. */
  static final class Labels {
    private final Set<Object> seen = new HashSet<>();

    /** The next label; one that this class has no constant for is 0, which is no label of COSE's. */
    long next(CborReader cbor) {
      if (!cbor.isInteger()) {
        CborReader.check(seen.add(cbor.text()));
        return 0;
      }
      long label = cbor.integer();
      CborReader.check(seen.add(label));
      return label == (int) label ? label : 0;
    }
  }
}
