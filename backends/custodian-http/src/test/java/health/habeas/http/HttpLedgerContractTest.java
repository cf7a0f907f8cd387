// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.server.CustodianServer;
import health.habeas.http.server.ServerLimits;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.testkit.ledger.LedgerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that another process owns keeps the contract over HTTP. */
class HttpLedgerContractTest extends LedgerContract {
  @TempDir
  Path directory;

  private Runnable stop = () -> {};

  @Override
  protected Ledger open(LedgerOptions given) {
    stopServer();
    Ledger owned = Ledgers.open("file:" + directory.resolve("ledger"), given);
    // The contract comes with a hundred callers at once, who are not to be told to come again.
    ServerLimits limits = new ServerLimits(256, 64 << 20, 10_000, 40_000, 1);
    CustodianServer server =
        CustodianServer.builder().ledger(owned).limits(limits).start();
    stop = () -> {
      server.close();
      owned.close();
    };
    return Ledgers.open(ServedCustodian.address(server) + "#" + owned.verifier().key(), given);
  }

  @AfterEach
  void stopServer() {
    stop.run();
  }
}
