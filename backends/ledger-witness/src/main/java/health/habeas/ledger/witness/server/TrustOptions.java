// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.CommandLine;
import health.habeas.ledger.proof.MlDsa44;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.trust.PolicyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which log an operator believes, by its key alone or by a policy. Immutable.
 *
 * @param key a verifier key
 * @param policy a file
 */
record TrustOptions(Optional<String> key, Optional<Path> policy) {
  /** The options. */
  static final Set<String> VALUED = Set.of("log", "policy");

  static final String USAGE = """
        --log=KEY                 the log's verifier key, or
        --policy=FILE             a C2SP policy: the log, and the quorum that must have cosigned
      """;

  static TrustOptions of(CommandLine line) {
    CommandLine.require(line.has("log") != line.has("policy"), "give --log, or else --policy");
    return new TrustOptions(line.text("log"), line.path("policy"));
  }

  TrustPolicy read() {
    return policy.map(PolicyFile::read).orElseGet(() -> {
      String text = key.orElseThrow();
      NoteKey log = MlDsa44.available()
          .map(mlDsa44 -> NoteKey.parse(text, mlDsa44))
          .orElseGet(() -> NoteKey.parse(text));
      List<TrustPolicy.Log> logs = List.of(new TrustPolicy.Log(log, ""));
      return new TrustPolicy(logs, List.of(), List.of(), TrustPolicy.NO_QUORUM);
    });
  }
}
