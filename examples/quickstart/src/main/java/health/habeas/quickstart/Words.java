// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Category.MEDICATIONS;

import health.habeas.DepositReport;
import health.habeas.Disclosure;
import health.habeas.InboxReport;
import health.habeas.MoveReport;
import health.habeas.PutReport;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.error.ErrorCode;
import health.habeas.fhir.FhirReport;
import health.habeas.grant.Decision;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantText;
import health.habeas.grant.Language;
import health.habeas.key.Grantee;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.shard.Custodian;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says in plain words what came of each step of the story, and checks it. Not thread-safe. */
final class Words {
  private final Story story;

  Words(Story story) {
    this.story = story;
  }

  void taken(FhirReport report, ReadResult all) {
    story.say("%d records taken, %d refused; by kind: %s"
        .formatted(report.taken(), report.refused(), byKind(all)));
  }

  void spread(StripeLayout layout, Path nodes, List<Custodian> custodians) throws IOException {
    story.say("Each was sealed with a key of its own and cut into %d pieces; any %d bring it back."
        .formatted(layout.total(), layout.data()));
    for (Custodian custodian : custodians) {
      List<Path> pieces = Disk.shards(nodes.resolve(custodian.name()));
      story.say("%s keeps %d pieces, %d kB, and can read none of them"
          .formatted(custodian.name(), pieces.size(), Disk.sizeBytes(pieces) / 1024));
    }
  }

  void stored(FhirReport report, PutReport put) {
    story.holds(report.complete() && put.added() == report.taken(), "nothing was dropped");
    story.holds(put.receipt().holds(), "the ledger proves it: " + put.receipt());
  }

  void deposited(DepositReport deposit, ReadResult readBack) {
    story.holds(
        deposit.refusal().isEmpty(),
        "signed by her, sealed to Alice, in " + deposit.custodians() + " inboxes");
    story.holds(readBack.refusal().isPresent(), "reading is refused to her");
  }

  void filed(InboxReport filed) {
    story.holds(filed.equals(new InboxReport(1, 0)), "Alice's agent checked and filed it");
  }

  void signed(GrantChain chain, Grantee holder) {
    story.say("What she signs, word for word from the signed bytes:");
    story.say(GrantText.render(
        chain.last().signedBytes(), Map.of(holder.key(), holder.name()), Language.ENGLISH));
    story.holds(
        GrantChain.parse(chain.text()).equals(chain),
        "it travels as a text of " + chain.text().length() + " characters");
  }

  void seen(ReadResult seen, ReadResult all) {
    story.say("It sees %d of %d records: %s"
        .formatted(seen.records().size(), all.records().size(), byKind(seen)));
    Set<HealthRecord> shared = all.stream().filter(Words::isShared).collect(Collectors.toSet());
    story.holds(
        seen.isComplete() && Set.copyOf(seen.records()).equals(shared),
        "these are exactly the records of those kinds since 2022, byte for byte");
    long sensitive = all.stream().filter(health -> !isNormal(health)).count();
    story.holds(
        sensitive > 0 && seen.stream().allMatch(Words::isNormal),
        "%d sensitive records stay hidden, the psychiatric note among them".formatted(sensitive));
  }

  void outOfScope(ReadResult refused) {
    Decision.Deny deny = refused.refusal().orElseThrow();
    story.holds(deny.code() == ErrorCode.SCOPE, "procedures are refused: " + deny);
  }

  void seenInSpiteOf(String liar, ReadResult seen, ObjectStatus pieces) {
    story.holds(
        seen.isComplete() && !seen.records().isEmpty(),
        "the clinic still reads all %d records".formatted(seen.records().size()));
    Set<String> altered = pieces.pieces().stream()
        .filter(piece -> piece.state() == ObjectStatus.State.ALTERED)
        .map(ObjectStatus.Piece::custodian)
        .collect(Collectors.toSet());
    story.holds(
        altered.equals(Set.of(liar)) && altered.containsAll(seen.lyingCustodians()),
        "the liar is named, without opening anything: " + String.join(", ", altered));
  }

  void sameRecords(ReadResult before, ReadResult after, String where) {
    story.holds(
        Set.copyOf(after.records()).equals(Set.copyOf(before.records())),
        "all %d records %s".formatted(before.records().size(), where));
  }

  void revoked(Revocation revocation, ReadResult after) {
    story.say("State %s: %d of %d custodians deny it, %d compartments have new keys"
        .formatted(
            revocation.state(),
            revocation.fencedCustodians(),
            revocation.custodians(),
            revocation.rotatedCompartments()));
    story.holds(
        after.records().isEmpty() && isRevoked(after),
        "the clinic is told: " + after.refusal().map(Object::toString).orElse("nothing"));
    story.holds(
        revocation.receipt().holds(), "the ledger proves the revocation: " + revocation.receipt());
  }

  void disclosed(List<Disclosure> disclosures) {
    story.say(DisclosureTable.of(disclosures));
    story.holds(
        disclosures.size() == 3,
        "every access is listed, and none is missing: the next number is not in the log");
    story.holds(
        allProven(disclosures), "each line's proof was checked against the log's signed head");
  }

  void exported(MoveReport moved, long sizeBytes) {
    story.say("One file of %d kB: %d records, %d grants, %d disclosures with their proofs"
        .formatted(sizeBytes / 1024, moved.records(), moved.grants(), moved.disclosures()));
  }

  void sameDecisions(ReadResult allowed, ReadResult refused) {
    story.holds(
        !allowed.records().isEmpty(), "the living grant opens them there with the same token");
    story.holds(isRevoked(refused), "the ended grant is still refused there");
  }

  void proofsCameAlong(List<Disclosure> disclosures) {
    story.holds(allProven(disclosures), "the old ledger's proofs came along and still hold");
  }

  private static boolean allProven(List<Disclosure> disclosures) {
    return disclosures.stream().allMatch(disclosure -> disclosure.receipt().holds());
  }

  private static boolean isRevoked(ReadResult result) {
    return result
        .refusal()
        .filter(deny -> deny.code() == ErrorCode.GRANT_REVOKED)
        .isPresent();
  }

  private static boolean isNormal(HealthRecord health) {
    return health.labels().equals(Set.of(Label.NORMAL));
  }

  /** What the clinic's grant promises, told from the records themselves. */
  private static boolean isShared(HealthRecord health) {
    return isNormal(health)
        && !health.day().isBefore(LocalDate.of(2022, 1, 1))
        && health.categories().stream()
            .anyMatch(Set.of(LABORATORY, MEDICATIONS, DOCUMENTS)::contains);
  }

  private static Map<String, Long> byKind(ReadResult result) {
    return result.stream()
        .flatMap(health -> health.categories().stream())
        .collect(Collectors.groupingBy(
            category -> category.registryName(), TreeMap::new, Collectors.counting()));
  }
}
