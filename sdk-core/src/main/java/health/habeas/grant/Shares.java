// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a permission shares and doesn't, as its text tells it: lines that match nothing don't count. Immutable. */
record Shares(Permission permission) {
  private static final Duration YEAR = Duration.ofDays(366);

  static boolean isEveryKind(Atom atom) {
    return Arrays.stream(Category.values()).allMatch(atom.categories()::contains);
  }

  static boolean isSensitive(Label label, Atom atom) {
    return label != Label.NORMAL && atom.labels().contains(label);
  }

  List<Atom> lines() {
    return permission.scope().atoms().stream().filter(atom -> !atom.isEmpty()).toList();
  }

  boolean allows(Action action) {
    return lines().stream().anyMatch(atom -> atom.actions().contains(action));
  }

  boolean isReadable() {
    return !readable().isEmpty();
  }

  boolean shows(Category category) {
    return readable().stream().anyMatch(atom -> atom.categories().contains(category));
  }

  boolean shows(Label label) {
    return readable().stream().anyMatch(atom -> atom.labels().contains(label));
  }

  /** What should stand out before somebody signs. */
  List<Fixed> wide() {
    List<Fixed> wide = new ArrayList<>();
    addIf(wide, readable().stream().anyMatch(Shares::isEveryKind), Fixed.WIDE_KINDS);
    addIf(wide, readable().stream().anyMatch(atom -> atom.days().isAll()), Fixed.WIDE_DAYS);
    addIf(
        wide,
        Arrays.stream(Label.values()).anyMatch(l -> l != Label.NORMAL && shows(l)),
        Fixed.WIDE_SENSITIVE);
    addIf(wide, readable().stream().anyMatch(Shares::opensMore), Fixed.WIDE_KEYS);
    Window window = permission.window();
    addIf(wide, window.notBefore().plus(YEAR).isBefore(window.expires()), Fixed.WIDE_TIME);
    addIf(wide, permission.conditions().depth() > 0, Fixed.WIDE_PASSING_ON);
    addFor(wide, Purpose.BTG, Fixed.WIDE_BREAK_GLASS);
    addFor(wide, Purpose.HOPERAT, Fixed.WIDE_BUSINESS);
    addFor(wide, Purpose.HMARKT, Fixed.WIDE_MARKETING);
    addFor(wide, Purpose.MLTRAINING, Fixed.WIDE_TRAINING);
    return wide;
  }

  // keys follow READ lines and express neither types nor authors nor single records
  private static boolean opensMore(Atom atom) {
    return atom.isFinerThanKeys() && atom.actions().contains(Action.READ);
  }

  private void addFor(List<Fixed> wide, Purpose purpose, Fixed sentence) {
    addIf(wide, permission.purposes().contains(purpose), sentence);
  }

  private static void addIf(List<Fixed> wide, boolean is, Fixed sentence) {
    if (is) {
      wide.add(sentence);
    }
  }

  private List<Atom> readable() {
    return lines().stream()
        .filter(a -> a.actions().contains(Action.READ) || a.actions().contains(Action.SEARCH))
        .toList();
  }
}
