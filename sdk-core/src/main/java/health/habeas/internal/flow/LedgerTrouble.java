// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.IntegrityException;
import health.habeas.error.StorageException;
import health.habeas.ledger.error.LedgerException;
import java.util.function.Supplier;

/**
 * What a vault's callers see of a ledger that fails: this SDK's own errors, with the ledger's code and remedy in the message
 * and its error as the cause.
 */
public final class LedgerTrouble {
  private LedgerTrouble() {}

  /**
   * Makes a call; what a ledger raised in it comes out translated.
   *
   * @param call to make
   */
  public static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (LedgerException e) {
      throw translate(e);
    }
  }

  static HabeasException translate(LedgerException e) {
    return e instanceof LedgerException.Integrity
        ? new IntegrityException(
            ErrorCode.RECEIPT_UNPROVEN, "the ledger is not what it was: " + e.getMessage(), e)
        : new StorageException(ErrorCode.LEDGER_FAILED, "the ledger failed: " + e.getMessage(), e);
  }
}
