// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.http.internal.common.BaseAddress;
import health.habeas.ledger.HeadsSeen;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Witnesses;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TrustPolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.net.ssl.SSLContext;

/**
 * The witnesses of a policy, asked over HTTP to cosign a log's heads: C2SP tlog-witness.
 *
 * <p>Guarantees: what {@link #cosign} returns verifies under the policy; a witness that answers nonsense, or nothing, costs
 * its own line and no other's. All are asked side by side, and it returns with the quorum, or when the deadline is over;
 * where the policy wants no quorum, it waits for all. A witness that cosigned another size than is remembered here names it,
 * and gets the proof from there.
 *
 * <p>A witness can't stop a log by its word alone: that the log was rolled back, or told another story, counts only by a
 * checkpoint that the log's own key signed, which the witness shows and the log does not contain. The same for {@link #heads}, which asks them before a
 * ledger is opened, so that a restored backup signs nothing. Source: docs/spec/witness.md. Thread-safe.
 */
public final class HttpWitnesses implements Witnesses, HeadsSeen {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final TrustPolicy policy;
  private final Map<URI, List<TrustPolicy.Witness>> addresses;
  private final Map<String, Long> cosignedSizes = new ConcurrentHashMap<>();
  private final SSLContext tls;
  private final HttpClient client;
  private final Duration deadline;
  private final Duration interval;

  private HttpWitnesses(TrustPolicy policy, SSLContext tls, Duration deadline, Duration interval) {
    this.policy = policy;
    this.tls = tls;
    this.deadline = deadline;
    this.interval = interval;
    this.addresses = addresses(policy);
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(deadline)
        .sslContext(tls)
        .build();
  }

  /**
   * The witnesses of a policy that have an address; each answers within five seconds, and all are asked again after a minute
   * when nothing is new.
   *
   * @param policy whose quorum the log wants; its logs count for nothing here
   */
  public static HttpWitnesses of(TrustPolicy policy) {
    try {
      return new HttpWitnesses(policy, SSLContext.getDefault(), DEADLINE, INTERVAL);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  // One server may have several keys of a policy; it is asked once.
  private static Map<URI, List<TrustPolicy.Witness>> addresses(TrustPolicy policy) {
    Map<URI, List<TrustPolicy.Witness>> addresses = new LinkedHashMap<>();
    for (TrustPolicy.Witness witness : policy.witnesses()) {
      if (!witness.url().isEmpty()) {
        addresses.computeIfAbsent(address(witness), url -> new ArrayList<>()).add(witness);
      }
    }
    if (addresses.isEmpty()) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.POLICY_MALFORMED, "no witness of the policy has an address");
    }
    return addresses;
  }

  private static URI address(TrustPolicy.Witness witness) {
    try {
      return BaseAddress.of(URI.create(witness.url()));
    } catch (IllegalArgumentException e) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.POLICY_MALFORMED,
          "the witness " + witness.name() + " can't be asked: " + e.getMessage(),
          e);
    }
  }

  /**
   * The same with another deadline.
   *
   * @param other for all answers together
   */
  public HttpWitnesses withDeadline(Duration other) {
    return new HttpWitnesses(policy, tls, other, interval);
  }

  /**
   * The same, asked more or less often when nothing is new. Readers that want a head cosigned lately decide how often.
   *
   * @param other between two times
   */
  public HttpWitnesses withInterval(Duration other) {
    return new HttpWitnesses(policy, tls, deadline, other);
  }

  /**
   * The same with another trust in servers, or with a certificate of one's own.
   *
   * @param other for all witnesses
   */
  public HttpWitnesses withTls(SSLContext other) {
    return new HttpWitnesses(policy, other, deadline, interval);
  }

  /**
   * The newest heads that the witnesses cosigned, of those that show one that the log signed. Raises {@link
   * LedgerException.Retryable} HBS-6310 if fewer than the quorum answer: the others may know more.
   */
  @Override
  public List<SignedCheckpoint> heads(LogVerifier log) {
    List<SignedCheckpoint> heads = new ArrayList<>();
    Set<String> answered = new TreeSet<>();
    List<NewestHead> asked = new ArrayList<>();
    addresses.forEach((url, witnesses) ->
        asked.add(NewestHead.ask(new WitnessCalls(client, url, deadline), witnesses, log)));
    for (NewestHead each : asked) {
      if (each.isAnswered()) {
        each.witnesses().forEach(witness -> answered.add(witness.name()));
        each.head().ifPresent(heads::add);
      }
    }
    if (!policy.isQuorum(answered)) {
      throw new LedgerException.Retryable(
          LedgerErrorCode.QUORUM_MISSING,
          "of the witnesses of " + log.origin() + " only " + answered
              + " say what they saw, which is not the quorum " + policy.quorum());
    }
    return heads;
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public SignedCheckpoint cosign(
      SignedCheckpoint head,
      LogVerifier log,
      LongFunction<ConsistencyProof> proofs,
      Consumer<SignedCheckpoint> shown) {
    log.verify(head);
    Gathering gathering = new Gathering(policy, head, log, addresses.size());
    addresses.forEach((url, witnesses) -> {
      WitnessCalls calls = new WitnessCalls(client, url, deadline);
      String place = url + "\n" + log.origin();
      new WitnessExchange(
              calls, witnesses, gathering, proofs, shown, size -> cosignedSizes.put(place, size))
          .begin(Math.min(cosignedSizes.getOrDefault(place, 0L), head.claimed().size()));
    });
    return gathering.await(deadline);
  }
}
