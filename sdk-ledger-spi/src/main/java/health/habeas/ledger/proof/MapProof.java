// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MerkleMap} says of some keys: the map itself, with the hash alone of whatever is not on their paths.
 *
 * <p>Guarantee: {@link #find} answers only what follows from the root, and {@link #proves} is true only if every key outside
 * the added ones has what it had; a proof that does not lead to the root, or says nothing of a key, raises HBS-6330. Pure: no
 * clock, no network. Which root is believed, and as of when, is the part of {@link StateProof}. Limits: 8 MiB and 2^19 nodes,
 * which is ten thousand keys and more. Immutable.
 */
public final class MapProof {
  private final byte[] bytes;
  // Read once, for it may be large and asked for many keys; threads that read it at once read the
  // same.
  private @Nullable Shown shown;

  private record Shown(MerkleMap map, TreeHash root) {
    static Shown of(MerkleMap map) {
      return new Shown(map, map.root());
    }
  }

  MapProof(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a proof, strictly; nothing is verified yet.
   *
   * @param bytes as {@link #bytes()} gives them; copied
   */
  public static MapProof parse(byte[] bytes) {
    MapProof proof = new MapProof(bytes.clone());
    proof.shown();
    return proof;
  }

  /**
   * The position of a key in the map of this root, or empty if the key is not in it.
   *
   * @param key one of those that the proof was made for
   * @param root of a map that is believed
   */
  public OptionalLong find(TreeHash key, TreeHash root) {
    leadsTo(root);
    return shown().map().find(key);
  }

  /**
   * Whether the map of one root becomes that of another by adding just these entries: nothing that was there is removed or
   * gets another position.
   *
   * @param older the root before
   * @param added entries of keys that the proof was made for; those of keys that were there change nothing
   * @param newer the root afterwards
   */
  public boolean proves(TreeHash older, Collection<MapEntry> added, TreeHash newer) {
    leadsTo(older);
    MerkleMap map = read(); // its own: it is about to change
    map.add(added);
    return map.root().equals(newer);
  }

  /** A copy of the proof's bytes, as they travel. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Refuses the proof if it is of another map than that of the root. */
  void leadsTo(TreeHash root) {
    if (!shown().root().equals(root)) {
      throw invalid("it does not lead to the root");
    }
  }

  private Shown shown() {
    Shown known = shown;
    if (known == null) {
      known = Shown.of(read());
      shown = known;
    }
    return known;
  }

  private MerkleMap read() {
    return new MapReader(bytes).map();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MapProof that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The size, without keys. */
  @Override
  public String toString() {
    return "MapProof[" + bytes.length + " bytes]";
  }

  static LedgerException invalid(String what) {
    return new LedgerException.Integrity(
        LedgerErrorCode.MAP_PROOF_INVALID, "a proof of a map is not valid: " + what);
  }
}
