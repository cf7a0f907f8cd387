// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** The kinds of items that grants are made of. An unknown number is a refusal (L4), never skipped. Immutable. */
final class Items {
  static final Item<Action> ACTION =
      numbered(Action::number, n -> Numbered.of(Action.values(), n), "action");
  static final Item<Purpose> PURPOSE =
      numbered(Purpose::number, n -> Numbered.of(Purpose.values(), n), "purpose");
  static final Item<Obligation> OBLIGATION =
      numbered(Obligation::number, n -> Numbered.of(Obligation.values(), n), "obligation");
  static final Item<Category> CATEGORY = numbered(Category::number, Category::of, "category");
  static final Item<Label> LABEL = numbered(Label::number, Label::of, "label");
  static final Item<String> TEXT = new Item<>((out, text) -> out.text(text), Items::text);
  static final Item<Author> AUTHOR = new Item<>(
      (out, author) -> out.bytes(author.publicKey()),
      in -> new Author(in.bytesOf(VerifyKey.SIZE_BYTES)));
  static final Item<RecordId> RECORD_ID =
      new Item<>((out, id) -> out.text(id.value()), Items::recordId);

  private Items() {}

  /** Keys of one suite, whose bytes alone are written. */
  static Item<VerifyKey> key(Suite suite) {
    return new Item<>(
        (out, key) -> out.bytes(key.bytes()),
        in -> new VerifyKey(suite, in.bytesOf(VerifyKey.SIZE_BYTES)));
  }

  private static <T> Item<T> numbered(
      ToIntFunction<T> number, IntFunction<Optional<T>> value, String what) {
    return new Item<>((out, v) -> out.integer(number.applyAsInt(v)), in -> known(in, value, what));
  }

  private static <T> T known(CborReader in, IntFunction<Optional<T>> value, String what) {
    int number = (int) in.integer(0, Integer.MAX_VALUE);
    return value
        .apply(number)
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.GRANT_UNKNOWN_VERSION, "the grant holds an unknown " + what));
  }

  private static String text(CborReader in) {
    return in.text(Grant.MAX_BYTES);
  }

  private static RecordId recordId(CborReader in) {
    String value = in.text(Grant.MAX_BYTES);
    try {
      return new RecordId(value);
    } catch (InvalidInputException e) {
      throw in.refusal("a record id of another length than 1 to 256 characters");
    }
  }
}
