// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Tells an operator which of three things is wrong with a directory, without naming a blob. Immutable. */
final class StoreFailure {
  private StoreFailure() {}

  static StorageException of(Path root, IOException failure) {
    String reason = reason(failure);
    ErrorCode code = code(failure, reason.toLowerCase(Locale.ROOT));
    return new StorageException(
        code, "the shard store at " + root + " " + verb(code) + ": " + reason, bare(failure));
  }

  // Java has no exception types for these; the words are those of strerror(3) and of Windows.
  private static ErrorCode code(IOException failure, String reason) {
    if (reason.contains("no space") || reason.contains("quota") || reason.contains("not enough")) {
      return ErrorCode.STORE_FULL;
    }
    boolean refused = failure instanceof AccessDeniedException
        || failure instanceof FileAlreadyExistsException
        || reason.contains("read-only")
        || reason.contains("not permitted")
        || reason.contains("not a directory");
    return refused ? ErrorCode.STORE_UNWRITABLE : ErrorCode.STORE_FAILED;
  }

  private static String verb(ErrorCode code) {
    if (code == ErrorCode.STORE_FULL) {
      return "is full";
    }
    return code == ErrorCode.STORE_UNWRITABLE ? "can't be written" : "failed";
  }

  /** What the system said; a file system's message would begin with the path, and so with the name. */
  private static String reason(IOException failure) {
    if (failure instanceof FileSystemException named) {
      return Objects.requireNonNullElse(named.getReason(), named.getClass().getSimpleName());
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }

  /** The same failure at the same place, without its message. */
  private static IOException bare(IOException failure) {
    IOException bare = new IOException(reason(failure));
    bare.setStackTrace(failure.getStackTrace());
    return bare;
  }
}
