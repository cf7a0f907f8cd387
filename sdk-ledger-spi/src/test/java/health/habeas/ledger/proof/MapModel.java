// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The map once more, as its specification says it, over a sorted map and strings of bits. */
final class MapModel {
  private final Map<String, Long> positions = new TreeMap<>();

  static MapModel of(Collection<MapEntry> entries) {
    MapModel model = new MapModel();
    entries.forEach(model::add);
    return model;
  }

  void add(MapEntry entry) {
    positions.putIfAbsent(bits(entry.key()), entry.position());
  }

  OptionalLong find(TreeHash key) {
    Long position = positions.get(bits(key));
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  TreeHash root() {
    return TreeHash.of(hash("", positions));
  }

  private static byte[] hash(String prefix, Map<String, Long> below) {
    if (below.isEmpty()) {
      return new byte[32];
    }
    if (below.size() == 1) {
      Map.Entry<String, Long> only = below.entrySet().iterator().next();
      return sha256(ByteBuffer.allocate(41)
          .put((byte) 2)
          .put(bytes(only.getKey()))
          .putLong(only.getValue())
          .array());
    }
    return sha256(ByteBuffer.allocate(65)
        .put((byte) 3)
        .put(child(prefix + "0", below))
        .put(child(prefix + "1", below))
        .array());
  }

  private static byte[] child(String prefix, Map<String, Long> all) {
    Map<String, Long> below = new TreeMap<>(all);
    below.keySet().removeIf(key -> !key.startsWith(prefix));
    return hash(prefix, below);
  }

  private static String bits(TreeHash key) {
    StringBuilder bits = new StringBuilder();
    for (byte b : key.bytes()) {
      bits.append(String.format("%8s", Integer.toBinaryString(b & 0xff)).replace(' ', '0'));
    }
    return bits.toString();
  }

  private static byte[] bytes(String bits) {
    StringBuilder hex = new StringBuilder();
    for (int at = 0; at < bits.length(); at += 4) {
      hex.append(Integer.toHexString(Integer.parseInt(bits.substring(at, at + 4), 2)));
    }
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
