// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The maps over a log: which of its entries each is of, and under which key. Source: docs/spec/log-maps.md. Immutable. */
public enum LogMap {
  /** What was revoked: a revocation under its status handle, so that a verifier who knows the handle can ask. */
  STATUS {
    @Override
    public Optional<TreeHash> key(byte[] entry) {
      byte[] id = Arrays.copyOf(entry, ID_BYTES);
      byte[] preimage = Arrays.copyOfRange(entry, ID_BYTES, entry.length);
      return preimage.length == ID_BYTES && Arrays.equals(id, hash(REVOCATION, preimage))
          ? Optional.of(TreeHash.of(hash(HANDLE, preimage)))
          : Optional.empty();
    }
  },
  /** What is recorded at all: every entry under its id, so that whoever can compute the next id can show that it is absent. */
  LABELS {
    @Override
    public Optional<TreeHash> key(byte[] entry) {
      return Optional.of(label(Arrays.copyOf(entry, ID_BYTES)));
    }
  };

  private static final int ID_BYTES = 32;
  private static final byte[] REVOCATION = ascii("habeas/entry/revocation/1");
  private static final byte[] HANDLE = ascii("habeas/status/1");
  private static final byte[] LABEL = ascii("habeas/label/1");

  /**
   * The key of an entry in this map; empty if the map is not of such entries.
   *
   * @param entry the id of 32 bytes, then the leaf, as the log's tree commits to it
   */
  public abstract Optional<TreeHash> key(byte[] entry);

  /**
   * The key of an entry's id in {@link #LABELS}. It is a hash, since clients choose their ids.
   *
   * @param id of 32 bytes
   */
  public static TreeHash label(byte[] id) {
    return TreeHash.of(hash(LABEL, id));
  }

  /**
   * The key of a grant's status handle in {@link #STATUS}, which is the handle: nobody can choose what it hashes to.
   *
   * @param handle of 32 bytes
   */
  public static TreeHash status(byte[] handle) {
    return TreeHash.of(handle);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] hash(byte[] domain, byte[] input) {
    byte[] all = Arrays.copyOf(domain, domain.length + input.length);
    System.arraycopy(input, 0, all, domain.length, input.length);
    byte[] hash = new byte[TreeHash.SIZE_BYTES];
    TreeHash.sha256(all, hash, 0);
    return hash;
  }
}
