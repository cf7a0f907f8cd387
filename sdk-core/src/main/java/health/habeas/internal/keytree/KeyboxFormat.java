// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A keybox as bytes: deterministic CBOR, sealed to its holder. Strict: what it accepts re-encodes to itself (L1).
 * Limit: the encoder's own buffer is left to the garbage collector. Source: {@code docs/spec/keys.md}. Thread-safe.
 */
public final class KeyboxFormat {
  /** The most nodes in a keybox. */
  public static final int MAX_NODES = 4096;

  private static final int KEY_BYTES = 32;
  private static final int MAX_PLACES = 4096;

  private KeyboxFormat() {}

  /**
   * Seals a keybox; {@code GRANT_LIMIT} above 4,096 nodes or compartment epochs.
   *
   * @param keybox stays open
   * @param sealingKey the holder's X-Wing public key
   * @param purpose {@code KEYBOX} or {@code KEY_UPDATE}
   * @param aad what it is bound to
   */
  public static byte[] seal(Keybox keybox, byte[] sealingKey, Domain purpose, byte[] aad) {
    try (Secret content = encode(keybox)) {
      return Hpke.seal(sealingKey, purpose, aad, content.bytes(SECRET_ACCESS));
    }
  }

  /**
   * The content; the caller closes it.
   *
   * @param keybox stays open
   */
  public static Secret encode(Keybox keybox) {
    List<CompartmentKeys> keys = keybox.keys();
    checkLimits(keys.size(), keys.stream().mapToInt(one -> one.nodes().size()).sum());
    CborWriter out = new CborWriter().map(3);
    out.key(1).bytes(keybox.statusPreimage().bytes(SECRET_ACCESS));
    out.key(2).array(keys.size());
    keys.forEach(one -> write(out, one));
    out.key(3).bytes(keybox.updateSecret().bytes(SECRET_ACCESS));
    return Secret.owning(out.toBytes());
  }

  /**
   * Reads a content strictly; {@code GRANT_MALFORMED}, or {@code GRANT_LIMIT} for too many nodes.
   *
   * @param content what {@link #encode} gave; stays open
   */
  public static Keybox decode(Secret content) {
    CborReader in = CborReader.of(content.bytes(SECRET_ACCESS), ErrorCode.GRANT_MALFORMED);
    in.mapOf(3);
    Secret preimage = Secret.owning(in.key(1).bytesOf(KEY_BYTES));
    int count = in.key(2).array(MAX_PLACES);
    List<CompartmentKeys> keys = new ArrayList<>();
    int nodes = 0;
    for (int i = 0; i < count; i++) {
      CompartmentKeys next = read(in);
      if (i > 0 && !follows(keys.get(i - 1), next)) {
        throw in.refusal("compartments out of order");
      }
      nodes += next.nodes().size();
      checkLimits(count, nodes);
      keys.add(next);
    }
    Secret updateSecret = Secret.owning(in.key(3).bytesOf(KEY_BYTES));
    in.end();
    return new Keybox(preimage, updateSecret, keys);
  }

  /**
   * Cuts keys into parts that each fit into one keybox, in their order; none for no keys.
   *
   * @param keys each compartment and epoch once, none with more nodes than fit by itself
   */
  public static List<List<CompartmentKeys>> parts(List<CompartmentKeys> keys) {
    List<List<CompartmentKeys>> parts = new ArrayList<>();
    int nodes = MAX_NODES;
    for (CompartmentKeys one : keys) {
      nodes += one.nodes().size();
      if (nodes > MAX_NODES) {
        parts.add(new ArrayList<>());
        nodes = one.nodes().size();
      }
      parts.get(parts.size() - 1).add(one);
    }
    return parts;
  }

  private static void write(CborWriter out, CompartmentKeys keys) {
    out.array(5)
        .integer(keys.compartment().labelMask())
        .integer(keys.compartment().category())
        .integer(keys.epoch())
        .bytes(keys.pageKey().bytes(SECRET_ACCESS))
        .array(keys.nodes().size());
    for (NodeKey node : keys.nodes()) {
      out.array(3)
          .integer(node.node().level())
          .integer(node.node().index())
          .bytes(node.key(SECRET_ACCESS).bytes(SECRET_ACCESS));
    }
  }

  private static CompartmentKeys read(CborReader in) {
    in.arrayOf(5);
    CompartmentId compartment =
        new CompartmentId((int) in.integer(1, 0xff), (int) in.integer(1, 0xff));
    int epoch = (int) in.integer(0, Integer.MAX_VALUE);
    Secret pageKey = Secret.owning(in.bytesOf(KEY_BYTES));
    int count = in.array(MAX_NODES);
    List<NodeKey> nodes = new ArrayList<>();
    int reached = 0;
    for (int i = 0; i < count; i++) {
      NodeKey next = readNode(in);
      if (next.node().days().from() < reached) {
        throw in.refusal("nodes that overlap or are out of order");
      }
      reached = next.node().days().to();
      nodes.add(next);
    }
    return new CompartmentKeys(compartment, epoch, pageKey, nodes);
  }

  private static NodeKey readNode(CborReader in) {
    in.arrayOf(3);
    int level = (int) in.integer(0, DayTree.DEPTH);
    int index = (int) in.integer(0, (1 << level) - 1);
    return new NodeKey(new DayTree.Node(level, index), Secret.owning(in.bytesOf(KEY_BYTES)));
  }

  private static boolean follows(CompartmentKeys before, CompartmentKeys next) {
    int order = before.compartment().compareTo(next.compartment());
    return order < 0 || (order == 0 && before.epoch() < next.epoch());
  }

  private static void checkLimits(int places, int nodes) {
    if (places > MAX_PLACES || nodes > MAX_NODES) {
      throw new InvalidInputException(
          ErrorCode.GRANT_LIMIT, "a keybox has at most 4,096 nodes and compartment epochs");
    }
  }
}
