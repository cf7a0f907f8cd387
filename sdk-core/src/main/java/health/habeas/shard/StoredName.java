// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.regex.Pattern;

/** What may name a blob: an alphabet that is the same on every file system and object store. Immutable. */
final class StoredName {
  private static final int MAX_CHARS = 400;
  private static final String PART = "[0-9a-z_-][0-9a-z._-]{0,99}";
  private static final Pattern NAME = Pattern.compile(PART + "(/" + PART + ")*");

  private StoredName() {}

  static String require(String name) {
    if (!matches(name)) {
      throw new IllegalArgumentException(
          "a blob's name has parts from 0-9 a-z . _ - that begin with no dot, joined by /");
    }
    return name;
  }

  static boolean matches(String name) {
    return name.length() <= MAX_CHARS && NAME.matcher(name).matches();
  }
}
