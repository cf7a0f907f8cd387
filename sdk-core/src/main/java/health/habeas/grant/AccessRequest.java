// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborWriter;

/**
 * What somebody wants to do: with which records of which vault, and why. Immutable.
 *
 * @param vault whose records
 * @param action what is to be done
 * @param selector with which records
 * @param purpose why
 */
public record AccessRequest(
    VaultId vault, Action action, RecordSelector selector, Purpose purpose) {

  /** What a proof of possession names: a digest of vault and selector. */
  byte[] selectorDigest() {
    CborWriter out = new CborWriter().array(2).bytes(vault.bytes());
    if (selector instanceof RecordFacts facts) {
      write(out, facts);
    } else if (selector instanceof Selection selection) {
      write(out, selection);
    }
    return Sha256.of(Domain.SELECTOR, out.toBytes());
  }

  private static void write(CborWriter out, RecordFacts facts) {
    out.array(6).text(facts.id().value()).text(facts.type());
    out.text(facts.day().toString());
    Items.CATEGORY.write(out, facts.categories());
    Items.LABEL.write(out, facts.labels());
    out.bytes(facts.source().publicKey());
  }

  private static void write(CborWriter out, Selection selection) {
    out.array(3);
    Items.TEXT.writeField(out, selection.types());
    Items.CATEGORY.writeField(out, selection.categories());
    AtomCodec.writeDays(out, selection.days());
  }

  /** Action and purpose alone: the rest may be health data. */
  @Override
  public String toString() {
    return "AccessRequest[" + action + " for " + purpose + "]";
  }
}
