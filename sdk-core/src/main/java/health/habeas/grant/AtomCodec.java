// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;

/** Atoms and day ranges on the wire: arrays with every field in its place, so that none can be absent (L9). */
final class AtomCodec {
  private static final int FIELDS = 7;

  private AtomCodec() {}

  static byte[] encode(Atom atom) {
    CborWriter out = new CborWriter().array(FIELDS);
    writeFields(out, atom);
    return out.toBytes();
  }

  /** The seven fields, then the index of the parent's atom. */
  static void write(CborWriter out, Atom atom, int parentAtom) {
    writeFields(out.array(FIELDS + 1), atom);
    out.integer(parentAtom);
  }

  /** The seven fields; the caller reads the index that follows. */
  static Atom read(CborReader in) {
    in.arrayOf(FIELDS + 1);
    return readFields(in);
  }

  /** An atom without an index. */
  static Atom readAlone(CborReader in) {
    in.arrayOf(FIELDS);
    return readFields(in);
  }

  private static Atom readFields(CborReader in) {
    return new Atom(
        Items.ACTION.readField(in),
        Items.TEXT.readField(in),
        Items.CATEGORY.readField(in),
        readDays(in),
        Items.LABEL.readField(in),
        Items.AUTHOR.readField(in),
        Items.RECORD_ID.readField(in));
  }

  static void writeDays(CborWriter out, DayRange days) {
    if (days.isAll()) {
      Item.writeAll(out);
    } else {
      out.array(2).integer(days.fromNumber()).integer(days.toNumber());
    }
  }

  private static void writeFields(CborWriter out, Atom atom) {
    Items.ACTION.writeField(out, atom.actions());
    Items.TEXT.writeField(out, atom.types());
    Items.CATEGORY.writeField(out, atom.categories());
    writeDays(out, atom.days());
    Items.LABEL.writeField(out, atom.labels());
    Items.AUTHOR.writeField(out, atom.sources());
    Items.RECORD_ID.writeField(out, atom.ids());
  }

  private static DayRange readDays(CborReader in) {
    if (Item.readAll(in)) {
      return DayRange.ALL;
    }
    in.arrayOf(2);
    int from = (int) in.integer(0, DayRange.SPAN);
    return DayRange.ofNumbers(from, (int) in.integer(from, DayRange.SPAN));
  }
}
