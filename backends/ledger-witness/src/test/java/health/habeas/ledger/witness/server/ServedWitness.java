// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Bounds;
import health.habeas.http.internal.common.Metrics;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TrustPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A witness in this process, over real HTTP. */
public final class ServedWitness implements AutoCloseable {
  private final String name;
  private final Cosigner cosigner;
  private final WitnessDirectory directory;
  private final BoundedServer server;

  /** Serves at once. */
  public ServedWitness(String name, Path store, NoteKey... logs) {
    this.name = name;
    this.cosigner = Cosigner.of(SignerKey.generate("witness.example/" + name, new SecureRandom()));
    this.directory = WitnessDirectory.open(store);
    List<TrustPolicy.Log> known =
        List.of(logs).stream().map(key -> new TrustPolicy.Log(key, "")).toList();
    Witness witness = new Witness(List.of(cosigner), known, directory, InstantSource.system());
    this.server = BoundedServer.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        Optional.empty(),
        Bounds.standard());
    server.start(new WitnessSite(witness), new Metrics(WitnessSite.CALLS), () -> true);
  }

  /** As a line of a policy. */
  public String policyLine() {
    return "witness " + name + " " + cosigner.key() + " http://127.0.0.1:"
        + server.address().getPort() + "/\n";
  }

  public Cosigner cosigner() {
    return cosigner;
  }

  @Override
  public void close() {
    server.close();
    directory.close();
  }
}
