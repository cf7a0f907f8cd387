// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.HeadsSeen;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.MerkleTree;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends with one bug each, such as anybody might write, and the point of the contract that catches it. */
class PlantedLedgerBugsTest {
  private static final StringBuilder TABLE = new StringBuilder();

  /** A bug: which point names it, and the class that has it. */
  enum Bug {
    RECORDS_EVERY_TRY(LedgerPoint.EXACTLY_ONCE, EveryTry.class),
    GIVES_EVERY_TRY_A_RECEIPT_OF_ITS_OWN(LedgerPoint.RETRIED_AT_ONCE, NewReceipt.class),
    TAKES_THE_LATER_LEAF(LedgerPoint.CONFLICT, LaterLeaf.class),
    FORGETS_ITS_INDEX(LedgerPoint.KILL_BEFORE_ACK, NoIndex.class),
    ACKNOWLEDGES_BEFORE_IT_STORES(LedgerPoint.KILL_AFTER_ACK, LazyStore.class),
    TAKES_A_TORN_TAIL_FOR_AN_ENTRY(LedgerPoint.DAMAGE, TornEntry.class),
    SIGNS_OVER_DAMAGE(LedgerPoint.DAMAGE, SignsAnything.class),
    STORES_BATCHES_ENTRY_BY_ENTRY(LedgerPoint.ATOMIC_BATCH, HalfBatches.class),
    SIGNS_A_NEW_ORDER(LedgerPoint.REORGANISATION, SignsAnything.class),
    SKIPS_AN_ENTRY_AT_A_PAGE(LedgerPoint.RESUME, SkippingPages.class),
    PUSHES_WITHOUT_BEING_ASKED(LedgerPoint.SLOW_SUBSCRIBER, Pushing.class),
    KEEPS_WHAT_SLEEPERS_MAY_WANT(LedgerPoint.SLOW_SUBSCRIBER, Buffering.class),
    FAILS_FOR_GOOD_WHEN_IT_IS_BUSY(LedgerPoint.IN_FLIGHT_LIMIT, NoHint.class),
    BELIEVES_ITS_LOCK(LedgerPoint.FENCED_WRITER, NoFence.class),
    CUTS_LONG_LEAVES(LedgerPoint.LEAF_SIZES, CutLeaves.class),
    TURNS_BACK_WITH_THE_CLOCK(LedgerPoint.CLOCK_JUMPS, RawClock.class),
    ACKNOWLEDGES_WHAT_IT_COULD_NOT_SEND(LedgerPoint.STORE_AWAY, Optimist.class),
    ASKS_NOBODY_WHAT_WAS_SEEN(LedgerPoint.OLD_BACKUP, Unwitnessed.class),
    TAKES_TWO_WRITERS(LedgerPoint.ONE_PLACE, NoLock.class),
    DROPS_WHAT_WAITS_AT_A_CLOSE(LedgerPoint.CLOSE, DroppedAtClose.class),
    OPENS_ONE_PAGE(LedgerPoint.MANY_ENTRIES, OnePage.class),
    NAMES_THE_ID(LedgerPoint.CANARY, Talkative.class),
    FINDS_A_LITTLE_LATER(LedgerPoint.LINEARIZABLE, LateFind.class),
    LOSES_SIGHT_BEHIND_ITS_FIRST_PAGE(LedgerPoint.LINEARIZABLE, LostSight.class);

    private final LedgerPoint point;
    private final Class<? extends LedgerContract> backend;

