// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.internal.crypto.Secret;
import health.habeas.ledger.InclusionBundle;
import java.util.List;
import java.util.Optional;

/**
 * How a holder ends its own grant, or what it handed on: it has the preimage of its own, and every one below derives from it.
 * It publishes; new keys are the patient's to make, and {@link RevokePath#takeRenounced} does so for root grants.
 */
public final class RenouncePath {
  private RenouncePath() {}

  /**
   * What is public now.
   *
   * @param fenced custodians that deny it
   * @param receipt its place in the ledger, proven
   */
  public record Published(int fenced, InclusionBundle receipt) {}

  static Published renounce(HolderSession holder) {
    return publish(holder, holder.keybox().statusPreimage());
  }

  static Published revoke(HolderSession holder, GrantChain below) {
    List<Grant> own = holder.chain().grants();
    List<Grant> all = below.grants();
    if (all.size() <= own.size() || !all.subList(0, own.size()).equals(own)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_UNKNOWN,
          "grant " + below.id() + " is not below " + holder.chain().id());
    }
    List<Grant> handedOn = all.subList(own.size(), all.size());
    try (Secret preimage = GrantPath.statusPreimage(holder.keybox().statusPreimage(), handedOn)) {
      if (!RevocationEntry.ends(below.last().binding().status(), preimage)) {
        throw new InvalidInputException(
            ErrorCode.REVOCATION_INVALID,
            "grant " + below.id() + " has a status handle of its issuer's own making");
      }
      return publish(holder, preimage);
    }
  }

  private static Published publish(HolderSession holder, Secret preimage) {
    InclusionBundle receipt = RevocationEntry.publish(holder.ledger(), preimage);
    int fenced = holder
        .requests()
        .ask(
            Inquiry.ofAll(holder.custodians().size()),
            c -> Optional.of(holder.custodians().get(c).followLedger()),
            (c, followed) -> followed > receipt.position()
                ? new Requests.Good<>(followed)
                : new Requests.Useless<>())
        .good()
        .size();
    return new Published(fenced, receipt);
  }
}
