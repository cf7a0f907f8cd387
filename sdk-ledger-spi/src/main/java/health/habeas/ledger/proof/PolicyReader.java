// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one policy file, line by line, and names the line that is wrong. Not thread-safe: one per file. */
final class PolicyReader {
  private static final int MAX_BYTES = 1 << 20;

  private final Function<String, NoteKey> keys;
  private final PolicyNames defined = new PolicyNames();
  private final List<TrustPolicy.Log> logs = new ArrayList<>();
  private final List<TrustPolicy.Witness> witnesses = new ArrayList<>();
  private final List<TrustPolicy.Group> groups = new ArrayList<>();
  private @Nullable String quorum;

  PolicyReader(Function<String, NoteKey> keys) {
    this.keys = keys;
  }

  TrustPolicy read(byte[] file) {
    // One octet is one character here, so that octets beyond ASCII stay what they are.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    if (file.length > MAX_BYTES || !text.endsWith("\n")) {
      throw TrustPolicy.malformed(
          "a policy file has at most 1 MiB, and its last line is ended; this one may be cut");
    }
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      readLine(i + 1, lines[i]);
    }
    if (quorum == null) {
      throw TrustPolicy.malformed("a policy file has a quorum line, if only \"quorum none\"");
    }
    return new TrustPolicy(logs, witnesses, groups, quorum);
  }

  private void readLine(int number, String line) {
    try {
      if (!line.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7f))) {
        throw TrustPolicy.malformed("a control character");
      }
      String items = line.replace('\t', ' ').strip();
      if (!items.isEmpty() && !items.startsWith("#")) {
        read(List.of(utf8(items).split(" +", -1)));
      }
    } catch (LedgerException e) {
      if (e.code() == LedgerErrorCode.ALGORITHM_MISSING) {
        throw e; // nothing is wrong with the line
      }
      throw new LedgerException.Permanent(
          LedgerErrorCode.POLICY_MALFORMED,
          "line " + number + " of the policy is refused: " + cause(e),
          e);
    }
  }

  // the clause of the inner error, between its code and its remedy
  private static String cause(LedgerException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(
        e.code().id().length() + 1, message.lastIndexOf("; " + e.code().remedy()));
  }

  private static String utf8(String octets) {
    return Utf8Text.decode(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void read(List<String> items) {
    switch (items.get(0)) {
      case "log" -> log(items);
      case "witness" -> witness(items);
      case "group" -> group(items);
      case "quorum" -> quorum(items);
      default -> throw TrustPolicy.malformed("no line begins so");
    }
  }

  private void log(List<String> items) {
    check(items.size() == 2 || items.size() == 3, "a log is: log <key> [<url>]");
    TrustPolicy.Log log = new TrustPolicy.Log(keys.apply(items.get(1)), optional(items, 2));
    defined.log(log.key());
    logs.add(log);
  }

  private void witness(List<String> items) {
    check(items.size() == 3 || items.size() == 4, "a witness is: witness <name> <key> [<url>]");
    if (!(keys.apply(items.get(2)) instanceof CosignerKey key)) {
      throw TrustPolicy.malformed(
          "a witness's key is of type 0x04 or 0x06; see CosignerKey.ed25519 for a key of type 0x01");
    }
    TrustPolicy.Witness witness = new TrustPolicy.Witness(items.get(1), key, optional(items, 3));
    defined.witness(witness);
    witnesses.add(witness);
  }

  private void group(List<String> items) {
    check(items.size() >= 4, "a group is: group <name> all|any|<k> <name>...");
    List<String> members = items.subList(3, items.size());
    TrustPolicy.Group group =
        new TrustPolicy.Group(items.get(1), threshold(items.get(2), members.size()), members);
    defined.group(group);
    groups.add(group);
  }

  private static int threshold(String text, int members) {
    return switch (text) {
      case "all" -> members;
      case "any" -> 1;
      // a number beyond an int is beyond the members, too
      default -> (int) Math.min(DecimalText.parse(text), Integer.MAX_VALUE);
    };
  }

  private void quorum(List<String> items) {
    check(items.size() == 2 && quorum == null, "a policy has one line: quorum <name>");
    defined.quorum(items.get(1));
    quorum = items.get(1);
  }

  private static String optional(List<String> items, int index) {
    return items.size() > index ? items.get(index) : "";
  }

  private static void check(boolean form, String what) {
    if (!form) {
      throw TrustPolicy.malformed(what);
    }
  }
}
