// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.HabeasException;
import health.habeas.internal.erasure.Manifest;
import health.habeas.key.VerifyKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts questions to one custodian and counts what it makes of its answers. Not thread-safe: one per audit. */
final class Interview {
  private final VaultCard card;
  private final String custodian;
  private final Function<AuditQuestion, byte[]> asking;
  private final List<FaultProof> faults = new ArrayList<>();
  private final List<Shortfall> shortfalls = new ArrayList<>();
  private @Nullable VerifyKey key;
  private int asked;
  private int sound;
  private int notHeld;
  private int unanswered;

  /**
   * @param known the only key that the custodian's answers may be signed with; null for that of its first one
   * @param asking brings the custodian's answer; what it throws is none
   */
  Interview(
      VaultCard card,
      String custodian,
      @Nullable VerifyKey known,
      Function<AuditQuestion, byte[]> asking) {
    this.card = card;
    this.key = known;
    this.custodian = custodian;
    this.asking = asking;
  }

  void ask(Manifest manifest, AuditQuestion question) {
    asked++;
    Optional<byte[]> answer = answer(question);
    Optional<CustodyStatement> statement =
        answer.flatMap(this::statement).filter(said -> answers(said, question, manifest));
    if (statement.isEmpty()) {
      unanswered++;
    } else if (statement.get().isFalse(manifest)) {
      faults.add(FaultProof.of(card, question.manifest(), answer.orElseThrow()));
    } else if (statement.get().answer() instanceof CustodyStatement.Held) {
      sound++;
    } else {
      notHeld(question, statement.get(), answer.orElseThrow());
    }
  }

  /** It has not got it; if it was not told to delete it, it owes it. */
  private void notHeld(AuditQuestion question, CustodyStatement said, byte[] answer) {
    notHeld++;
    if (said.answer() instanceof CustodyStatement.NotHeld) {
      shortfalls.add(new Shortfall(question.manifest(), question.shard(), answer));
    }
  }

  /** A wrong digest is no answer: only who made the ticket knows that it is wrong. */
  void redeem(Manifest manifest, AuditQuestion question, byte[] expected) {
    asked++;
    Optional<byte[]> answer = answer(question);
    Optional<CustodyStatement> statement =
        answer.flatMap(this::statement).filter(said -> answers(said, question, manifest));
    if (statement.filter(CustodyStatement::lacks).isPresent()) {
      notHeld(question, statement.get(), answer.orElseThrow());
    } else if (statement.isPresent()
        && statement.get().answer() instanceof CustodyStatement.Digest digest
        && startsWith(digest.value(), expected)) {
      sound++;
    } else {
      unanswered++;
    }
  }

  private static boolean startsWith(byte[] digest, byte[] expected) {
    return expected.length > 0 && Arrays.equals(expected, Arrays.copyOf(digest, expected.length));
  }

  /** Whatever a custodian does or throws, the audit goes on. */
  private Optional<byte[]> answer(AuditQuestion question) {
    try {
      return Optional.of(asking.apply(question));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Optional<CustodyStatement> statement(byte[] answer) {
    try {
      return Optional.of(CustodyStatement.parse(answer));
    } catch (HabeasException e) {
      return Optional.empty();
    }
  }

  /**
   * One that signs under another name, or with a fresh key each time, has said nothing that could be held against it.
   */
  private boolean answers(CustodyStatement said, AuditQuestion question, Manifest manifest) {
    if (!said.answers(question, manifest) || !said.custodian().equals(custodian)) {
      return false;
    }
    if (key == null) {
      key = said.key();
    }
    return said.key().equals(key);
  }

  CustodianAudit result() {
    return new CustodianAudit(
        custodian, Optional.ofNullable(key), asked, sound, notHeld, unanswered, faults, shortfalls);
  }
}
