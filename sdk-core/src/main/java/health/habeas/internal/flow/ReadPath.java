// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Authority;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Forecast;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.grant.Selection;
import health.habeas.ledger.InclusionBundle;
import health.habeas.record.Category;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The way out: check the grant, record the access, ask each custodian, find the slots that the keys reach, rebuild from any
 * k shards, check commitment and author, and give out only what the scope allows.
 */
public final class ReadPath {
  private static final Decision.Deny HELD_BACK =
      new Decision.Deny(ErrorCode.DIRECTIVE, "a directive of the patient holds a part of it back");

  private ReadPath() {}

  /**
   * What a read brought.
   *
   * @param refusal why there is nothing, or why it stopped; empty when all went well
   * @param records what was found
   * @param unopened records that are in scope but could not be rebuilt or opened (L58)
   * @param faults which custodians were silent or gave something altered
   * @param receipt the access's place in the ledger; empty when it was refused before
   */
  public record Outcome(
      Optional<Decision.Deny> refusal,
      List<RecordFile> records,
      int unopened,
      Faults faults,
      Optional<InclusionBundle> receipt) {}

  /**
   * What opening a record brought.
   *
   * @param outcome as of a read that gave this record
   * @param content of the record, if it was found; the receiver closes it
   */
  public record Opened(Outcome outcome, Optional<ContentReader> content) {}

  /**
   * What a holder wants.
   *
   * @param selection what the ledger and the custodians are told
   * @param purpose what for
   * @param only one record among them; empty for all
   * @param opened takes the content of that one
   */
  private record Query(
      Selection selection,
      Purpose purpose,
      Optional<RecordId> only,
      Optional<Consumer<ContentReader>> opened) {
    /** As far as a slot tells. */
    boolean mayBeWanted(NewestSlots.Opened slot) {
      return only.map(Locator::idTag)
          .map(tag -> Arrays.equals(tag, slot.locator().idTag()))
          .orElse(true);
    }

    boolean isWanted(RecordFile file) {
      return isSelected(selection, file.header())
          && only.filter(id -> !id.equals(file.header().id())).isEmpty();
    }
  }

  static Outcome read(HolderSession holder, Selection selection, Purpose purpose) {
    return read(holder, new Query(selection, purpose, Optional.empty(), Optional.empty()));
  }

  /** One record, with the narrowest selection that the grant allows within these categories. */
  static Outcome get(
      HolderSession holder, RecordId id, Field<Category> categories, Purpose purpose) {
    return get(holder, new Wanted(id, categories, purpose), Optional.empty());
  }

  /** The same, with its content. */
  static Opened open(
      HolderSession holder, RecordId id, Field<Category> categories, Purpose purpose) {
    List<ContentReader> content = new ArrayList<>(1);
    Outcome outcome = get(holder, new Wanted(id, categories, purpose), Optional.of(content::add));
    return new Opened(outcome, content.stream().findFirst());
  }

  private record Wanted(RecordId id, Field<Category> categories, Purpose purpose) {}

  private static Outcome get(
      HolderSession holder, Wanted wanted, Optional<Consumer<ContentReader>> opened) {
    RecordId id = wanted.id();
    Optional<Selection> reach = Lookup.of(holder.chain().last().permission().scope(), id);
    if (reach.isEmpty()) {
      Decision.Deny deny =
          new Decision.Deny(ErrorCode.SCOPE, "no line of the grant covers a record with this id");
      return new Outcome(Optional.of(deny), List.of(), 0, new Faults(), Optional.empty());
    }
    Selection all = reach.get();
    Selection selection = wanted.categories() instanceof Field.Some<Category>
        ? new Selection(all.types(), wanted.categories(), all.days())
        : all;
    return read(holder, new Query(selection, wanted.purpose(), Optional.of(id), opened));
  }

