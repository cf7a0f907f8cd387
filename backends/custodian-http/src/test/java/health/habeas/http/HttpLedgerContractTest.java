// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.testkit.ledger.LedgerContract;
import health.habeas.testkit.ledger.LedgerFaults;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that another process owns keeps the contract over HTTP. */
class HttpLedgerContractTest extends LedgerContract {
  @TempDir
  Path directory;

  private final ServedLedger served = new ServedLedger();

  @Override
  protected Ledger open(LedgerOptions given) {
    return Ledgers.open(served.serve(directory.resolve("ledger"), given), given);
  }

  @Override
  public LedgerFaults faults() {
    return served;
  }

  @AfterEach
  void stopServer() {
    served.close();
  }
}
