// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** What a policy has defined so far: each name once, each key once, each member before and in one group only. */
final class PolicyNames {
  private final Set<String> logKeys = new HashSet<>();
  private final Set<String> witnessKeys = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> members = new HashSet<>();

  void log(NoteKey key) {
    if (!logKeys.add(Base64.getEncoder().encodeToString(key.publicKey()))) {
      throw TrustPolicy.malformed("a policy lists the public key of " + key.name() + " twice");
    }
  }

  void witness(TrustPolicy.Witness witness) {
    define(witness.name());
    if (!witnessKeys.add(Base64.getEncoder().encodeToString(witness.key().publicKey()))) {
      // one witness under two names would count twice
      throw TrustPolicy.malformed(
          "the public key of the witness " + witness.name() + " is there twice");
    }
  }

  void group(TrustPolicy.Group group) {
    for (String member : group.members()) {
      if (!names.contains(member)) {
        throw TrustPolicy.malformed(
            "the group " + group.name() + " has a member that is not defined before it: " + member);
      }
      if (!members.add(member)) {
        throw TrustPolicy.malformed(member + " is a member twice");
      }
    }
    define(group.name());
  }

  void quorum(String name) {
    if (!name.equals(TrustPolicy.NO_QUORUM) && !names.contains(name)) {
      throw TrustPolicy.malformed(
          "the quorum is not a witness or group defined before it: " + name);
    }
  }

  private void define(String name) {
    if (!isItem(name) || name.equals(TrustPolicy.NO_QUORUM)) {
      throw TrustPolicy.malformed("a name is empty, has a space, or is \"none\"");
    }
    if (!names.add(name)) {
      throw TrustPolicy.malformed("the name " + name + " is defined twice");
    }
  }

  static void checkUrl(String url) {
    if (!url.isEmpty() && (!isItem(url) || url.startsWith("#"))) {
      throw TrustPolicy.malformed(
          "an address has a space or begins with #; a comment stands on a line of its own");
    }
  }

  // ASCII controls and spaces end an item; whatever is not ASCII belongs to it
  private static boolean isItem(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > 0x20 && c != 0x7f)
        && Utf8Text.isEncodable(text);
  }
}
