// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import org.jspecify.annotations.Nullable;

/** The COSE_Sign1 of a receipt (RFC 9052, section 4.2): protected header, proofs, payload or none, signature. */
record ReceiptBody(byte[] header, CborProofs proofs, byte @Nullable [] payload, byte[] signature) {
  private static final int COSE_SIGN1 = 18;
  private static final int PARTS = 4;

  static ReceiptBody parse(byte[] cbor) {
    CborReader reader = new CborReader(cbor);
    reader.tag(COSE_SIGN1);
    CborReader.check(reader.array() == PARTS);
    byte[] header = reader.bytes();
    CborProofs proofs = CborProofs.parse(reader);
    byte[] payload = payload(reader);
    byte[] signature = reader.bytes();
    reader.end();
    return new ReceiptBody(header, proofs, payload, signature);
  }

  private static byte @Nullable [] payload(CborReader reader) {
    if (reader.isBytes()) {
      return reader.bytes();
    }
    reader.nil();
    return null;
  }

  byte[] bytes() {
    CborWriter writer = new CborWriter().tag(COSE_SIGN1).array(PARTS).bytes(header);
    proofs.write(writer);
    return (payload == null ? writer.nil() : writer.bytes(payload))
        .bytes(signature)
        .toBytes();
  }

  /** Sig_structure of RFC 9052, section 4.4, without external data. */
  static byte[] signedBytes(byte[] header, byte[] root) {
    return new CborWriter()
        .array(PARTS)
        .text("Signature1")
        .bytes(header)
        .bytes(new byte[0])
        .bytes(root)
        .toBytes();
  }
}
