// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerContractTest extends LedgerContract {
  @TempDir
  Path directory;

  @Override
  protected Ledger open(LedgerOptions given) {
    return Ledgers.open("file:" + directory, given);
  }

  @Override
  public LedgerFaults faults() {
    return LedgerFaults.directory("file:" + directory, directory, directory.resolve("journal"));
  }
}
