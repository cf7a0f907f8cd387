// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ReadResult;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.grant.GrantChain;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Custodians that let a holder in and refuse later: never a short answer that looks whole (L58). */
class PartialReadTest {
  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void whatWasReadBeforeTheRefusalIsGivenAndTheRestIsCounted_L58() {
    home.vault.put(List.of(labs("a", 3).get(0), labs("a", 3).get(1), document("d")));
    GrantChain chain = home.grant(home.clinic);
    // Two shards rebuild the first object; the grant ends while the second of them is let go.
    revokeAtRead(2, "/shard/", chain);
    ReadResult result = home.read(chain, home.clinic);
    assertThat(result.records()).isNotEmpty();
    assertThat(result.records().size() + result.unopened()).isEqualTo(3);
    assertThat(result.unopened()).isPositive();
    assertStopped(result);
  }

  @Test
  void aRefusalBeforeAnythingWasFoundIsSaidToo_L58() {
    home.vault.put(List.of(document("d")));
    GrantChain chain = home.grant(home.clinic);
    // Nothing is among the laboratory results; the grant ends there, before the documents are
    // looked for, so that nothing is known to be missing.
    revokeAtRead(1, "/page/", chain);
    ReadResult result = home.read(chain, home.clinic);
    assertThat(result.records()).isEmpty();
    assertThat(result.unopened()).isZero();
    assertStopped(result);
  }

  /** Whoever reads such a thing meanwhile, since this one is late, gets it when the grant ended. */
  private void revokeAtRead(int number, String kind, GrantChain chain) {
    AtomicInteger reads = new AtomicInteger();
    CompletableFuture<Void> revoked = new CompletableFuture<>();
    home.watch = new Watch() {
      @Override
      public void reads(String name) {
        if (!name.contains(kind)) {
          return;
        }
        int read = reads.incrementAndGet();
        if (read == number) {
          try {
            home.vault.revoke(chain.id());
          } finally {
            revoked.complete(null);
          }
        } else if (read > number) {
          revoked.join();
        }
      }
    };
  }

  private static void assertStopped(ReadResult result) {
    assertThat(result.isComplete()).isFalse();
    assertThat(result.refusal())
        .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.GRANT_REVOKED));
    assertThat(result.receipt()).isPresent();
  }
}
