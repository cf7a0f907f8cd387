// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.crypto.Siv;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayTag;
import health.habeas.internal.keytree.DayTree;
import health.habeas.internal.keytree.Slot;
import health.habeas.internal.keytree.SlotKeys;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.ledger.StoredEntry;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The slots that one put wrote for one compartment, sealed under the compartment's page key. It counts for nobody before
 * the ledger has the very entry that {@code commit} names, so that a put which a crash or another session cut off is never
 * half seen, whatever custodians still keep of it.
 *
 * <p>A slot's day is not in clear: whoever has the keys of some days recognises theirs by a tag, and whoever has the whole
 * epoch reads it from a hint.
 *
 * @param commit the ledger entry that makes the page count
 * @param entries the slots
 */
record SlotPage(Commit commit, List<Entry> entries) {
  private static final int MAX_ENTRIES = 1 << 20;
  // about what an entry takes beside the wrapped locator
  private static final int ENTRY_BYTES = 48;
  private static final int MAX_SLOT_BYTES = Siv.MAX_CONTENT_BYTES + Siv.TAG_BYTES;

  /**
   * The commit of a put. The leaf is needed too: the next put has the same place in the journal if this one failed.
   *
   * @param id the ledger id of the journal entry
   * @param leaf what the ledger must have there
   */
  record Commit(byte[] id, byte[] leaf) {
    static Commit of(StoredEntry stored) {
      return new Commit(stored.entry().id().bytes(), stored.entry().leaf());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Commit that
          && Arrays.equals(id, that.id)
          && Arrays.equals(leaf, that.leaf);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(leaf);
    }
  }

  /**
   * One slot of one record.
   *
   * @param slot the record's keyed name and version
   * @param tag recognised by whoever has the day's key
   * @param hint the day, masked; read by whoever has the epoch's root
   * @param wrapped the {@link Locator} under the slot's key
   */
  record Entry(Slot slot, byte[] tag, byte[] hint, byte[] wrapped) {
    static Entry of(Slot slot, int day, DayKeys keys, byte[] locator) {
      DayKeys.Day at = keys.at(day);
      return new Entry(slot, at.tag(), keys.hint(slot, day), at.slots().wrap(slot, locator));
    }

    /** The day, for a holder of the whole epoch. */
    Optional<Integer> day(CompartmentKeys keys) {
      return root(keys).map(root -> ByteBuffer.wrap(xor(hint, mask(slot, root))).getInt());
    }

    Optional<Locator> open(Secret leaf) {
      return open(SlotKeys.of(leaf));
    }

    /** With the keys of its day, which serve all slots of that day. */
    Optional<Locator> open(SlotKeys day) {
      return day.unwrap(slot, wrapped).map(content -> {
        try (content) {
          return Locator.parse(content.bytes(SecretAccess.SECRET_ACCESS));
        }
      });
    }

    private static Optional<Secret> root(CompartmentKeys keys) {
      return keys.nodes().stream()
          .filter(key -> key.node().equals(DayTree.Node.ROOT))
          .findFirst()
          .map(key -> key.key(SecretAccess.SECRET_ACCESS));
    }

    private static byte[] mask(Slot slot, Secret root) {
      try (Secret key = Hkdf.derive(root, Domain.DAY_HINT)) {
        return Hmac.of(key, slot.bytes());
      }
    }

    private static byte[] xor(byte[] four, byte[] mask) {
      byte[] out = new byte[4];
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) (four[i] ^ mask[i]);
      }
      return out;
    }
  }

  /** The name of a page: computable by whoever has the page key, meaningless to others. */
  static ItemName name(CompartmentKeys keys, int index) {
    byte[] name = Hmac.of(keys.pageKey(), Domain.PAGE_NAME.bytes(), Bytes.be32(index));
    return ItemName.of(ItemKind.PAGE, name);
  }

  byte[] seal(CompartmentKeys keys, int index, SecureRandom random) {
    CborWriter out = new CborWriter(sizeBytes()).array(3);
    out.bytes(commit.id()).bytes(commit.leaf()).array(entries.size());
    for (Entry entry : entries) {
      out.array(5)
          .bytes(entry.slot().recordName())
          .integer(entry.slot().version())
          .bytes(entry.tag())
          .bytes(entry.hint())
          .bytes(entry.wrapped());
    }
    return new Box(random).seal(keys.pageKey(), Domain.PAGE, Bytes.be32(index), out.toBytes());
  }

  private int sizeBytes() {
    return 2 * ENTRY_BYTES
        + entries.stream()
            .mapToInt(entry -> ENTRY_BYTES + entry.wrapped().length)
            .sum();
  }

  /** The page, or empty when these bytes are not it: another custodian's copy may be sound. */
  static Optional<SlotPage> open(CompartmentKeys keys, int index, byte[] sealed) {
    return Box.open(keys.pageKey(), Domain.PAGE, Bytes.be32(index), sealed).map(SlotPage::parse);
  }

  private static SlotPage parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.OBJECT_CORRUPT);
    in.arrayOf(3);
    Commit commit = new Commit(in.bytesOf(32), in.bytesOf(32));
    List<Entry> entries = new ArrayList<>();
    for (int left = in.array(MAX_ENTRIES); left > 0; left--) {
      in.arrayOf(5);
      Slot slot = new Slot(in.bytesOf(Slot.NAME_BYTES), (int) in.integer(0, Integer.MAX_VALUE));
      entries.add(
          new Entry(slot, in.bytesOf(DayTag.SIZE_BYTES), in.bytesOf(4), in.bytes(MAX_SLOT_BYTES)));
    }
    in.end();
    return new SlotPage(commit, entries);
  }
}
