// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.internal.wire.Major;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.record.Category;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One access, as the ledger records it: who, by which grants, for what purpose, which records, when. In clear it goes only
 * to the custodians that must decide, and sealed to the patient; the ledger gets 32 bytes that hide it.
 *
 * <p>Accesses of one root grant, delegated ones included, are numbered without gaps: the ledger id of number i is an HMAC
 * under a key that only the parties of the grant know. So the patient can prove that her list is complete. Immutable.
 *
 * @param chain the grants, without the keybox
 * @param holderName what the holder calls itself
 * @param request action, purpose and records
 * @param number 0, 1, 2 … within the root grant
 * @param time when the holder made it, in whole seconds
 * @param subject for a deposit the digest of the sealed record, else empty
 * @param accessor which person accesses, and where, sealed to the patient; empty if the holder does not say
 * @param opening 32 random bytes that hide the event in its leaf
 */
public record AccessEvent(
    GrantChain chain,
    String holderName,
    AccessRequest request,
    long number,
    Instant time,
    byte[] subject,
    byte[] accessor,
    byte[] opening) {
  private static final int MAX_BYTES = 64 << 10; // a chain of suite S2 has up to 48,990
  private static final int MAX_ACCESSOR_BYTES = 2048;
  private static final int MANY = 256;
  // 9999-12-31T23:59:59Z, as in grants.
  static final long LAST_SECOND = 253_402_300_799L;

  /** Copies the arrays and drops the keybox. */
  public AccessEvent {
    if (!(request.selector() instanceof Selection) || opening.length != Sha256.SIZE_BYTES) {
      throw new InvalidInputException(
          ErrorCode.RECEIPT_MISSING, "an access names a selection and has an opening of 32 bytes");
    }
    chain = chain.withoutKeybox();
    subject = subject.clone();
    accessor = accessor.clone();
    opening = opening.clone();
  }

  /**
   * An access of which the holder does not say which person it is.
   *
   * @param chain the grants, without the keybox
   * @param holderName what the holder calls itself
   * @param request action, purpose and records
   * @param number 0, 1, 2 … within the root grant
   * @param time when the holder made it, in whole seconds
   * @param subject for a deposit the digest of the sealed record, else empty
   * @param opening 32 random bytes that hide the event in its leaf
   */
  public AccessEvent(
      GrantChain chain,
      String holderName,
      AccessRequest request,
      long number,
      Instant time,
      byte[] subject,
      byte[] opening) {
    this(chain, holderName, request, number, time, subject, new byte[0], opening);
  }

  @Override
  public byte[] subject() {
    return subject.clone();
  }

  @Override
  public byte[] accessor() {
    return accessor.clone();
  }

  @Override
  public byte[] opening() {
    return opening.clone();
  }

  /** The ledger entry that records it. */
  public Entry entry() {
    return new Entry(id(chain.root(), number), Sha256.of(Domain.LEAF, opening, committed()));
  }

  /**
   * The ledger id of a root grant's access number i.
   *
   * @param root the first grant of the chain
   * @param number 0, 1, 2 …
   */
  public static EntryId id(Grant root, long number) {
    try (Secret stream = Secret.owning(Sha256.of(Domain.STREAM, root.signedBytes()))) {
      return EntryId.of(Hmac.of(stream, Bytes.be64(number)));
    }
  }

  /** The whole event with its opening, as it is sealed to the patient. */
  public byte[] bytes() {
    return new CborWriter().array(2).bytes(opening).bytes(committed()).toBytes();
  }

  private byte[] committed() {
    Selection selection = (Selection) request.selector();
    CborWriter out = new CborWriter().array(11);
    out.bytes(chain.bytes()).text(holderName);
    out.integer(request.action().number()).integer(request.purpose().number());
    write(out, selection.types(), out::text);
    write(out, selection.categories(), category -> out.integer(category.number()));
    out.array(2).integer(selection.days().fromNumber()).integer(selection.days().toNumber());
    return out.integer(number)
        .integer(time.getEpochSecond())
        .bytes(subject)
        .bytes(accessor)
        .toBytes();
  }

  /**
   * Reads an event.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static AccessEvent parse(byte[] bytes) {
    CborReader outer = CborReader.of(bytes, ErrorCode.RECEIPT_MISSING);
    outer.arrayOf(2);
    byte[] opening = outer.bytesOf(Sha256.SIZE_BYTES);
    CborReader in = CborReader.of(outer.bytes(MAX_BYTES), ErrorCode.RECEIPT_MISSING);
    outer.end();
    in.arrayOf(11);
    GrantChain chain = GrantChain.parse(in.bytes(MAX_BYTES));
    String holderName = in.text(1024);
    Action action = Numbers.of(Action.values(), Action::number, in);
    Purpose purpose = Numbers.of(Purpose.values(), Purpose::number, in);
    Field<String> types = read(in, reader -> reader.text(MANY));
    Field<Category> categories =
        read(in, reader -> Numbers.of(Category.values(), Category::number, reader));
    in.arrayOf(2);
    DayRange days =
        DayRange.ofNumbers((int) in.integer(0, DayRange.SPAN), (int) in.integer(0, DayRange.SPAN));
    long number = in.integer(0, Long.MAX_VALUE);
    Instant time = Instant.ofEpochSecond(in.integer(0, LAST_SECOND));
    byte[] subject = in.bytes(Sha256.SIZE_BYTES);
    byte[] accessor = in.bytes(MAX_ACCESSOR_BYTES);
    in.end();
    AccessRequest request = new AccessRequest(
        chain.last().parties().vault(), action, new Selection(types, categories, days), purpose);
    return new AccessEvent(chain, holderName, request, number, time, subject, accessor, opening);
  }

  /** Finds the constant with a wire number. */
  private static final class Numbers {
    static <T> T of(T[] all, Function<T, Integer> number, CborReader in) {
      long wanted = in.integer();
      return Arrays.stream(all)
          .filter(each -> number.apply(each) == wanted)
          .findFirst()
          .orElseThrow(() -> in.refusal("a number that this version does not know"));
    }
  }

  /** ALL is the integer 0, a set is an array. */
  private static <T> void write(CborWriter out, Field<T> field, Consumer<T> item) {
    if (field instanceof Field.Some<T> some) {
      out.array(some.values().size());
      some.values().stream().sorted().forEach(item);
    } else {
      out.integer(0);
    }
  }

  private static <T> Field<T> read(CborReader in, Function<CborReader, T> item) {
    if (in.peek() == Major.UNSIGNED) {
      in.integer(0, 0);
      return Field.all();
    }
    Set<T> values = new HashSet<>();
    for (int left = in.array(MANY); left > 0; left--) {
      values.add(item.apply(in));
    }
    return Field.of(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessEvent that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return "AccessEvent[" + number + " of " + chain.root().id() + "]";
  }
}
