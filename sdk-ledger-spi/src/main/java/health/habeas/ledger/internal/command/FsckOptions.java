// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.MlDsa44;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TrustPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to check, and whom to believe. Immutable.
 *
 * @param place a directory, a file, or an address
 * @param policy whose log it is, and who must have cosigned its head
 * @param seen a head of the log that is kept elsewhere
 * @param ends the last heads of the logs that this one continues, the earliest first
 * @param entry the entry that a receipt or proof is about, where it does not hold it
 * @param minimum entries below it may be pruned
 */
record FsckOptions(
    String place,
    TrustPolicy policy,
    Optional<SignedCheckpoint> seen,
    List<LogEnd> ends,
    Optional<byte[]> entry,
    long minimum) {
  static final String USAGE = """
      usage: Fsck PLACE --log=KEY | --policy=FILE
                  [--seen=FILE] [--end=FILE[,FILE…]] [--entry=FILE] [--minimum-index=N]
        PLACE              a ledger's directory, a directory of tiles, or an exported file: a proof,
                           a checkpoint, a fork proof, a COSE receipt
        --log=KEY          the log's verifier key, or
        --policy=FILE      a C2SP policy: the log, and the quorum that must have cosigned its head
        --seen=FILE        a head of the log that is kept elsewhere, which this one must extend
        --end=FILE         the last head of a log that this one continues; of several, the earliest
                           first, separated by commas
        --entry=FILE       the entry's bytes, for a proof or receipt without them
        --minimum-index=N  entries below may be pruned
      ends with 0 if all is sound, 1 if something is wrong, 2 if it can't be checked
      """;

  private static final int MOST_BYTES = 1 << 20;
  private static final Set<String> VALUED =
      Set.of("log", "policy", "seen", "end", "entry", "minimum-index");

  /** Reads a command line; what is wrong with it raises {@link IllegalArgumentException}. */
  static FsckOptions parse(List<String> arguments) throws IOException {
    Map<String, String> given = new HashMap<>();
    List<String> places = new ArrayList<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (!argument.startsWith("--")) {
        places.add(argument);
      } else if (parts.length < 2
          || !VALUED.contains(parts[0].substring(2))
          || given.put(parts[0].substring(2), parts[1]) != null) {
        throw new IllegalArgumentException(
            parts[0] + " is no option, has no value, or is there twice");
      }
    }
    String minimum = given.getOrDefault("minimum-index", "0");
    if (places.size() != 1
        || given.containsKey("log") == given.containsKey("policy")
        || !minimum.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "give one place, --log or else --policy, and numbers as digits");
    }
    return new FsckOptions(
        places.get(0),
        policy(given),
        file(given, "seen").map(SignedCheckpoint::parse),
        ends(given),
        file(given, "entry"),
        Long.parseLong(minimum));
  }

  private static List<LogEnd> ends(Map<String, String> given) throws IOException {
    List<LogEnd> ends = new ArrayList<>();
    for (String file : given.getOrDefault("end", "").split(",", -1)) {
      if (!file.isEmpty()) {
        ends.add(new LogEnd(SignedCheckpoint.parse(read(Path.of(file)))));
      }
    }
    return List.copyOf(ends);
  }

  /** What the logs before recorded, and stated. */
  List<Checkpoint> endedBefore() {
    return ends.stream().map(end -> end.head().claimed()).toList();
  }

  /** The log of an origin, as the policy has it; the first one for an origin that it does not have. */
  TrustPolicy.Log log(String origin) {
    return policy.logs().stream()
        .filter(log -> log.key().name().equals(origin))
        .findFirst()
        .orElse(policy.logs().get(0));
  }

  /** Raises where none of the policy's logs signed a head, whoever cosigned it. */
  void requireSigned(SignedCheckpoint head) {
    new TrustPolicy(policy.logs(), List.of(), List.of(), TrustPolicy.NO_QUORUM).verify(head);
  }

  private static TrustPolicy policy(Map<String, String> given) throws IOException {
    Optional<MlDsa44> mlDsa44 = Algorithms.ML_DSA_44;
    Optional<byte[]> file = file(given, "policy");
    if (file.isPresent()) {
      byte[] bytes = file.get();
      return mlDsa44
          .map(algorithm -> TrustPolicy.parse(bytes, algorithm))
          .orElseGet(() -> TrustPolicy.parse(bytes));
    }
    String text = given.getOrDefault("log", "");
    NoteKey log = mlDsa44
        .map(algorithm -> NoteKey.parse(text, algorithm))
        .orElseGet(() -> NoteKey.parse(text));
    return new TrustPolicy(
        List.of(new TrustPolicy.Log(log, "")), List.of(), List.of(), TrustPolicy.NO_QUORUM);
  }

  private static Optional<byte[]> file(Map<String, String> given, String option)
      throws IOException {
    String path = given.get(option);
    return path == null ? Optional.empty() : Optional.of(read(Path.of(path)));
  }

  /** Looked for once: a platform without it is searched through. */
  static final class Algorithms {
    static final Optional<MlDsa44> ML_DSA_44 = MlDsa44.available();

    private Algorithms() {}
  }

  /** A small file; a longer one is cut, and so refused by whoever parses it. */
  static byte[] read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return bytes.readNBytes(MOST_BYTES);
    }
  }
}
