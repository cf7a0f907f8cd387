// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The text of a fork proof: a head of lines, then the two signed checkpoints, verbatim, each after an empty line. */
final class ForkText {
  private static final String HEADER = "habeas.health/fork-proof@v1";
  private static final String KEY = "key ";
  private static final String WITHIN = "within ";
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_PATH = 65;

  private ForkText() {}

  static ForkProof parse(String text, Function<String, NoteKey> keys) {
    // A checkpoint's text has no empty line, so the file has five parts.
    String[] parts = text.split("\n\n", -1);
    ForkProof.check(
        text.length() <= MAX_CHARS && parts.length == 5,
        "it has not a head of lines and two signed checkpoints");
    SignedCheckpoint smaller = SignedCheckpoint.parse(parts[1] + "\n\n" + parts[2] + '\n');
    SignedCheckpoint larger = SignedCheckpoint.parse(parts[3] + "\n\n" + parts[4]);
    List<String> head = new ArrayList<>(List.of(parts[0].split("\n", -1)));
    ForkProof.check(next(head, HEADER).isEmpty(), "it is of an unknown version");
    NoteKey key = keys.apply(next(head, KEY));
    TreeHash within = TreeHash.parse(next(head, WITHIN));
    ForkProof.check(head.size() <= MAX_PATH, "its path is too long");
    List<TreeHash> path = head.stream().map(TreeHash::parse).toList();
    ConsistencyProof consistency =
        new ConsistencyProof(smaller.claimed().size(), larger.claimed().size(), path);
    return new ForkProof(key, smaller, larger, within, consistency);
  }

  private static String next(List<String> lines, String prefix) {
    ForkProof.check(
        !lines.isEmpty() && lines.get(0).startsWith(prefix), "a line of its head is missing");
    return lines.remove(0).substring(prefix.length());
  }

  static String text(ForkProof proof) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    text.append(KEY).append(proof.key()).append('\n');
    text.append(WITHIN).append(proof.rootWithin()).append('\n');
    proof.consistency().path().forEach(hash -> text.append(hash).append('\n'));
    return text.append('\n')
        .append(proof.smaller())
        .append('\n')
        .append(proof.larger())
        .toString();
  }

  static String explain(ForkProof proof) {
    Checkpoint small = proof.smaller().claimed();
    Checkpoint large = proof.larger().claimed();
    StringBuilder words = new StringBuilder();
    words.append("The log ").append(small.origin()).append(" contradicts itself.\n\n");
    words.append("Both statements below bear a valid signature of the key\n  ");
    words.append(proof.key()).append("\nMake sure that this is the log's key.\n\n");
    words.append("1. ").append(statement(small));
    words.append("2. ").append(statement(large)).append('\n');
    words.append(small.size() == large.size() ? sameSize(small) : rewritten(proof, small, large));
    words.append("An honest log never signs two such statements, whatever fails: either it was\n");
    words.append(
        "altered after it signed, or it showed different histories to different people,\n");
    words.append(
        "or somebody else holds its key. Each head's witness lines, if any, tell who saw\n");
    words.append("which.\n");
    return printable(words.toString());
  }

  // A log chooses its name, and a terminal obeys control characters, or turns the text around.
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .map(c -> c != '\n' && isCommand(c) ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isCommand(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  private static String statement(Checkpoint head) {
    return "\"My first " + head.size() + " entries have the fingerprint\n   " + head.root()
        + ".\"\n";
  }

  private static String sameSize(Checkpoint head) {
    return "These are two fingerprints of the same " + head.size()
        + " entries, so at least one entry differs.\n";
  }

  private static String rewritten(ForkProof proof, Checkpoint small, Checkpoint large) {
    return "But the " + large.size() + " entries of the second begin with " + small.size()
        + " entries of another\nfingerprint,\n   " + proof.rootWithin() + ",\nwhich "
        + proof.consistency().path().size()
        + " hashes in the file prove. So at least one of the entries that the first\n"
        + "statement covers was altered, left out or put in before the second was signed.\n";
  }
}
