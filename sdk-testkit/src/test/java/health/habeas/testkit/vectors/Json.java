// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON: maps, lists, texts, numbers, bytes as hex. */
final class Json {
  private static final int LONG_RUN = 500;

  private Json() {}

  /** One member a line, each compact. */
  static String document(Map<String, ?> members) {
    return members.entrySet().stream()
        .map(e -> "  " + text(e.getKey()) + ": " + value(e.getValue()))
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  static String value(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> text(String.valueOf(e.getKey())) + ": " + value(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(Json::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof byte[] bytes) {
      return value(bytes(bytes));
    }
    return value instanceof String s ? text(s) : String.valueOf(value);
  }

  /** Hex; with long runs of one byte, a list of hex and [hex, how often]. */
  static Object bytes(byte[] bytes) {
    List<Object> parts = new ArrayList<>();
    int written = 0;
    int end;
    for (int at = 0; at < bytes.length; at = end) {
      end = at;
      while (end < bytes.length && bytes[end] == bytes[at]) {
        end++;
      }
      if (end - at >= LONG_RUN) {
        parts.add(HexFormat.of().formatHex(bytes, written, at));
        parts.add(List.of(HexFormat.of().formatHex(bytes, at, at + 1), end - at));
        written = end;
      }
    }
    String rest = HexFormat.of().formatHex(bytes, written, bytes.length);
    if (parts.isEmpty()) {
      return rest;
    }
    parts.add(rest);
    return parts;
  }

  private static String text(String s) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
