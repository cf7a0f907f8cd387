// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;
import java.util.Optional;

/** Reads parts of one shard file, so that a large one never lies in memory as a whole. */
@FunctionalInterface
public interface ShardParts {
  /**
   * A part; empty if the file is not there or ends before the part does.
   *
   * @param offset of the first byte
   * @param length in bytes
   */
  Optional<byte[]> read(int offset, int length);

  /**
   * The parts of a file that is in memory.
   *
   * @param file not copied
   */
  static ShardParts of(byte[] file) {
    return (offset, length) -> offset > file.length - length
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(file, offset, offset + length));
  }
}
