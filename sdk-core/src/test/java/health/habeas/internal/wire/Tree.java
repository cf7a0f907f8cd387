// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import com.upokecenter.cbor.CBORObject;
import health.habeas.error.ErrorCode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Any value of our CBOR subset, so that tests can speak of all of them. Immutable. */
sealed interface Tree {
  void write(CborWriter out);

  /** The same value as the other library holds it. */
  CBORObject peer();

  default byte[] bytes() {
    CborWriter out = new CborWriter();
    write(out);
    return out.toBytes();
  }

  static Tree parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.GRANT_MALFORMED);
    Tree tree = read(in);
    in.end();
    return tree;
  }

  private static Tree read(CborReader in) {
    return switch (in.peek()) {
      case UNSIGNED, NEGATIVE -> new Int(in.integer());
      case BYTES -> new Bytes(HexFormat.of().formatHex(in.bytes(Integer.MAX_VALUE)));
      case TEXT -> new Text(in.text(Integer.MAX_VALUE));
      case ARRAY -> {
        List<Tree> items = new ArrayList<>();
        for (int left = in.array(Integer.MAX_VALUE); left > 0; left--) {
          items.add(read(in));
        }
        yield new Array(items);
      }
      case MAP -> {
        SortedMap<Integer, Tree> entries = new TreeMap<>();
        for (int left = in.map(Integer.MAX_VALUE); left > 0; left--) {
          int key = in.key();
          entries.put(key, read(in));
        }
        yield new Entries(entries);
      }
    };
  }

  record Int(long value) implements Tree {
    @Override
    public void write(CborWriter out) {
      out.integer(value);
    }

    @Override
    public CBORObject peer() {
      return CBORObject.FromObject(value);
    }
  }

  record Bytes(String hex) implements Tree {
    @Override
    public void write(CborWriter out) {
      out.bytes(HexFormat.of().parseHex(hex));
    }

    @Override
    public CBORObject peer() {
      return CBORObject.FromObject(HexFormat.of().parseHex(hex));
    }
  }

  record Text(String value) implements Tree {
    @Override
    public void write(CborWriter out) {
      out.text(value);
    }

    @Override
    public CBORObject peer() {
      return CBORObject.FromObject(value);
    }
  }

  record Array(List<Tree> items) implements Tree {
    @Override
    public void write(CborWriter out) {
      out.array(items.size());
      items.forEach(item -> item.write(out));
    }

    @Override
    public CBORObject peer() {
      CBORObject array = CBORObject.NewArray();
      items.forEach(item -> array.Add(item.peer()));
      return array;
    }
  }

  record Entries(SortedMap<Integer, Tree> entries) implements Tree {
    @Override
    public void write(CborWriter out) {
      out.map(entries.size());
      entries.forEach((key, value) -> value.write(out.key(key)));
    }

    @Override
    public CBORObject peer() {
      CBORObject map = CBORObject.NewMap();
      entries.forEach((key, value) -> map.Add(key.intValue(), value.peer()));
      return map;
    }
  }
}
