// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The patient's leave to keep one object whole while she is away: to read its sealed pieces and to put back those that were
 * lost.
 *
 * <p>Guarantee: whoever has it can write no byte that the patient did not store, nowhere but where she stored it, and for no
 * longer than it says; it opens nothing, since it has no key. It can be copied: give it to whom you would show the
 * ciphertext of this object. It can't be taken back before it expires, so it lives {@link #MAX_LIFE} at most. Immutable.
 */
public final class RepairCap {
  /** The longest that a cap may live. */
  public static final Duration MAX_LIFE = Duration.ofDays(92);

  private static final int FIELDS = 6;
  private static final int ID_BYTES = 32;
  private static final int MAX_SHARDS = 255;
  private static final int MAX_NAME_BYTES = 255;
  private static final long MAX_SECOND = 253_402_300_799L;

  private final VaultId vault;
  private final Target target;
  private final Instant expires;
  private final CoseSign1 signed;

  private RepairCap(CoseSign1 signed) {
    CborReader in = CborReader.of(signed.payload(), ErrorCode.REPAIR_REFUSED);
    in.mapOf(FIELDS);
    this.vault = VaultId.ofBytes(in.key(1).bytesOf(ID_BYTES));
    this.target = Target.read(in);
    Instant issued = Instant.ofEpochSecond(in.key(5).integer(0, MAX_SECOND));
    this.expires = Instant.ofEpochSecond(in.key(6).integer(0, MAX_SECOND));
    in.end();
    this.signed = signed;
    if (Duration.between(issued, expires).compareTo(MAX_LIFE) > 0) {
      throw in.refusal("a repair cap that would live for more than " + MAX_LIFE.toDays() + " days");
    }
  }

  /**
   * Which object, and where it belongs. Immutable; arrays are copied in and out.
   *
   * @param objectId 32 bytes
   * @param objectRoot what its pieces must be, 32 bytes (shards.md, section 4)
   * @param keepers the name of the custodian of each shard, by its index
   */
  public record Target(byte[] objectId, byte[] objectRoot, List<String> keepers) {
    /** Copies what is passed. */
    public Target {
      objectId = objectId.clone();
      objectRoot = objectRoot.clone();
      keepers = List.copyOf(keepers);
    }

    @Override
    public byte[] objectId() {
      return objectId.clone();
    }

    @Override
    public byte[] objectRoot() {
      return objectRoot.clone();
    }

    private void write(CborWriter out) {
      out.key(2).bytes(objectId).key(3).bytes(objectRoot).key(4).array(keepers.size());
      keepers.forEach(out::text);
    }

    private static Target read(CborReader in) {
      byte[] objectId = in.key(2).bytesOf(ID_BYTES);
      byte[] objectRoot = in.key(3).bytesOf(ID_BYTES);
      List<String> keepers = new ArrayList<>();
      for (int left = in.key(4).array(MAX_SHARDS); left > 0; left--) {
        keepers.add(in.text(MAX_NAME_BYTES));
      }
      return new Target(objectId, objectRoot, keepers);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Target that
          && Arrays.equals(objectId, that.objectId)
          && Arrays.equals(objectRoot, that.objectRoot)
          && keepers.equals(that.keepers);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(objectRoot);
    }

    /** The beginning of the object's id. */
    @Override
    public String toString() {
      return HexFormat.of().formatHex(objectId, 0, 4) + "…";
    }
  }

  /**
   * Signs a cap.
   *
   * @param keys the patient's
   * @param suite the vault's
   * @param target the object
   * @param issued now, by the patient's clock
   * @param life at most {@link #MAX_LIFE}, else HBS-4012
   */
  public static RepairCap sign(
      PatientKeys keys, Suite suite, Target target, Instant issued, Duration life) {
    CborWriter out =
        new CborWriter().map(FIELDS).key(1).bytes(VaultId.of(keys.key(suite)).bytes());
    target.write(out);
    out.key(5).integer(issued.getEpochSecond());
    out.key(6).integer(issued.plus(life).getEpochSecond());
    return new RepairCap(
        CoseSign1.sign(keys.signer(SECRET_ACCESS, suite), Domain.REPAIR, out.toBytes()));
  }

  /**
   * Reads a cap. Each custodian verifies its signature by the vault's card.
   *
   * @param bytes what {@link #bytes} gave
   * @throws InvalidInputException with HBS-4012 if it is no cap
   */
  public static RepairCap parse(byte[] bytes) {
    return new RepairCap(
        CoseSign1.parse(bytes, SignatureScheme.of(bytes), ErrorCode.REPAIR_REFUSED));
  }

  /** Refuses a cap that the vault's owner did not sign, or that is over. */
  void require(VaultCard card, Instant now) {
    if (!card.vault().equals(vault) || !card.hasSigned(signed, Domain.REPAIR)) {
      throw refused("the vault's owner did not sign this repair cap");
    }
    if (!now.isBefore(expires)) {
      throw refused("the repair cap expired on " + expires);
    }
  }

  static InvalidInputException refused(String why) {
    return new InvalidInputException(ErrorCode.REPAIR_REFUSED, why);
  }

  /** Whose object it is. */
  public VaultId vault() {
    return vault;
  }

  /** Which object, and where it belongs. */
  public Target target() {
    return target;
  }

  /** From when on it is refused. */
  public Instant expires() {
    return expires;
  }

  /** The signed form. */
  public byte[] bytes() {
    return signed.toBytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RepairCap that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return target.hashCode();
  }

  /** The beginning of the object's id, and until when. */
  @Override
  public String toString() {
    return "RepairCap[" + target + " until " + expires + "]";
  }
}
