// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who keeps a vault: its seats, in the order in which they were taken. Objects are placed over seats. A custodian that is
 * replaced leaves its seat to the next one, so that its pieces move and no others; one that is added takes a seat behind the
 * others, and objects that were placed over those stay where they are. Immutable.
 *
 * @param version how often it changed
 * @param seats at least one
 */
public record Roster(int version, List<Seat> seats) {
  /** Where every custodian keeps it, signed: holders find shards by it. */
  static final ItemName NAME = new ItemName(ItemKind.ROSTER, "0");

  /** The most seats: as many as a code has shards. */
  static final int MAX_SEATS = 255;

  /**
   * One place among the custodians.
   *
   * @param first who took it: what placement goes by, for good
   * @param now who has it
   */
  record Seat(Keeper first, Keeper now) {
    static Seat of(Keeper keeper) {
      return new Seat(keeper, keeper);
    }

    void write(CborWriter out) {
      boolean changed = !first.equals(now);
      first.write(out.array(changed ? 4 : 2));
      if (changed) {
        now.write(out);
      }
    }

    static Seat read(CborReader in) {
      int texts = in.array(4);
      Keeper first = Keeper.read(in);
      return texts == 2 ? of(first) : new Seat(first, Keeper.read(in));
    }

    private boolean isNamed(String name) {
      return first.name().equals(name) || now.name().equals(name);
    }
  }

  /** Copies the list. */
  public Roster {
    seats = List.copyOf(seats);
  }

  /**
   * The custodians of a new vault; their order does not matter.
   *
   * @param keepers with different names
   */
  public static Roster founding(List<Keeper> keepers) {
    return new Roster(
        0,
        keepers.stream()
            .sorted(Comparator.comparing(Keeper::name))
            .map(Seat::of)
            .toList());
  }

  /** With one more custodian. */
  Roster with(Keeper next) {
    requireNew(next, seats);
    List<Seat> more = new ArrayList<>(seats);
    more.add(Seat.of(next));
    return new Roster(version + 1, more);
  }

  /** With another custodian in a seat. */
  Roster replace(String name, Keeper next) {
    int seat =
        seatOf(name).orElseThrow(() -> refusal("custodian " + name + " does not keep this vault"));
    List<Seat> others = new ArrayList<>(seats);
    others.remove(seat);
    requireNew(next, others);
    List<Seat> changed = new ArrayList<>(seats);
    changed.set(seat, new Seat(seats.get(seat).first(), next));
    return new Roster(version + 1, changed);
  }

  /** A seat's first name goes into placement, so it is not used again even when its custodian left. */
  private static void requireNew(Keeper next, List<Seat> others) {
    if (others.size() >= MAX_SEATS || others.stream().anyMatch(seat -> seat.isNamed(next.name()))) {
      throw refusal("the name " + next.name() + " is or was another custodian's of this vault");
    }
  }

  private static InvalidInputException refusal(String what) {
    return new InvalidInputException(ErrorCode.VAULT_CONFIGURATION, what);
  }

  /** Those who keep it now, in the order of the seats. */
  List<Keeper> keepers() {
    return seats.stream().map(Seat::now).toList();
  }

  /** The seat that a custodian has now. */
  Optional<Integer> seatOf(String name) {
    return IntStream.range(0, seats.size())
        .filter(seat -> seats.get(seat).now().name().equals(name))
        .boxed()
        .findFirst();
  }

  /** Where the shards of an object are that was placed over the first of these seats; empty if there are fewer. */
  Optional<Placement> placement(byte[] objectId, int over, int shards) {
    return over <= seats.size()
        ? Optional.of(Placement.of(objectId, seats.subList(0, over), shards))
        : Optional.empty();
  }

  /** The most shards of one object that fail when one domain fails, wherever its custodians sit. */
  public int mostInOneDomain(int shards) {
    int cap = Placement.cap(seats, shards);
    Map<String, Map<String, Long>> sitting = seats.stream()
        .collect(Collectors.groupingBy(
            seat -> seat.now().domain(),
            Collectors.groupingBy(seat -> seat.first().domain(), Collectors.counting())));
    return sitting.values().stream()
        .mapToInt(byFirst -> byFirst.values().stream()
            .mapToInt(count -> (int) Math.min(cap, count))
            .sum())
        .map(most -> Math.min(most, shards))
        .max()
        .orElse(0);
  }

  /** How many domains there are now. */
  public int domains() {
    return (int) seats.stream().map(seat -> seat.now().domain()).distinct().count();
  }

  byte[] signed(Signer signer) {
    CborWriter out = new CborWriter().array(2).integer(version);
    writeAll(out, seats);
    return SignedItem.of(signer, NAME, out.toBytes());
  }

  /** Out of a custodian's copy; empty if it is altered. */
  static Optional<Roster> verified(VerifyKey vaultKey, byte[] item) {
    return SignedItem.open(vaultKey, NAME, item).map(content -> {
      CborReader in = CborReader.of(content, ErrorCode.OBJECT_CORRUPT);
      in.arrayOf(2);
      Roster roster = new Roster((int) in.integer(0, Integer.MAX_VALUE), readAll(in));
      in.end();
      return roster;
    });
  }

  static void writeAll(CborWriter out, List<Seat> seats) {
    out.array(seats.size());
    seats.forEach(seat -> seat.write(out));
  }

  static List<Seat> readAll(CborReader in) {
    List<Seat> seats = new ArrayList<>();
    for (int left = in.array(MAX_SEATS); left > 0; left--) {
      seats.add(Seat.read(in));
    }
    return seats;
  }
}
