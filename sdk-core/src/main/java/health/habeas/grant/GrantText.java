// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;

/**
 * Says in plain English what a grant means, so that what somebody sees is what she signs.
 *
 * <p>Guarantees: the text is made from the very bytes that are signed, by one fixed template for this schema version; it
 * says what is <i>not</i> shared; bytes with anything unknown in them are refused, and so can't be signed unseen. Names
 * come from the caller and are the holder's own word; a key without a name is shown by its first digits. Thread-safe.
 */
public final class GrantText {
  private final Grant grant;
  private final Map<VerifyKey, String> names;

  private GrantText(Grant grant, Map<VerifyKey, String> names) {
    this.grant = grant;
    this.names = names;
  }

  /**
   * The text for these signed bytes.
   *
   * @param signedGrant {@link Grant#signedBytes}
   */
  public static String render(byte[] signedGrant) {
    return render(signedGrant, Map.of());
  }

  /**
   * The text for these signed bytes, with names for keys.
   *
   * @param signedGrant {@link Grant#signedBytes}
   * @param names what people call the owners of keys
   */
  public static String render(byte[] signedGrant, Map<VerifyKey, String> names) {
    return new GrantText(Grant.parse(signedGrant), names).text();
  }

  private String text() {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(opening());
    atoms().forEach(atom -> lines.add("  - " + line(atom)));
    lines.add("Why: "
        + Words.list(sorted(Purpose.class, permission().purposes()::contains), Words::of) + ".");
    Window window = permission().window();
    lines.add("When: from " + window.notBefore() + " until " + window.expires() + ".");
    notShared(lines);
    conditions(lines);
    lines.add("You can take this back at any time. What was read by then stays read.");
    return lines.toString();
  }

  private String opening() {
    String holder = name(grant.parties().holder());
    return grant.lineage().parent().isEmpty()
        ? "You let " + holder + " use your health records:"
        : name(grant.parties().issuer()) + " hands on a part of what it was given to " + holder
            + ":";
  }

  private static String line(Atom atom) {
    if (atom.isEmpty()) {
      return "nothing (this line matches no record).";
    }
    StringJoiner parts = new StringJoiner("; ", "", ".");
    parts.add(Words.list(sorted(Action.class, atom.actions()::contains), Words::of) + ": "
        + categories(atom));
    parts.add(days(atom.days()));
    some(parts, "only of type ", atom.types(), type -> type);
    some(parts, "only written by ", atom.sources(), author -> short8(author.publicKey()));
    if (atom.ids() instanceof Field.Some<?> ids) {
      parts.add("only " + ids.values().size() + " single records");
    }
    List<Label> sensitive =
        sorted(Label.class, l -> l != Label.NORMAL && atom.labels().contains(l));
    if (!sensitive.isEmpty()) {
      parts.add("ALSO what is marked as " + Words.list(sensitive, Words::of));
    }
    if (!atom.labels().contains(Label.NORMAL)) {
      parts.add("nothing that is unmarked");
    }
    return parts.toString();
  }

  private static String categories(Atom atom) {
    return atom.categories() instanceof Field.All<Category>
        ? "records of EVERY kind"
        : Words.list(sorted(Category.class, atom.categories()::contains), Words::of);
  }

  private static String days(DayRange days) {
    return days.isAll()
        ? "of ALL days, past and to come"
        : "of the days from " + days.from() + " to " + days.to().minusDays(1);
  }

  private void notShared(StringJoiner lines) {
    List<Category> kinds =
        sorted(Category.class, c -> noLine(a -> a.categories().contains(c)));
    if (!kinds.isEmpty()) {
      lines.add("Not shared: " + Words.list(kinds, Words::of) + ".");
    }
    List<Label> marks =
        sorted(Label.class, l -> l != Label.NORMAL && noLine(a -> a.labels().contains(l)));
    if (!marks.isEmpty()) {
      lines.add("Not shared, whatever kind it is: what is marked as " + Words.list(marks, Words::of)
          + ".");
    }
    List<Action> never = sorted(Action.class, x -> noLine(a -> a.actions().contains(x)));
    if (!never.isEmpty()) {
      lines.add("Not allowed: " + Words.list(never, Words::of) + ".");
    }
    if (atoms().stream().anyMatch(a -> a.isFinerThanKeys() && a.actions().contains(Action.READ))) {
      lines.add(
          "Note: the keys for this open more than is allowed here. Only the reader's own software"
              + " holds the rest back.");
    }
  }

  private void conditions(StringJoiner lines) {
    Conditions conditions = permission().conditions();
    lines.add(
        conditions.depth() == 0
            ? "It may not be handed on."
            : "It may be HANDED ON to others, " + conditions.depth() + " deep.");
    if (conditions.audience() instanceof Field.Some<String> some) {
      lines.add("Only these places accept it: "
          + String.join(", ", some.values().stream().sorted().toList()) + ".");
    }
    if (!conditions.obligations().isEmpty()) {
      lines.add("They promise: "
          + Words.list(sorted(Obligation.class, conditions.obligations()::contains), Words::of)
          + ".");
    }
    if (!conditions.offline().isZero()) {
      lines.add("If you take it back, some places may learn of it up to "
          + conditions.offline().toMinutes() + " minutes late.");
    }
  }

  private boolean noLine(Predicate<Atom> shares) {
    return atoms().stream().filter(atom -> !atom.isEmpty()).noneMatch(shares);
  }

  private static <T> void some(
      StringJoiner parts,
      String lead,
      Field<T> field,
      java.util.function.Function<T, String> word) {
    if (field instanceof Field.Some<T> some) {
      parts.add(lead + Words.list(some.values().stream().map(word).sorted().toList(), w -> w));
    }
  }

  private static <E extends Enum<E>> List<E> sorted(Class<E> type, Predicate<E> which) {
    Set<E> found = EnumSet.noneOf(type);
    Arrays.stream(type.getEnumConstants()).filter(which).forEach(found::add);
    return List.copyOf(found);
  }

  private String name(VerifyKey key) {
    String name = names.get(key);
    String digits = "key " + short8(key.bytes());
    return name == null ? "the owner of " + digits : Words.printable(name) + " (" + digits + ")";
  }

  private static String short8(byte[] key) {
    return Digest32.shown(Digest32.hex(key));
  }

  private Permission permission() {
    return grant.permission();
  }

  private List<Atom> atoms() {
    return permission().scope().atoms();
  }
}
