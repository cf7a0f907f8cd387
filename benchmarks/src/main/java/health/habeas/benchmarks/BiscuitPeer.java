// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.time.Duration;
import org.biscuitsec.biscuit.crypto.KeyPair;
import org.biscuitsec.biscuit.crypto.PublicKey;
import org.biscuitsec.biscuit.datalog.RunLimits;
import org.biscuitsec.biscuit.error.Error;
import org.biscuitsec.biscuit.token.Authorizer;
import org.biscuitsec.biscuit.token.Biscuit;
import org.biscuitsec.biscuit.token.builder.Block;

/**
 * The policy of {@link GrantBenchmark} as a biscuit: an authority block, and a block of checks for each further link. It
 * is a bearer token: there are no holders, and no proof of possession is made or checked. Immutable.
 */
final class BiscuitPeer {
  // The default ends a run after 5 ms, which code that is not compiled yet takes.
  private static final RunLimits PATIENT = new RunLimits(1000, 100, Duration.ofSeconds(10));
  private static final String NOW = "2026-03-01T12:00:00Z";
  private static final String EXPIRES = "2026-03-31T12:00:00Z";

  private final PublicKey root;
  private final byte[] token;

  private BiscuitPeer(PublicKey root, byte[] token) {
    this.root = root;
    this.token = token;
  }

  static BiscuitPeer of(int links) throws Error {
    KeyPair patient = new KeyPair();
    Biscuit token = Biscuit.builder(patient)
        .add_authority_fact("right(\"READ\", \"laboratory\")")
        .add_authority_fact("right(\"SEARCH\", \"laboratory\")")
        .add_authority_fact("right(\"READ\", \"medications\")")
        .add_authority_fact("right(\"SEARCH\", \"medications\")")
        .add_authority_check("check if action($a), category($c), right($a, $c)")
        .add_authority_check("check if purpose(\"TREAT\")")
        .add_authority_check("check if time($t), $t < " + EXPIRES)
        .build();
    for (int link = 2; link <= links; link++) {
      token = token.attenuate(new Block()
          .add_check("check if action($a), [\"READ\", \"SEARCH\"].contains($a)")
          .add_check("check if category($c), [\"laboratory\"].contains($c)")
          .add_check("check if purpose(\"TREAT\")")
          .add_check("check if time($t), $t < " + EXPIRES));
    }
    return new BiscuitPeer(patient.public_key(), token.serialize());
  }

  /** Which policy allowed it; a refusal is thrown. */
  long decide() throws Exception {
    Authorizer authorizer = Biscuit.from_bytes(token, root).authorizer();
    return authorizer
        .add_fact("action(\"READ\")")
        .add_fact("category(\"laboratory\")")
        .add_fact("purpose(\"TREAT\")")
        .add_fact("time(" + NOW + ")")
        .allow()
        .authorize(PATIENT);
  }
}
