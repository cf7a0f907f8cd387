// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.Keepers.labs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.shard.StripeLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a put left that was cut off. */
class OrphansTest {
  private final Keepers home = new Keepers(StripeLayout.of(2, 3));

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void areCollectedAtTheNextOpening() {
    home.vault.put(labs("a", 5));
    List<String> before = home.items(0);
    cutOffBeforeItsCommit();
    assertThat(home.names(0, "shard")).hasSize(2);
    assertThat(home.names(0, "manifest")).hasSize(2);
    home.reopen();
    assertThat(home.items(0)).containsAll(before);
    assertThat(home.names(0, "shard")).hasSize(1);
    assertThat(home.names(0, "manifest")).hasSize(1);
    assertThat(home.names(0, "page")).hasSize(1);
    assertThat(home.vault.records().records()).hasSize(5);
    int entries = home.names(0, "journal").size();
    home.reopen();
    assertThat(home.names(0, "journal")).as("nothing to do costs no entry").hasSize(entries);
  }

  @Test
  void noPartOfALargeRecordIsOne() throws IOException {
    byte[] content = new byte[3 << 20];
    home.vault.put(labs("large", 1).get(0).header(), new ByteArrayInputStream(content));
    int objects = home.names(0, "manifest").size();
    assertThat(objects).isGreaterThan(3);
    home.reopen();
    assertThat(home.names(0, "manifest")).hasSize(objects);
    home.names(1, "shard").forEach(home.stores.get(1)::delete);
    assertThat(home.vault.repair().restored()).isEqualTo(objects);
  }

  @Test
  void takeTheirAuditTicketsWithThem() {
    home.auditTickets = 2;
    home.reopen();
    home.vault.put(labs("a", 5));
    assertThat(home.vault.auditByTicket(1).isSound()).isTrue();
    Set<String> before = tickets();
    assertThat(before).hasSize(4); // those of the stored object, and a mark for each shard
    cutOffBeforeItsCommit();
    Set<String> left = tickets();
    left.removeAll(before);
    assertThat(left).hasSize(1);
    home.stores.get(0).putIfAbsent(left.iterator().next() + ".0.1", new byte[] {1});
    // A vault that wants no tickets any more has old ones all the same.
    home.auditTickets = 0;
    home.reopen();
    assertThat(home.names(0, "manifest")).hasSize(1);
    assertThat(tickets()).isEqualTo(before);
    assertThat(home.vault.auditByTicket(1).isSound()).isTrue();
  }

  /** At whichever custodian. */
  private Set<String> tickets() {
    return IntStream.range(0, home.stores.size())
        .boxed()
        .flatMap(i -> home.names(i, "audit-ticket").stream())
        .collect(Collectors.toSet());
  }

  @Test
  void aNameThatIsNoObjectsStopsNothing() {
    home.vault.put(labs("a", 5));
    String manifest = home.names(0, "manifest").get(0);
    String odd = manifest.substring(0, manifest.lastIndexOf('/') + 1) + "abc";
    home.stores.get(0).putIfAbsent(odd, new byte[] {1});
    home.reopen();
    assertThat(home.names(0, "manifest")).containsExactly(manifest);
  }

  @Test
  void areCollectedByARepairToo() {
    home.vault.put(labs("a", 5));
    cutOffBeforeItsCommit();
    home.vault.repair();
    assertThat(home.names(0, "shard")).hasSize(1);
  }

  @Test
  void ofASessionThatIsAliveAreLeftToItOrItCannotCommit() {
    home.vault.put(labs("a", 5));
    AtomicBoolean once = new AtomicBoolean();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/page/") && once.compareAndSet(false, true)) {
          // Another device opens the vault when the pieces are there and the commit is not.
          home.open().close();
        }
      }
    };
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> home.vault.put(labs("b", 5)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_IN_USE));
    home.watch = Watch.NONE;
    home.reopen();
    assertThat(home.vault.records().records()).hasSize(5);
    assertThat(home.vault.records().unopened()).isZero();
    home.vault.put(labs("b", 5));
    assertThat(home.vault.records().records()).hasSize(10);
  }

  @Test
  void areLeftWhileAPageCannotBeRead() {
    home.vault.put(labs("a", 5));
    cutOffBeforeItsCommit();
    byte[][] pages = new byte[3][];
    String page = "";
    for (int i = 0; i < 3; i++) {
      page = home.names(i, "page").get(0);
      pages[i] = home.stores.get(i).get(page).orElseThrow();
      home.stores.get(i).delete(page);
    }
    home.reopen();
    assertThat(home.names(0, "shard")).hasSize(2);
    for (int i = 0; i < 3; i++) {
      home.stores.get(i).putIfAbsent(page, pages[i]);
    }
    home.reopen();
    assertThat(home.names(0, "shard")).hasSize(1);
    assertThat(home.vault.records().records()).hasSize(5);
  }

  /** The power goes when all pieces and the page are stored, and the journal entry is not. */
  private void cutOffBeforeItsCommit() {
    AtomicBoolean gone = new AtomicBoolean();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (gone.get() || name.contains("/page/")) {
          gone.set(true);
          throw new IllegalStateException("the power is gone");
        }
      }

      @Override
      public void deletes(String name) {
        writes(name);
      }
    };
    try {
      home.vault.put(labs("lost", 5));
      throw new AssertionError("the put was not cut off");
    } catch (RuntimeException e) {
      home.watch = Watch.NONE;
    }
  }
}
