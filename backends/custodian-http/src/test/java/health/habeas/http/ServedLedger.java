// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.server.CustodianServer;
import health.habeas.http.server.ServerLimits;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.testkit.fault.FaultyRelay;
import health.habeas.testkit.fault.RelayFault;
import health.habeas.testkit.ledger.KillableLedger;
import health.habeas.testkit.ledger.LedgerFaults;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A server over a ledger in a directory, the line to it, and what may be done to both from a client's side. */
final class ServedLedger implements LedgerFaults, AutoCloseable {
  // The contract comes with a hundred callers at once, who are not to be told to come again.
  private static final ServerLimits LIMITS = new ServerLimits(256, 64 << 20, 10_000, 40_000, 1);

  private Runnable stop = () -> {};
  private FaultyRelay relay = FaultyRelay.to(1);
  private String address = "";

  /** Serves it, in place of what was served before. */
  String serve(Path directory, LedgerOptions given) {
    close();
    Ledger owned = Ledgers.open("file:" + directory, given);
    CustodianServer server =
        CustodianServer.builder().ledger(owned).limits(LIMITS).start();
    relay = FaultyRelay.to(server.address().getPort());
    address = "http://127.0.0.1:" + relay.port() + "#" + owned.verifier().key();
    stop = () -> {
      server.close();
      owned.close();
    };
    return address;
  }

  @Override
  public void close() {
    relay.close();
    stop.run();
    stop = () -> {};
  }

  @Override
  public Map<String, Supplier<KillableLedger>> kills() {
    return Map.of("the client's process", () -> KillableLedger.process(address));
  }

  @Override
  public Optional<Line> line() {
    return Optional.of(new Line() {
      @Override
      public void cut() {
        relay.misbehave(new RelayFault.Cut(0));
      }

      @Override
      public void heal() {
        relay.heal();
      }
    });
  }
}