    Bug(LedgerPoint point, Class<? extends LedgerContract> backend) {
      this.point = point;
      this.backend = backend;
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePointThatNamesItCatchesIt(Bug bug) {
    LedgerKitTable.Row row = LedgerKitTable.of(bug.point, bug.backend).row(bug.point);
    String caught = row.remarks().isEmpty() ? "" : row.remarks().get(0);
    TABLE.append(String.format(
        "%-38s %-16s %s%n", bug, bug.point, caught.substring(0, Math.max(0, caught.indexOf(':')))));
    assertThat(row.status()).as("%s", row).isEqualTo(LedgerKitTable.Status.FAILED);
  }

  @AfterAll
  static void printTheTable() {
    System.out.println(
        "planted bug                            point            caught by\n" + TABLE);
  }

  static class EveryTry extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        Outcome recordOne(Entry entry, Instant time) {
          byId.remove(entry.id());
          return super.recordOne(entry, time);
        }
      };
    }
  }

  static class NewReceipt extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        Outcome recordOne(Entry entry, Instant time) {
          StoredEntry before = byId.get(entry.id());
          return before == null
              ? super.recordOne(entry, time)
              : new Outcome.Duplicate(
                  new LedgerReceipt(entry.id(), log.size(), time, Finality.FINAL));
        }
      };
    }
  }

  static class LaterLeaf extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        List<Outcome> record(List<Entry> batch, Instant now) {
          return batch.stream().map(entry -> recordOne(entry, time(now))).toList();
        }
      };
    }
  }

  static class NoIndex extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void index(List<StoredEntry> entries) {}
      };
    }
  }

  static class LazyStore extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void killed() {
          log.subList(log.size() - 10, log.size()).clear(); // still in a buffer
        }
      };
    }
  }

  static class TornEntry extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void heal() {
          recordOne(Samples.entry(-1), START);
        }
      };
    }
  }

  static class SignsAnything extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        public Optional<SignedCheckpoint> newest() {
          MerkleTree tree = new MerkleTree();
          log.forEach(stored -> tree.add(stored.entry().treeHash()));
          Checkpoint head =
              Checkpoint.of(signer().verifier().name(), tree.size(), tree.root(tree.size()));
          return Optional.of(new SignedCheckpoint(signer().sign(head.text())));
        }
      };
    }
  }

  static class HalfBatches extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void killed() {
          byId.remove(log.remove(log.size() - 1).entry().id()); // the last entry was not stored yet
        }

        @Override
        List<Outcome> record(List<Entry> batch, Instant now) {
          List<Outcome> outcomes = new ArrayList<>();
          for (Entry entry : batch) {
            outcomes.addAll(super.record(List.of(entry), now));
          }
          return outcomes;
        }
      };
    }
  }

  static class SkippingPages extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        synchronized List<StoredEntry> read(long from, int max) {
          return super.read(max < 10 && from == 20 ? from + 1 : from, max);
        }
      };
    }
  }

  static class Pushing extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        long demand(long asked) {
          return Integer.MAX_VALUE;
        }
      };
    }
  }

  static class Buffering extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void keep(List<StoredEntry> forOne) {
          forOne.addAll(log.subList(forOne.size(), log.size()));
        }
      };
    }
  }

  static class NoHint extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        LedgerInfo info() {
          LedgerInfo honest = super.info();
          return new LedgerInfo(
              honest.scheme(),
              honest.finality(),
              new LedgerLimits(1024, 1024, 1 << 20),
              honest.timeSource(),
              honest.capabilities());
        }

        @Override
        synchronized List<Outcome> append(
            SimulatedBackend backend, List<Entry> batch, Instant now) {
          return log.size() < 50_000
              ? super.append(backend, batch, now)
              : rejected(batch, new LedgerException.Permanent(LedgerErrorCode.FROZEN, "too much"));
        }
      };
    }
  }

  static class NoFence extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        boolean isFenced(SimulatedBackend backend) {
          return false;
        }
      };
    }
  }

  static class CutLeaves extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        Outcome recordOne(Entry entry, Instant time) {
          int most = Math.min(entry.leafBytes(), 1000);
          return super.recordOne(new Entry(entry.id(), Arrays.copyOf(entry.leaf(), most)), time);
        }
      };
    }
  }

  static class RawClock extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        Instant time(Instant now) {
          return now;
        }
      };
    }
  }

  static class Optimist extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        synchronized List<Outcome> append(
            SimulatedBackend backend, List<Entry> batch, Instant now) {
          if (!away) {
            return super.append(backend, batch, now);
          }
          return batch.stream()
              .map(entry -> (Outcome)
                  new Outcome.Acked(new LedgerReceipt(entry.id(), log.size(), now, Finality.FINAL)))
              .toList();
        }
      };
    }
  }

  static class Unwitnessed extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        LedgerOptions heedHeadsSeen(LedgerOptions options) {
          return options.withHeadsSeen(HeadsSeen.none());
        }
      };
    }
  }

  static class NoLock extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        boolean keepsOthersOut() {
          return false;
        }
      };
    }
  }

  static class DroppedAtClose extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        synchronized List<Outcome> append(
            SimulatedBackend backend, List<Entry> batch, Instant now) {
          return batch.stream()
              .map(entry -> (Outcome)
                  new Outcome.Acked(new LedgerReceipt(entry.id(), log.size(), now, Finality.FINAL)))
              .toList(); // and means to record them later
        }
      };
    }
  }

  static class OnePage extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        void index(List<StoredEntry> entries) {
          super.index(entries.subList(0, Math.min(4096, entries.size())));
        }
      };
    }
  }

  static class Talkative extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      return new SimulatedStore() {
        @Override
        LedgerException conflict(Entry entry) {
          return new LedgerException.Permanent(
              LedgerErrorCode.CONFLICT,
              HexFormat.of().formatHex(entry.id().bytes()) + " stands for another leaf");
        }
      };
    }
  }

  static class LateFind extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      AtomicInteger calls = new AtomicInteger();
      return new SimulatedStore() {
        @Override
        synchronized Optional<StoredEntry> find(EntryId id) {
          Optional<StoredEntry> found = super.find(id);
          return calls.incrementAndGet() % 5 == 0 ? Optional.empty() : found; // from a replica
        }
      };
    }
  }

  /** Nothing but later schedules that record something meet it. */
  static class LostSight extends SimulatedLedgerContractTest {
    @Override
    SimulatedStore store() {
      AtomicInteger calls = new AtomicInteger();
      return new SimulatedStore() {
        @Override
        synchronized Optional<StoredEntry> find(EntryId id) {
          return super.find(id)
              .filter(stored -> stored.position() < 256 || calls.incrementAndGet() % 2 == 0);
        }
      };
    }
  }
}
