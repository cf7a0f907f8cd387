// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignatureRequest;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TrustPolicy;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cosigns the checkpoints of the logs that it knows, each only if it extends the one that it cosigned before: C2SP
 * tlog-witness, apart from HTTP. Thread-safe; logs don't wait for each other.
 */
final class Witness {
  private final Map<String, WitnessedLog> byOrigin;
  private final Map<String, WitnessedLog> byHash = new HashMap<>();

  /**
   * Reads what is remembered of each log.
   *
   * @param cosigners one key or more, each adding a line of its own
   * @param logs the logs of a policy; the rest of it counts for nothing here
   * @param directory the cosigners'
   * @param clock of the cosignatures
   */
  Witness(
      List<Cosigner> cosigners,
      List<TrustPolicy.Log> logs,
      WitnessDirectory directory,
      InstantSource clock) {
    Map<String, List<NoteKey>> keys =
        logs.stream().map(TrustPolicy.Log::key).collect(Collectors.groupingBy(NoteKey::name));
    byOrigin = keys.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(
            Map.Entry::getKey,
            log -> new WitnessedLog(
                log.getValue(), cosigners, directory.record(log.getKey()), clock)));
    byOrigin.forEach((origin, log) -> byHash.put(Checkpoint.originHash(origin), log));
  }

  /** Answers a request to cosign. */
  Verdict add(byte[] body) {
    CosignatureRequest request;
    try {
      request = CosignatureRequest.parse(body);
    } catch (LedgerException.Integrity e) {
      return Verdict.refused(
          HttpURLConnection.HTTP_BAD_REQUEST,
          "the request is not of the form of C2SP tlog-witness");
    }
    WitnessedLog log = byOrigin.get(request.checkpoint().claimed().origin());
    return log == null
        ? Verdict.refused(HttpURLConnection.HTTP_NOT_FOUND, "this witness does not know the log")
        : log.add(request);
  }

  /** The newest checkpoint that it cosigned, by the hash of the log's origin. */
  Optional<SignedCheckpoint> newest(String originHash) {
    return Optional.ofNullable(byHash.get(originHash)).flatMap(WitnessedLog::newest);
  }

  /** How many logs it knows. */
  int logs() {
    return byOrigin.size();
  }

  /** Of how many it turned up that more was cosigned than is remembered. */
  long forgotten() {
    return byOrigin.values().stream().filter(WitnessedLog::hasForgotten).count();
  }
}
