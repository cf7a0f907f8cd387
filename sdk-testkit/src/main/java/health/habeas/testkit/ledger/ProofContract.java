// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.atOnce;
import static health.habeas.testkit.ledger.Samples.entries;
import static health.habeas.testkit.ledger.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.LogFollower;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.TrustedHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads and proofs cover what was acknowledged. */
interface ProofContract extends LedgerUnderTest {
  /** Every entry is proven at the head, every head extends every earlier one, and the entries make the head's root. */
  @Test
  default void everyEntryIsProvenAndEveryHeadExtendsTheLast() {
    TrustedHead trusted = TrustedHead.first(ledger().verifier());
    List<StoredEntry> followed = Collections.synchronizedList(new ArrayList<>());
    LogFollower follower = new LogFollower(ledger().verifier(), followed::add);
    for (int i = 0; i < 33; i++) {
      long position = ledger().append(entry(i)).orThrow().position();
      assertThat(trusted.advance(ledger()).size()).isEqualTo(i + 1);
      InclusionBundle bundle = InclusionBundle.parse(ledger().prove(position).bytes());
      assertThat(ledger().verifier().verify(bundle).size()).isEqualTo(i + 1);
      assertThat(bundle.entry()).isEqualTo(entry(i));
    }
    assertThat(follower.follow(ledger())).isEqualTo(trusted.checkpoint());
    assertThat(followed).extracting(StoredEntry::entry).isEqualTo(entries(0, 33));
    reopen();
    assertThat(trusted.advance(ledger())).isEqualTo(ledger().head().claimed());
    assertThat(trusted.checkpoint().size()).isEqualTo(33);
  }

  /** A head covers everything that was acknowledged before it was asked for. */
  @Test
  default void aHeadCoversWhatWasAcknowledgedBefore() throws Exception {
    atOnce(4, thread -> {
      for (int i = 0; i < 25; i++) {
        long position = ledger().append(entry(thread * 1000 + i)).orThrow().position();
        assertThat(ledger().head().claimed().size()).isGreaterThan(position);
      }
      return true;
    });
    assertThat(ledger().head().claimed().size()).isEqualTo(100);
  }
}
