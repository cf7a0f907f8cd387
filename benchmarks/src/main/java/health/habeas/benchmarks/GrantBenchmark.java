// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Binding;
import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Decision;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.Parties;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Purpose;
import health.habeas.grant.Revocations;
import health.habeas.grant.Selection;
import health.habeas.grant.Stamp;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.record.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A custodian's decision over a chain, from bytes to {@code Allow}; beside it the verifications that it contains: one for
 * each link, and one for the proof of possession; in suite S2 each is of Ed25519 and of ML-DSA-65. And two other kinds of
 * token that hold the same policy, with Ed25519 in either suite.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1) // compiled late: after three it still took twice as long
@Measurement(iterations = 4, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class GrantBenchmark {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Challenge CHALLENGE = new Challenge("custodian-1", new byte[16]);
  private static final byte[] KEYBOX = {1, 2, 3};

  /** How many links the chain has. */
  @Param({"1", "3", "5"})
  public int links;

  /** How the chain is signed; S2 when asked for, so that a run of all stays short. */
  @Param("S1")
  public Suite suite;

  private final List<Signatory.Signed> signatures = new ArrayList<>();
  private final Circumstances at = Circumstances.of(NOW, Revocations.none(NOW));
  private AccessRequest request;
  private Presentation shown;
  private BiscuitPeer biscuit;
  private JwtPeer jwts;

  /** Grants, hands on, and makes the proof of possession. */
  @Setup
  public void present() throws Exception {
    Signatory patient = new Signatory(0, suite, signatures);
    VaultId vault = VaultId.of(patient.key());
    GrantChain chain = chain(patient, vault);
    request =
        new AccessRequest(vault, Action.READ, Selection.of(Category.LABORATORY), Purpose.TREAT);
    Stamp stamp = new Stamp(NOW, new byte[16]);
    byte[] proof = new Possession(chain, request, CHALLENGE, stamp).sign(holder(links));
    shown = new Presentation(chain.withoutKeybox().bytes(), proof);
    biscuit = BiscuitPeer.of(links);
    jwts = new JwtPeer(links);
  }

  /** The decision, by a verifier that has not seen this proof yet. */
  @Benchmark
  public Decision decide() {
    GrantVerifier fresh = GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(1));
    Decision decision = fresh.decide(shown, request, CHALLENGE, at);
    if (!decision.isAllowed()) {
      throw new IllegalStateException("the benchmark measures a refusal: " + decision);
    }
    return decision;
  }

  /** Peer: the same signatures alone, with BouncyCastle. */
  @Benchmark
  public boolean signaturesAlone() {
    boolean all = signatures.size() == links + 1;
    for (Signatory.Signed each : signatures) {
      all &= each.verifies();
    }
    if (!all) {
      throw new IllegalStateException("the benchmark measures a failure");
    }
    return all;
  }

  /** Peer: a biscuit with the same policy, as far as it goes; without possession. */
  @Benchmark
  public long biscuit() throws Exception {
    return biscuit.decide();
  }

  /** Peer: a chain of JWTs with the same policy, as far as it goes, and with possession. */
  @Benchmark
  public boolean jwtChain() throws Exception {
    if (!jwts.decide()) {
      throw new IllegalStateException("the benchmark measures a refusal");
    }
    return true;
  }

  private GrantChain chain(Signatory patient, VaultId vault) {
    GrantTerms terms = GrantTerms.read(Category.LABORATORY, Category.MEDICATIONS)
        .since("2025-01-01")
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(30));
    Parties first = new Parties(vault, patient.key(), holder(1).key());
    Grant root = Grant.root(first, handedOn(terms, links - 1).permission(NOW), binding(1));
    GrantChain chain = GrantChain.issue(
        root, KEYBOX, patient, records(Stream.concat(patient.record(), holder(1).record())));
    for (int link = 2; link <= links; link++) {
      Signatory issuer = holder(link - 1);
      Parties next = new Parties(vault, issuer.key(), holder(link).key());
      GrantTerms narrower = handedOn(GrantTerms.read(Category.LABORATORY), links - link);
      Grant child = chain.narrow(next, narrower.within(chain.last(), NOW), binding(link));
      chain = chain.extend(child, KEYBOX, issuer, records(holder(link).record()));
    }
    return chain;
  }

  private static GrantTerms handedOn(GrantTerms terms, int times) {
    return times == 0 ? terms : terms.delegable(times);
  }

  private static HybridKey[] records(Stream<HybridKey> keys) {
    return keys.toArray(HybridKey[]::new);
  }

  private Signatory holder(int link) {
    return new Signatory(link, suite, signatures);
  }

  private static Binding binding(int link) {
    byte[] preimage = new byte[32];
    preimage[0] = (byte) link;
    return Binding.of(new byte[Binding.NONCE_BYTES], StatusHandle.ofPreimage(preimage), KEYBOX);
  }
}
