// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which logs are believed, and which witnesses must have seen the same head: a C2SP tlog-policy file.
 *
 * <p>Guarantee: {@link #verify} returns only what one of the logs signed and the quorum cosigned; everything else raises
 * {@link LedgerException.Integrity}. Pure: no clock, no network. Not checked here: how old a head is, which the
 * caller judges by {@link #quorumTime}; that the head extends an earlier one. Immutable.
 *
 * @param logs at most 256, no two with the same public key; each key is named like its log's origin
 * @param witnesses at most 256, no two with the same public key or name
 * @param groups at most 256, each of witnesses and of groups before it; a name is a member at most once
 * @param quorum the name of a witness or group, or {@link #NO_QUORUM}
 */
public record TrustPolicy(
    List<Log> logs, List<Witness> witnesses, List<Group> groups, String quorum) {
  /** The quorum of a policy that wants no cosignature. */
  public static final String NO_QUORUM = "none";

  private static final int MAX_LINES = 256;

  /** Checks that names and keys are there once, and before they are used. */
  public TrustPolicy {
    logs = List.copyOf(logs);
    witnesses = List.copyOf(witnesses);
    groups = List.copyOf(groups);
    if (Math.max(logs.size(), Math.max(witnesses.size(), groups.size())) > MAX_LINES) {
      throw malformed("a policy has at most " + MAX_LINES + " logs, witnesses or groups");
    }
    PolicyNames names = new PolicyNames();
    logs.forEach(log -> names.log(log.key()));
    witnesses.forEach(names::witness);
    groups.forEach(names::group);
    names.quorum(quorum);
  }

  /**
   * Reads a policy file whose keys are all of Ed25519.
   *
   * @param file at most 1 MiB; names and addresses in UTF-8, comments in anything
   */
  public static TrustPolicy parse(byte[] file) {
    return new PolicyReader(NoteKey::parse).read(file);
  }

  /**
   * Reads a policy file.
   *
   * @param file at most 1 MiB; names and addresses in UTF-8, comments in anything
   * @param mlDsa44 who computes ML-DSA-44
   */
  public static TrustPolicy parse(byte[] file, MlDsa44 mlDsa44) {
    return new PolicyReader(key -> NoteKey.parse(key, mlDsa44)).read(file);
  }

  /**
   * The checkpoint, if one of the policy's logs signed it and its quorum cosigned it.
   *
   * @param head from anywhere
   */
  public WitnessedCheckpoint verify(SignedCheckpoint head) {
    if (logs.isEmpty()) {
      throw untrusted("the policy lists no log");
    }
    return verify(head, logs.stream().map(Log::key).toList());
  }

  /**
   * The same for one log that is known from elsewhere, whatever logs the policy lists.
   *
   * @param head from anywhere
   * @param log the log's key, named like its origin
   */
  public WitnessedCheckpoint verify(SignedCheckpoint head, NoteKey log) {
    return verify(head, List.of(log));
  }

  /**
   * The checkpoint under which a leaf is proven to be recorded at the proof's index, if a log of the policy signed it
   * and its quorum cosigned it.
   *
   * @param proof from anywhere
   * @param leaf the leaf's hash, computed by the caller from what it knows, {@link TreeHash#leaf}
   */
  public WitnessedCheckpoint verify(TlogProof proof, TreeHash leaf) {
    WitnessedCheckpoint head = verify(proof.checkpoint());
    if (!proof.inclusion().proves(leaf, head.checkpoint().root())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.PROOF_INVALID,
          "an inclusion proof does not lead to the root of its checkpoint");
    }
    return head;
  }

  /**
   * The same, or empty where the log signed the checkpoint and too few witnesses cosigned it.
   *
   * @param head from anywhere
   * @param log the log's key, named like its origin
   */
  public Optional<WitnessedCheckpoint> witnessed(SignedCheckpoint head, NoteKey log) {
    return Optional.of(cosigned(head, List.of(log))).filter(this::isWitnessed);
  }

  /**
   * The newest moment by which a quorum had cosigned, by its members' clocks: no dishonest minority can make a head look newer
   * than that. {@link Instant#MIN} without a quorum, {@link Instant#MAX} where the policy wants none.
   *
   * @param head as this policy verified it
   */
  public Instant quorumTime(WitnessedCheckpoint head) {
    if (quorum.equals(NO_QUORUM)) {
      return Instant.MAX;
    }
    List<Instant> times =
        head.cosigned().values().stream().sorted(Comparator.reverseOrder()).toList();
    return times.stream()
        .filter(time -> isQuorum(since(time, head.cosigned())))
        .findFirst()
        .orElse(Instant.MIN);
  }

  private static Set<String> since(Instant time, Map<String, Instant> cosigned) {
    Set<String> names = new HashSet<>(cosigned.keySet());
    names.removeIf(name -> time.isAfter(cosigned.get(name)));
    return names;
  }

  private boolean isWitnessed(WitnessedCheckpoint head) {
    return isQuorum(head.cosigned().keySet());
  }

  private WitnessedCheckpoint verify(SignedCheckpoint signed, List<NoteKey> keys) {
    WitnessedCheckpoint head = cosigned(signed, keys);
    if (!isWitnessed(head)) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.QUORUM_MISSING,
          "a checkpoint of " + head.checkpoint().origin() + " is cosigned by "
              + head.cosigned().keySet() + ", which is not the quorum " + quorum);
    }
    return head;
  }

  private WitnessedCheckpoint cosigned(SignedCheckpoint head, List<NoteKey> keys) {
    Checkpoint claimed = head.claimed();
    List<NoteKey> present = keys.stream()
        .filter(key -> key.name().equals(claimed.origin()))
        .filter(key -> head.note().signature(key.name(), key.keyId()).isPresent())
        .toList();
    if (present.isEmpty() || !present.stream().allMatch(key -> key.signed(head.note()))) {
      throw untrusted("a checkpoint is not signed by a log that the policy lists");
    }
    if (claimed.size() == 0 && !claimed.root().equals(TreeHash.empty())) {
      throw untrusted("an empty tree has another root than the checkpoint states");
    }
    Map<String, Instant> cosigned = new LinkedHashMap<>();
    witnesses.forEach(witness ->
        witness.key().cosigned(head).ifPresent(time -> cosigned.put(witness.name(), time)));
    return new WitnessedCheckpoint(claimed, cosigned);
  }

  /**
   * Whether these witnesses are enough.
   *
   * @param cosigners names of witnesses; names that the policy does not know count for nothing
   */
  public boolean isQuorum(Set<String> cosigners) {
    Set<String> witnessed = new HashSet<>();
    witnesses.stream().map(Witness::name).filter(cosigners::contains).forEach(witnessed::add);
    for (Group group : groups) { // a group's members stand before it
      if (group.members().stream().filter(witnessed::contains).count() >= group.threshold()) {
        witnessed.add(group.name());
      }
    }
    return quorum.equals(NO_QUORUM) || witnessed.contains(quorum);
  }

  /** The policy file: logs, witnesses, groups, quorum, without comments. */
  @Override
  public String toString() {
    StringBuilder file = new StringBuilder();
    logs.forEach(log -> file.append("log ").append(log).append('\n'));
    witnesses.forEach(witness -> file.append("witness ").append(witness).append('\n'));
    groups.forEach(group -> file.append("group ").append(group).append('\n'));
    return file.append("quorum ").append(quorum).append('\n').toString();
  }

  static LedgerException malformed(String what) {
    return new LedgerException.Permanent(LedgerErrorCode.POLICY_MALFORMED, what);
  }

  private static LedgerException untrusted(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.CHECKPOINT_UNTRUSTED, what);
  }

  /**
   * A log that is believed. Immutable.
   *
   * @param key named like the log's origin
   * @param url where the log is reached, or empty; its meaning is the application's
   */
  public record Log(NoteKey key, String url) {
    /** Checks the address. */
    public Log {
      PolicyNames.checkUrl(url);
    }

    /** The line of the file, without its keyword. */
    @Override
    public String toString() {
      return url.isEmpty() ? key.toString() : key + " " + url;
    }
  }

  /**
   * A witness that may cosign. Immutable.
   *
   * @param name by which groups and the quorum call it; of no meaning elsewhere
   * @param key the witness's key
   * @param url where the witness is reached, or empty; its meaning is the application's
   */
  public record Witness(String name, CosignerKey key, String url) {
    /** Checks the address. */
    public Witness {
      PolicyNames.checkUrl(url);
    }

    /** The line of the file, without its keyword. */
    @Override
    public String toString() {
      return name + " " + key + (url.isEmpty() ? "" : " " + url);
    }
  }

  /**
   * Members of which a number must have witnessed a checkpoint. Immutable.
   *
   * @param name by which groups and the quorum call it
   * @param threshold at least 1, at most the number of members
   * @param members names of witnesses and of earlier groups
   */
  public record Group(String name, int threshold, List<String> members) {
    /** Checks the threshold. */
    public Group {
      members = List.copyOf(members);
      if (threshold < 1 || threshold > members.size()) {
        throw malformed("a group's threshold is at least 1 and at most the number of its members");
      }
    }

    /** The line of the file, without its keyword. */
    @Override
    public String toString() {
      String some = threshold == 1 ? "any" : Integer.toString(threshold);
      String want = threshold == members.size() ? "all" : some;
      return name + ' ' + want + ' ' + String.join(" ", members);
    }
  }
}