  private static Outcome read(HolderSession holder, Query query) {
    Faults faults = new Faults();
    Forecast forecast = holder.forecast(Action.READ, query.selection(), query.purpose());
    if (!(forecast instanceof Forecast.Expected expected)) {
      return new Outcome(forecast.refusal(), List.of(), 0, faults, Optional.empty());
    }
    AccessRequest request =
        new AccessRequest(holder.vault(), Action.READ, query.selection(), query.purpose());
    AccessDoors doors = AccessDoors.open(holder, request, new byte[0]);
    if (doors.admitted().isEmpty()) {
      return new Outcome(doors.refusal(), List.of(), 0, faults, Optional.of(doors.receipt()));
    }
    if (holder.isLocked()) {
      Optional<Decision.Deny> locked = BreakGlassKey.unlock(holder, doors);
      if (locked.isPresent()) {
        return new Outcome(locked, List.of(), 0, faults, Optional.of(doors.receipt()));
      }
    }
    KeyUpdates.take(holder, doors);
    try (RecordReader reader =
            new RecordReader(doors, holder.vault().bytes(), holder.vaultKey(), faults);
        NewestSlots slots = new NewestSlots()) {
      do {
        // Again if keys came meanwhile: a re-wrap may have moved slots into an epoch that was not
        // looked for (L50).
        SlotSearch.locate(holder, query.selection(), reader, slots);
      } while (KeyUpdates.take(holder, doors));
      Optional<Set<Directive>> directives = doors.directives();
      if (directives.isEmpty()) {
        return new Outcome(doors.refusal(), List.of(), 0, faults, Optional.of(doors.receipt()));
      }
      Authority authority = expected.authority().without(directives.get());
      List<RecordFile> records = new ArrayList<>();
      int unopened = 0;
      boolean heldBack = false;
      List<NewestSlots.Opened> wanted =
          slots.all().stream().filter(query::mayBeWanted).toList();
      reader.expect(wanted.stream().map(NewestSlots.Opened::locator).toList());
      for (NewestSlots.Opened slot : wanted) {
        Optional<RecordFile> file = reader.record(slot.entry().slot(), slot.locator());
        Optional<RecordFile> granted =
            file.filter(f -> query.isWanted(f) && isAllowed(expected.authority(), f));
        Optional<RecordFile> allowed = granted.filter(f -> isAllowed(authority, f));
        allowed.ifPresent(records::add);
        heldBack |= granted.isPresent() && allowed.isEmpty();
        unopened += file.isEmpty() ? 1 : 0;
        if (query.only().isPresent() && !records.isEmpty()) {
          // This is all that was asked for: what else can't be had is no part of the answer.
          unopened = 0;
          query.opened().ifPresent(o -> o.accept(reader.content(file.get(), slot.locator())));
          break;
        }
      }
      // Some custodians may refuse. It matters when something may be missing for it: never a short
      // answer that looks whole.
      boolean partial = unopened > 0 || doors.isStopped() || doors.isThin();
      Optional<Decision.Deny> stopped = partial ? doors.refusal() : Optional.empty();
      Optional<Decision.Deny> refusal = heldBack ? Optional.of(HELD_BACK) : stopped;
      return new Outcome(refusal, records, unopened, faults, Optional.of(doors.receipt()));
    }
  }

  /** The patient's own records: no grant, no receipt, the same distrust of custodians. */
  static Outcome own(VaultSession session, Selection selection) {
    Faults faults = new Faults();
    List<RecordFile> records = new ArrayList<>();
    int unopened = session.directory().unreadablePages();
    try (RecordReader reader = session.reader(faults);
        OwnRecords own = new OwnRecords(session, reader, selected(session, selection))) {
      while (own.hasNext()) {
        Optional<RecordFile> file = own.next();
        file.filter(each -> isSelected(selection, each.header())).ifPresent(records::add);
        unopened += file.isEmpty() ? 1 : 0;
      }
    }
    return new Outcome(Optional.empty(), records, unopened, faults, Optional.empty());
  }

  /** One of the patient's own records, with its content. */
  static Opened openOwn(VaultSession session, RecordId id) {
    Faults faults = new Faults();
    Optional<Directory.Found> found = session.directory().find(id);
    List<ContentReader> content = new ArrayList<>(1);
    List<RecordFile> records = new ArrayList<>(1);
    try (RecordReader reader = session.reader(faults)) {
      found.flatMap(place -> place.locate(session.ring())).ifPresent(locator -> {
        try (locator) {
          reader.record(found.get().entry().slot(), locator).ifPresent(file -> {
            records.add(file);
            content.add(reader.content(file, locator));
          });
        }
      });
    }
    int unseen = found.isPresent() ? 1 - records.size() : session.directory().unreadablePages();
    return new Opened(
        new Outcome(Optional.empty(), records, unseen, faults, Optional.empty()),
        content.stream().findFirst());
  }

  /** One of the patient's own records: of its pack no more than the chunks that hold it. */
  static Outcome own(VaultSession session, RecordId id) {
    Faults faults = new Faults();
    Optional<Directory.Found> place = session.directory().find(id);
    Optional<RecordFile> file = place.flatMap(found -> {
      try (RecordReader reader = session.reader(faults)) {
        return reader.record(found, session.ring());
      }
    });
    int unopened = place.isPresent() ? 1 : session.directory().unreadablePages();
    return new Outcome(
        Optional.empty(),
        file.stream().toList(),
        file.isPresent() ? 0 : unopened,
        faults,
        Optional.empty());
  }

  /** Only what can be in the selection is fetched and opened. */
  private static List<Directory.Found> selected(VaultSession session, Selection selection) {
    return session.directory().all().stream()
        .filter(found -> selection.categories().containsAny(found.categories()))
        .toList();
  }

  private static boolean isSelected(Selection selection, RecordHeader header) {
    return selection.types().contains(header.type())
        && selection.categories().containsAny(header.categories())
        && selection.days().contains(header.day());
  }

  private static boolean isAllowed(Authority authority, RecordFile file) {
    return authority.allows(Action.READ, RecordFacts.of(file.header(), file.author()));
  }
}
