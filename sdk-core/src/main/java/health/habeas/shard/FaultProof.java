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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Proof to anybody, offline, that a custodian is at fault: it signed a false answer, giving bytes for a chunk that are not the ones
 * that the patient stored; or it lost a piece, having signed that it had it and later that it has not. Immutable.
 *
 * <p>Guarantee: a parsed proof holds the vault's card, a manifest that the vault's key signed, and an answer that {@link
 * #custodianKey} signed about just that manifest. Either the answer does not lead to the manifest. Or it says "not held", and an
 * earlier one by the same key about the same piece says that it was held; and it brings no order of the patient to delete it, as
 * it could if there were one. A custodian that keeps to the protocol signs no false answer, whatever it was given to store: it
 * checks before it signs.
 *
 * <p>Not proven: that the key is the custodian's (compare it with the one at its registration); why the answer is false or the
 * piece is gone; that anything is lost for good. A custodian that is silent can't be proven at fault this way.
 */
public final class FaultProof {
  private static final int MAX_CARD_BYTES = 16 << 10;
  private static final int MAX_MANIFEST_BYTES = 16 << 10;
  private static final int MAX_STATEMENT_BYTES = 32 << 10;

  private final VaultCard card;
  private final Manifest manifest;
  private final CustodyStatement statement;
  private final Optional<CustodyReceipt> receipt;
  private final byte[] bytes;

  private FaultProof(
      VaultCard card,
      Manifest manifest,
      CustodyStatement statement,
      Optional<CustodyReceipt> receipt,
      byte[] bytes) {
    this.card = card;
    this.manifest = manifest;
    this.statement = statement;
    this.receipt = receipt;
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
   * Puts the proof of a loss together; empty if these don't prove one: the receipt is another custodian's, under another key,
   * about another piece, or later.
   *
   * @param card the vault's
   * @param shortfall that it has not
   * @param receipt that it had
   */
  public static Optional<FaultProof> ofLoss(
      VaultCard card, Shortfall shortfall, CustodyReceipt receipt) {
    try {
      return Optional.of(parse(new CborWriter()
          .array(4)
          .bytes(card.bytes())
          .bytes(shortfall.manifest())
          .bytes(shortfall.statement())
          .bytes(receipt.bytes())
          .toBytes()));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a proof and verifies all of it.
   *
   * @param bytes what {@link #bytes} gave
   * @throws InvalidInputException with HBS-5013 if it proves nothing
   */
  public static FaultProof parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.FAULT_UNPROVEN);
    boolean ofLoss = in.array(4) == 4;
    VaultCard card = card(in.bytes(MAX_CARD_BYTES));
    Optional<Manifest> manifest =
        Manifest.verified(in.bytes(MAX_MANIFEST_BYTES), card.itemKey().bytes());
    CustodyStatement statement = CustodyStatement.parse(in.bytes(MAX_STATEMENT_BYTES));
    Optional<CustodyReceipt> receipt = ofLoss
        ? Optional.of(CustodyReceipt.parse(in.bytes(MAX_STATEMENT_BYTES)))
        : Optional.empty();
    in.end();
    if (manifest.isEmpty()) {
      throw unproven("the manifest was not signed by the vault's key");
    }
    if (receipt.isEmpty() && !statement.isFalse(manifest.get())) {
      throw unproven("the custodian's statement is about something else, or is true");
    }
    if (receipt.isPresent() && !isLoss(manifest.get(), statement, receipt.get())) {
      throw unproven(
          "the custodian's two statements are not about one piece that it had and has no more");
    }
    return new FaultProof(card, manifest.get(), statement, receipt, bytes.clone());
  }

  private static boolean isLoss(
      Manifest manifest, CustodyStatement statement, CustodyReceipt receipt) {
    return statement.isAbout(manifest)
        && statement.answer() instanceof CustodyStatement.NotHeld
        && receipt.shard() == statement.shard()
        && receipt.custodian().equals(statement.custodian())
        && receipt.key().equals(statement.key())
        && !receipt.time().isAfter(statement.time())
        && Arrays.equals(receipt.objectRoot(), manifest.objectRoot());
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

  /** Who signed. */
  public VerifyKey custodianKey() {
    return statement.key();
  }

  /** When, by the custodian's own clock. */
  public Instant time() {
    return statement.time();
  }

  /** What it signed when it had the piece; empty where the fault is a false answer. */
  public Optional<CustodyReceipt> receipt() {
    return receipt;
  }

  /** The shard's index within its object. */
  public int shard() {
    return statement.shard();
  }

  /** The position, within its shard, of the chunk that was asked for; empty if the whole shard was. */
  public OptionalInt position() {
    return statement.position();
  }

  /** The one encoding, a fresh copy, at most 96 KiB: CBOR of card, manifest, statement and, of a loss, receipt. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** All of it for people, line by line; no content and nothing of a person. */
  public String describe() {
    HexFormat hex = HexFormat.of();
    List<String> lines = new ArrayList<>();
    lines.add(
        receipt.isPresent()
            ? "Fault proof: a custodian lost what it had signed to have."
            : "Fault proof: a custodian signed a false answer.");
    lines.add("custodian      " + quoted(custodian()));
    lines.add("its key        " + hex.formatHex(custodianKey().bytes()));
    receipt.ifPresent(had -> lines.add("it had it at   " + had.time() + ", by its own clock"));
    lines.add("it signed at   " + time() + ", by its own clock");
    lines.add("vault          " + vault().hex());
    lines.add("object         " + hex.formatHex(manifest.objectId()) + ", any " + manifest.data()
        + " of " + manifest.total());
    lines.add("place          shard " + shard() + place());
    lines.add(
        "object root    " + hex.formatHex(manifest.objectRoot()) + ", signed by the vault's key");
    lines.add(
        receipt.isPresent()
            ? "It says that it has not got this shard, and names no order of the patient to delete it."
            : "The bytes and hashes of the answer do not lead to this root.");
    lines.add(
        "Compare the key with the custodian's registration: that it is its own is not proven here.");
    return String.join(System.lineSeparator(), lines);
  }

  private String place() {
    OptionalInt position = receipt.isPresent() ? OptionalInt.empty() : position();
    return position.isPresent()
        ? ", chunk " + position.getAsInt() + " of " + manifest.chunks()
        : "";
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
    return "FaultProof[" + custodianKey() + ", shard " + shard() + place() + "]";
  }
}
