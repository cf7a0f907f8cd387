// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.http.soak.History.Lie;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.ObjectStatus.State;
import health.habeas.shard.RepairReport;
import health.habeas.testkit.fault.RelayFault;
import health.habeas.testkit.fault.StoreFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What goes wrong, one round after the other: never more than two custodians of six at a time, and everything is back at
 * full strength before the next round. Not thread-safe.
 */
final class Havoc {
  private enum Round {
    KILL_ONE,
    KILL_TWO,
    LOSE_ONE_DISK,
    LOSE_TWO_DISKS,
    LIE,
    CUT_ONE,
    CUT_TWO,
    KILL_LEDGER
  }

  private static final List<StoreFault> LIES =
      List.of(StoreFault.FLIP, StoreFault.STALE, StoreFault.SWAP, StoreFault.TRUNCATE);
  private static final List<RelayFault> CUTS = List.of(
      new RelayFault.Hang(),
      new RelayFault.Drip(Duration.ofMillis(20)),
      new RelayFault.Cut(0),
      new RelayFault.Cut(100),
      new RelayFault.Refuse());
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Fleet fleet;
  private final Patient patient;
  private final History history;
  private final Tally tally;
  private final Random random;
  private final List<Round> rounds = new ArrayList<>();
  private final List<StoreFault> lies = new ArrayList<>();

  Havoc(Fleet fleet, Patient patient, History history, Tally tally, Random random) {
    this.fleet = fleet;
    this.patient = patient;
    this.history = history;
    this.tally = tally;
    this.random = random;
  }

  /** One round: each kind once, in a random order, before any comes again. */
  void round() throws Exception {
    List<Node> some = new ArrayList<>(fleet.nodes());
    Collections.shuffle(some, random);
    switch (next(rounds, List.of(Round.values()))) {
      case KILL_ONE -> kill(some.subList(0, 1));
      case KILL_TWO -> kill(some.subList(0, 2));
      case LOSE_ONE_DISK -> loseDisks(some.subList(0, 1));
      case LOSE_TWO_DISKS -> loseDisks(some.subList(0, 2));
      case LIE -> lie(some.get(0));
      case CUT_ONE -> cut(some.subList(0, 1));
      case CUT_TWO -> cut(some.subList(0, 2));
      case KILL_LEDGER -> killLedger();
    }
    backToFullStrength();
  }

  private <T> T next(List<T> left, List<T> all) {
    if (left.isEmpty()) {
      left.addAll(all);
      Collections.shuffle(left, random);
    }
    return left.remove(left.size() - 1);
  }

  private void kill(List<Node> some) throws Exception {
    for (Node node : some) {
      node.kill();
      tally.add(Tally.Kind.KILL);
    }
    pause(300, 2500);
    for (Node node : some) {
      node.restart();
    }
    pause(0, 500);
  }

  /**
   * All pieces are where they belong when disks are lost: what a put acknowledged at its quorum bears one loss at that
   * moment, not two.
   */
  private void loseDisks(List<Node> some) throws Exception {
    patient.undisturbed(() -> {
      backToFullStrength();
      for (Node node : some) {
        node.kill();
        node.loseDisk();
        tally.add(Tally.Kind.DISK);
      }
    });
    pause(300, 1500);
    for (Node node : some) {
      node.restart();
    }
    pause(0, 500);
  }

  private void lie(Node node) throws Exception {
    StoreFault how = next(lies, LIES);
    node.kill();
    long began = System.nanoTime();
    node.lie(how);
    tally.add(Tally.Kind.LIE);
    pause(1500, 2500);
    requireNamed(node.name(), how);
    node.kill();
    node.restart();
    history.add(new Lie(node.name(), began, System.nanoTime()));
  }

  /** New records, so that one who shows an old state is found, too. */
  private void requireNamed(String liar, StoreFault how) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<ObjectStatus> all = List.of();
    while (System.nanoTime() < end) {
      patient.put();
      all = patient.explain();
      requireNobodyElse(liar, all);
      State expected = how == StoreFault.STALE ? State.MISSING : State.ALTERED;
      if (all.stream().anyMatch(each -> isAt(liar, expected, each))) {
        tally.add(Tally.Kind.NAMED);
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(liar + " lies by " + how + " and is not named in " + all);
  }

  private static void requireNobodyElse(String liar, List<ObjectStatus> all) {
    for (ObjectStatus object : all) {
      for (ObjectStatus.Piece piece : object.pieces()) {
        if (piece.state() == State.ALTERED && !piece.custodian().equals(liar)) {
          throw new AssertionError(liar + " lies, and somebody else is named: " + object);
        }
      }
    }
  }

  private static boolean isAt(String name, State state, ObjectStatus object) {
    return object.pieces().stream()
        .anyMatch(piece -> piece.custodian().equals(name) && piece.state() == state);
  }

  private void cut(List<Node> some) throws InterruptedException {
    for (Node node : some) {
      node.cut(CUTS.get(random.nextInt(CUTS.size())));
      tally.add(Tally.Kind.CUT);
    }
    pause(1000, 3000);
    some.forEach(Node::mend);
  }

  private void killLedger() throws Exception {
    fleet.killLedger();
    tally.add(Tally.Kind.LEDGER);
    pause(300, 1500);
    fleet.restartLedger();
    pause(0, 500);
  }

  /** Repairs until nothing is left to do, and asks where every piece is. */
  void backToFullStrength() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<RepairReport> last = Optional.empty();
    List<ObjectStatus> weak = List.of();
    while (System.nanoTime() < end) {
      last = patient.repair();
      last.ifPresent(done -> tally.add(Tally.Kind.RESTORED, done.restored() + done.copies()));
      if (last.filter(RepairReport::isWhole).isPresent()) {
        // A put that is still under way to its last custodians is late, not lost.
        weak = patient.explain().stream().filter(each -> !each.isWhole()).toList();
        if (weak.isEmpty()) {
          return;
        }
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not at full strength: " + last + ", " + weak);
  }

  private void pause(int least, int most) throws InterruptedException {
    Thread.sleep(least + random.nextInt(most - least));
  }
}
