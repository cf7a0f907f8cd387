// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

import health.habeas.error.InvalidInputException;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import java.util.Arrays;
import java.util.Locale;

/** How items are named on the wire, and how large each kind may be. */
public final class Items {
  /** The largest item of all. */
  public static final int MAX_BYTES = 128 << 20;

  /** The largest index of a shard. */
  public static final int MAX_SHARD = 254;

  private Items() {}

  /**
   * The most bytes of an item of a kind.
   *
   * @param kind which kind
   */
  public static int maxBytes(ItemKind kind) {
    return switch (kind) {
      case CARD, REVOCATION, BREAK_GLASS_SHARE, DELETION -> 16 << 10;
      case EPOCH -> 64 << 10;
      case MANIFEST, RECEIPT, ROSTER, CUSTODY -> 256 << 10;
      case KEY_UPDATE, AUDIT_TICKET -> 4 << 20;
      case INBOX -> ReleaseSession.MAX_DEPOSIT_BYTES;
      // Pages, shards and the journal's evidence grow with what is put; and what a later version
      // knows.
      default -> MAX_BYTES;
    };
  }

  /**
   * A kind's name on the wire, for example {@code key-update}.
   *
   * @param kind which kind
   */
  public static byte[] bytes(ItemKind kind) {
    return Message.encode(wire(kind));
  }

  private static String wire(ItemKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The kind of a field.
   *
   * @param in the message
   * @param index of the field
   */
  public static ItemKind kind(Message in, int index) {
    String name = in.text(index);
    return Arrays.stream(ItemKind.values())
        .filter(kind -> wire(kind).equals(name))
        .findFirst()
        .orElseThrow(() -> new MalformedMessage("an item of an unknown kind"));
  }

  /**
   * The item named by two fields, kind and name.
   *
   * @param in the message
   * @param index of the first field
   */
  public static ItemName name(Message in, int index) {
    return named(kind(in, index), in.text(index + 1));
  }

  /**
   * An item name, as the other side states it.
   *
   * @param kind which kind
   * @param name the name
   */
  public static ItemName named(ItemKind kind, String name) {
    try {
      return new ItemName(kind, name);
    } catch (InvalidInputException e) {
      throw new MalformedMessage("an item name that is none");
    }
  }
}
