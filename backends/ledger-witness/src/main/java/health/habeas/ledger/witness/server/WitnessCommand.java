// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.BoundedServer;
import health.habeas.http.internal.common.Bounds;
import health.habeas.http.internal.common.CommandLine;
import health.habeas.http.internal.common.Listening;
import health.habeas.http.internal.common.Metrics;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.trust.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command {@code witness}. Immutable.
 *
 * @param key the key file
 * @param name of a key that is to be made
 * @param mlDsaKey a key file for a second line, in ML-DSA-44
 * @param logs a policy
 * @param store the key's directory
 * @param listening where to listen, and with which TLS key
 */
record WitnessCommand(
    Path key,
    Optional<String> name,
    Optional<Path> mlDsaKey,
    Path logs,
    Path store,
    Listening listening)
    implements Command {
  static final String USAGE = """
      witness: cosigns the checkpoints of logs, each only if it extends the one before
        --key=FILE                the witness's key; with --name it is made if it is not there
        --name=NAME               the witness's name, for example witness.example.org/w1
        --ml-dsa-key=FILE         a second key, ML-DSA-44, for a line more; Java 24 or later
        --logs=FILE               the logs, as a C2SP policy: lines "log KEY", and "quorum none"
        --store=DIRECTORY         where it remembers what it cosigned; belongs to the key for good
      """ + Listening.USAGE;

  /** Reads a command line. */
  static WitnessCommand parse(String... arguments) {
    Set<String> valued = new HashSet<>(Listening.VALUED);
    valued.addAll(List.of("key", "name", "ml-dsa-key", "logs", "store"));
    CommandLine line = CommandLine.parse(valued, Listening.FLAGS, arguments);
    return new WitnessCommand(
        line.requiredPath("key"),
        line.text("name"),
        line.path("ml-dsa-key"),
        line.requiredPath("logs"),
        line.requiredPath("store"),
        Listening.of(line));
  }

  @Override
  public String start(Resources resources) {
    TrustPolicy policy = PolicyFile.read(logs);
    WitnessDirectory directory = resources.keep(WitnessDirectory.open(store));
    List<Cosigner> cosigners = cosigners(directory);
    Witness witness = new Witness(cosigners, policy.logs(), directory, InstantSource.system());
    BoundedServer server = resources.keep(BoundedServer.bind(
        listening.listen(), listening.operators(), listening.tls(), Bounds.standard()));
    Metrics metrics = new Metrics(WitnessSite.CALLS);
    metrics.gauge("habeas_witness_logs", "Logs that this witness knows.", witness::logs);
    metrics.gauge(
        "habeas_witness_forgotten_logs",
        "Logs of which more was cosigned than is remembered; HBS-6340.",
        witness::forgotten);
    server.start(new WitnessSite(witness), metrics, () -> witness.forgotten() == 0);
    return "serving witness at " + server.address() + ", key "
        + cosigners.stream()
            .map(cosigner -> cosigner.key().toString())
            .collect(Collectors.joining(" "));
  }

  private List<Cosigner> cosigners(WitnessDirectory directory) {
    List<Cosigner> cosigners = new ArrayList<>();
    cosigners.add(cosigner(directory, key, KeyKind.ED25519));
    mlDsaKey.ifPresent(file -> cosigners.add(cosigner(directory, file, KeyKind.ML_DSA_44)));
    return cosigners;
  }

  private Cosigner cosigner(WitnessDirectory directory, Path file, KeyKind kind) {
    try {
      if (!Files.exists(file)) {
        return create(directory, file, kind);
      }
      Cosigner cosigner = kind.read(file);
      CommandLine.require(
          name.isEmpty() || name.get().equals(cosigner.key().name()),
          "the key in " + file + " has another name than --name");
      directory.require(cosigner.key());
      return cosigner;
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " can't be read or written", e);
    }
  }

  private Cosigner create(WitnessDirectory directory, Path file, KeyKind kind) throws IOException {
    CommandLine.require(
        name.isPresent(), "there is no key at " + file + "; give --name=NAME to make one");
    CommandLine.require(
        !directory.hasKey(kind.type()),
        "there is no key at " + file + ", and the store belongs to one: put its file back");
    Cosigner made = kind.create(file, name.get());
    directory.admitNew(made.key());
    return made;
  }
}
