// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The order of a grant's text, the same in every language. No line begins with text from outside: by its first letter a
 * line is laid out from the left or from the right. Not thread-safe: one per text.
 */
final class TextLayout {
  private static final String ITEM = "  - ";
  private static final String MORE = "    ";

  private final StringJoiner lines = new StringJoiner("\n", "", "\n");
  private final Grant grant;
  private final Map<VerifyKey, String> names;
  private final Language language;
  private final Phrases phrases;
  private final Shares shares;

  TextLayout(Grant grant, Map<VerifyKey, String> names, Language language) {
    this.grant = grant;
    this.names = names;
    this.language = language;
    this.phrases = Phrases.of(language);
    this.shares = new Shares(grant.permission());
  }

  String text() {
    Permission permission = grant.permission();
    parties();
    scope();
    list("", Lead.WHY, words(Purpose.class, permission.purposes()::contains, phrases::of));
    lines.add(phrases.window(
        phrases.time(permission.window().notBefore()),
        phrases.time(permission.window().expires())));
    wide();
    notShared();
    conditions(permission.conditions());
    say(Fixed.TAKE_BACK);
    String check = CheckPhrase.of(grant.id(), language).toString();
    lines.add(phrases.of(Lead.CHECK_WORDS) + ": " + check + ".");
    return say(Fixed.COMPARE).toString();
  }

  private void parties() {
    List<String> holder = List.of(party(grant.parties().holder()));
    if (grant.lineage().parent().isEmpty()) {
      list("", Lead.GIVEN_TO, holder);
    } else {
      list("", Lead.PASSED_ON_BY, List.of(party(grant.parties().issuer())));
      list("", Lead.PASSED_ON_TO, holder);
    }
  }

  private void scope() {
    say(Fixed.ALLOWED);
    shares.lines().forEach(this::line);
    if (shares.lines().isEmpty()) {
      lines.add(ITEM + phrases.of(Fixed.NOTHING));
    }
    if (shares.allows(Action.AMEND)) {
      say(Fixed.CORRECTIONS_KEEP);
    }
  }

  private void line(Atom atom) {
    String verbs = phrases.list(words(Action.class, atom.actions()::contains, phrases::of));
    List<String> kinds = Shares.isEveryKind(atom)
        ? List.of(phrases.of(Fixed.EVERY_KIND))
        : words(Category.class, atom.categories()::contains, phrases::of);
    lines.add(ITEM + Character.toUpperCase(verbs.charAt(0)) + verbs.substring(1) + ": "
        + phrases.list(kinds) + ".");
    lines.add(MORE + phrases.days(atom.days()));
    some(Lead.ONLY_TYPES, atom.types(), this::foreign);
    some(Lead.ONLY_WRITTEN_BY, atom.sources(), this::author);
    if (atom.ids() instanceof Field.Some<RecordId> ids) {
      lines.add(MORE + phrases.onlyRecords(ids.values().size()));
    }
    sensitive(atom);
  }

  private void sensitive(Atom atom) {
    List<String> marks = words(Label.class, l -> Shares.isSensitive(l, atom), phrases::of);
    if (marks.isEmpty()) {
      lines.add(MORE + phrases.of(Fixed.NO_SENSITIVE));
    } else {
      boolean besides = atom.labels().contains(Label.NORMAL);
      list(MORE, besides ? Lead.SENSITIVE_TOO : Lead.SENSITIVE_ONLY, marks);
    }
  }

  private void wide() {
    List<Fixed> wide = shares.wide();
    if (!wide.isEmpty()) {
      say(Fixed.LOOK_CLOSELY);
      wide.forEach(sentence -> lines.add("  ! " + phrases.of(sentence)));
    }
  }

  private void notShared() {
    if (shares.isReadable()) {
      list("", Lead.KINDS_NOT_SHARED, words(Category.class, c -> !shares.shows(c), phrases::of));
      list(
          "",
          Lead.SENSITIVE_NOT_SHARED,
          words(Label.class, l -> l != Label.NORMAL && !shares.shows(l), phrases::of));
    } else {
      say(Fixed.NOTHING_READABLE);
    }
    list("", Lead.NOT_ALLOWED, words(Action.class, a -> !shares.allows(a), phrases::of));
  }

  private void conditions(Conditions conditions) {
    if (conditions.depth() == 0) {
      say(Fixed.NOT_PASSED_ON);
    } else {
      lines.add(phrases.passedOn(conditions.depth()));
    }
    if (conditions.audience() instanceof Field.Some<String> places) {
      list(
          "",
          Lead.VALID_ONLY_AT,
          places.values().stream().map(this::foreign).sorted().toList());
    }
    list(
        "",
        Lead.PROMISES,
        words(Obligation.class, conditions.obligations()::contains, phrases::of));
    conditions.limits().uses().ifPresent(uses -> lines.add(phrases.usedAtMost(uses)));
    conditions
        .limits()
        .eraseAt()
        .ifPresent(moment -> lines.add(phrases.eraseBy(phrases.time(moment))));
    if (!conditions.offline().isZero()) {
      lines.add(phrases.late(phrases.list(counted(conditions.offline()))));
    }
  }

  // in full minutes, rounded up: the text never promises more than the grant
  private List<String> counted(Duration time) {
    long minutes = (time.toSeconds() + 59) / 60;
    Duration whole = Duration.ofMinutes(minutes);
    List<String> counted = new ArrayList<>();
    count(counted, whole.toDays(), Phrases.Unit.DAY);
    count(counted, whole.toHoursPart(), Phrases.Unit.HOUR);
    count(counted, whole.toMinutesPart(), Phrases.Unit.MINUTE);
    return counted;
  }

  private void count(List<String> counted, long number, Phrases.Unit unit) {
    if (number > 0) {
      counted.add(phrases.count(number, unit));
    }
  }

  private <T> void some(Lead lead, Field<T> field, Function<T, String> shown) {
    if (field instanceof Field.Some<T> some) {
      list(MORE, lead, some.values().stream().map(shown).sorted().toList());
    }
  }

  private StringJoiner say(Fixed sentence) {
    return lines.add(phrases.of(sentence));
  }

  private void list(String indent, Lead lead, List<String> words) {
    if (!words.isEmpty()) {
      lines.add(indent + phrases.of(lead) + ": " + phrases.list(words) + ".");
    }
  }

  private static <E extends Enum<E>> List<String> words(
      Class<E> type, Predicate<E> which, Function<E, String> word) {
    return Arrays.stream(type.getEnumConstants()).filter(which).map(word).toList();
  }

  private String foreign(String text) {
    return phrases.quoted(ForeignText.shown(text));
  }

  private String author(Author author) {
    return party(new VerifyKey(author.publicKey()));
  }

  private String party(VerifyKey key) {
    String name = names.get(key);
    return (name == null ? phrases.of(Fixed.NO_NAME) : foreign(name)) + " (" + phrases.of(Fixed.KEY)
        + " " + Digest32.shown(Digest32.hex(key.bytes())) + ")";
  }
}
