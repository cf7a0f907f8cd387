// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.VaultId;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Proof to anybody, offline, that a custodian signed a false answer: it gave bytes for a chunk that are not the ones that
 * the patient stored. Immutable.
 *
 * <p>Guarantee: a parsed proof holds the vault's card, a manifest that the vault's key signed, and an answer that {@link
 * #custodianKey} signed about just that manifest; and the answer does not lead to the manifest. A custodian that keeps to the
 * protocol signs none, whatever it was given to store: it checks before it signs.
 *
 * <p>Not proven: that the key is the custodian's (compare it with the one at its registration); why the answer is false; that
 * anything is lost for good. A custodian that is silent, or says that it has nothing, can't be proven at fault this way.
 */
public final class FaultProof {
  private static final int MAX_CARD_BYTES = 16 << 10;
  private static final int MAX_MANIFEST_BYTES = 16 << 10;
  private static final int MAX_STATEMENT_BYTES = 32 << 10;

  private final VaultCard card;
  private final Manifest manifest;
  private final CustodyStatement statement;
  private final byte[] bytes;

  private FaultProof(VaultCard card, Manifest manifest, CustodyStatement statement, byte[] bytes) {
    this.card = card;
    this.manifest = manifest;
    this.statement = statement;
    this.bytes = bytes;
  }

  /** Puts a proof together; whoever reads it checks it again. */
  static FaultProof of(VaultCard card, byte[] manifest, byte[] statement) {
    return parse(new CborWriter()
        .array(3)
        .bytes(card.bytes())
        .bytes(manifest)
        .bytes(statement)
        .toBytes());
  }

  /**
   * Reads a proof and verifies all of it.
   *
   * @param bytes what {@link #bytes} gave
   * @throws InvalidInputException with HBS-5013 if it proves nothing
   */
  public static FaultProof parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.FAULT_UNPROVEN);
    in.arrayOf(3);
    VaultCard card = card(in.bytes(MAX_CARD_BYTES));
    Optional<Manifest> manifest = Manifest.verified(in.bytes(MAX_MANIFEST_BYTES), card.itemKey());
    CustodyStatement statement = CustodyStatement.parse(in.bytes(MAX_STATEMENT_BYTES));
    in.end();
    if (manifest.isEmpty()) {
      throw unproven("the manifest was not signed by the vault's key");
    }
    if (!statement.isFalse(manifest.get())) {
      throw unproven("the custodian's statement is about something else, or is true");
    }
    return new FaultProof(card, manifest.get(), statement, bytes.clone());
  }

  private static VaultCard card(byte[] bytes) {
    try {
      return VaultCard.parse(bytes);
    } catch (InvalidInputException e) {
      throw unproven("the vault's card is not signed by its own key");
    }
  }

  private static InvalidInputException unproven(String why) {
    return new InvalidInputException(ErrorCode.FAULT_UNPROVEN, why);
  }

  /** Whose data it was. */
  public VaultId vault() {
    return card.vault();
  }

  /** What the custodian calls itself. */
  public String custodian() {
    return statement.custodian();
  }

  /** Who signed the false answer. */
  public VerifyKey custodianKey() {
    return statement.key();
  }

  /** When, by the custodian's own clock. */
  public Instant time() {
    return statement.time();
  }

  /** The shard's index within its object. */
  public int shard() {
    return statement.shard();
  }

  /** The chunk's position within its shard. */
  public int position() {
    return statement.position().orElseThrow();
  }

  /** The one encoding, a fresh copy, at most 64 KiB: CBOR of card, manifest and statement. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** All of it for people, line by line; no content and nothing of a person. */
  public String describe() {
    HexFormat hex = HexFormat.of();
    return String.join(
        System.lineSeparator(),
        "Fault proof: a custodian signed a false answer.",
        "custodian      " + quoted(custodian()),
        "its key        " + hex.formatHex(custodianKey().bytes()),
        "it signed at   " + time() + ", by its own clock",
        "vault          " + vault().hex(),
        "object         " + hex.formatHex(manifest.objectId()) + ", any " + manifest.data() + " of "
            + manifest.total(),
        "place          shard " + shard() + ", chunk " + position() + " of " + manifest.chunks(),
        "object root    " + hex.formatHex(manifest.objectRoot()) + ", signed by the vault's key",
        "The bytes and hashes of the answer do not lead to this root.",
        "Compare the key with the custodian's registration: that it is its own is not proven here.");
  }

  /** A name is a stranger's text: whatever could move the cursor is not shown. */
  private static String quoted(String name) {
    return '"' + name.replaceAll("[^ -~\\p{L}\\p{N}]", "?") + '"';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FaultProof that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The custodian's key and the place. */
  @Override
  public String toString() {
    return "FaultProof[" + custodianKey() + ", shard " + shard() + ", chunk " + position() + "]";
  }
}
