// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What an operating system's error means for a ledger. */
public final class FileErrors {
  private static final Duration AFTER_MAKING_ROOM = Duration.ofSeconds(5);
  private static final List<String> FULL =
      List.of("no space left", "quota exceeded", "not enough space");

  private FileErrors() {}

  /**
   * A file that can't be read.
   *
   * @param file which
   * @param cause what the system says
   */
  public static LedgerException reading(Path file, IOException cause) {
    return new LedgerException.Retryable(
        LedgerErrorCode.UNAVAILABLE,
        "the file " + file + " can't be read",
        AFTER_MAKING_ROOM,
        cause);
  }

  /**
   * A file that can't be written.
   *
   * @param file which
   * @param cause what the system says
   */
  public static LedgerException writing(Path file, IOException cause) {
    if (isFull(cause)) {
      return new LedgerException.Retryable(
          LedgerErrorCode.FULL,
          "the storage under " + file + " is full, so nothing of this call was recorded",
          AFTER_MAKING_ROOM,
          cause);
    }
    return cause instanceof AccessDeniedException || text(cause).contains("read-only")
        ? unwritable(file, cause)
        : new LedgerException.Retryable(
            LedgerErrorCode.UNAVAILABLE,
            "the file " + file + " can't be written",
            AFTER_MAKING_ROOM,
            cause);
  }

  /**
   * A place that can't be opened.
   *
   * @param directory which
   * @param cause what the system says
   */
  public static LedgerException opening(Path directory, IOException cause) {
    return isFull(cause) ? writing(directory, cause) : unwritable(directory, cause);
  }

  private static LedgerException unwritable(Path file, IOException cause) {
    return new LedgerException.Permanent(
        LedgerErrorCode.UNWRITABLE, file + " is no place that this account can write to", cause);
  }

  private static boolean isFull(IOException cause) {
    String text = text(cause);
    return FULL.stream().anyMatch(text::contains);
  }

  private static String text(IOException cause) {
    return Objects.toString(cause.getMessage(), "").toLowerCase(Locale.ROOT);
  }
}
