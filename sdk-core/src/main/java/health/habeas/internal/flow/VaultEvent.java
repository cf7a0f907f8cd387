// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Directives;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.RevocationStatement;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Slot;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What happened to a vault, one journal entry each. Replaying them in order gives the vault's state; nothing else is
 * state. Numbers are wire values and never reused.
 */
sealed interface VaultEvent {
  /** The most items of a list in one event. */
  int MANY = 1 << 20;

  /** How many items one event is given; more take several. */
  int AT_ONCE = 10_000;

  /** The wire number of the kind. */
  int kind();

  /** The body, without the kind. */
  byte[] body();

  /** A name for people, without any detail. */
  String title();

  static VaultEvent read(int kind, byte[] body) {
    CborReader in = CborReader.of(body, ErrorCode.VAULT_ROLLED_BACK);
    VaultEvent event = switch (kind) {
      case Created.KIND -> Created.read(in);
      case RecordsAdded.KIND -> RecordsAdded.read(in);
      case GrantIssued.KIND -> GrantIssued.read(in);
      case GrantRevoked.KIND -> GrantRevoked.read(in);
      case KeysUpdated.KIND -> KeysUpdated.read(in);
      case Imported.KIND -> Imported.read(in);
      case Swept.KIND -> Swept.read(in);
      case Rewrapped.KIND -> Rewrapped.read(in);
      case Directed.KIND -> Directed.read(in);
      case Noticed.KIND -> Noticed.read(in);
      case KeyRevoked.KIND -> KeyRevoked.read(in);
      case CustodiansChanged.KIND -> CustodiansChanged.read(in);
      case RecordsDeleted.KIND -> RecordsDeleted.read(in);
      case ObjectsDropped.KIND -> ObjectsDropped.read(in);
      case Repacked.KIND -> Repacked.read(in);
      case CustodianKeys.KIND -> CustodianKeys.read(in);
      default -> throw in.refusal("a journal entry of a later version");
    };
    in.end();
    return event;
  }

  /**
   * The vault was made, with this layout, this patient epoch, whose digest tells the right copy from a stale one, and these
   * custodians.
   */
  record Created(int data, int total, byte[] epochDigest, List<Roster.Seat> seats)
      implements VaultEvent {
    static final int KIND = 1;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "vault created";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(4).integer(data).integer(total).bytes(epochDigest);
      Roster.writeAll(out, seats);
      return out.toBytes();
    }

    static Created read(CborReader in) {
      in.arrayOf(4);
      return new Created(
          (int) in.integer(1, 255),
          (int) in.integer(1, 255),
          in.bytesOf(Sha256.SIZE_BYTES),
          Roster.readAll(in));
    }
  }

  /**
   * Records were stored: on these pages, whose slots say where. {@code filed} are inbox items that are done with. {@code
   * moved} are compartments, with the epoch of that moment, in which an earlier version is whose place the record left. {@code
   * objects} are what was stored for it, by id in hex.
   */
  record RecordsAdded(
      List<PageRef> pages,
      int records,
      List<String> filed,
      List<PageRef> moved,
      List<String> objects)
      implements VaultEvent {
    static final int KIND = 2;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "records stored";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(moved.isEmpty() ? 4 : 5);
      PageRef.writeAll(out, pages);
      out.integer(records).array(filed.size());
      filed.forEach(out::text);
      writeObjects(out, objects);
      if (!moved.isEmpty()) {
        PageRef.writeAll(out, moved);
      }
      return out.toBytes();
    }

    static RecordsAdded read(CborReader in) {
      boolean moves = in.array(5) == 5;
      List<PageRef> pages = PageRef.readAll(in);
      int records = (int) in.integer(0, Integer.MAX_VALUE);
      List<String> filed = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        filed.add(in.text(80));
      }
      List<String> objects = readObjects(in);
      List<PageRef> moved = moves ? PageRef.readAll(in) : List.of();
      return new RecordsAdded(pages, records, filed, moved, objects);
    }
  }

  /** A grant was given; {@code card} is the holder's, {@code given} what its keybox opens. */
  record GrantIssued(byte[] chain, byte[] card, List<PageRef> given) implements VaultEvent {
    static final int KIND = 3;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "grant issued";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(3).bytes(chain).bytes(card);
      PageRef.writeAll(out, given);
      return out.toBytes();
    }

    static GrantIssued read(CborReader in) {
      in.arrayOf(3);
      byte[] chain = in.bytes(1 << 20);
      byte[] card = in.bytes(1 << 14);
      return new GrantIssued(chain, card, PageRef.readAll(in));
    }
  }

  /**
   * A grant is to end. The keys are not rotated yet. {@code chain} is empty for a root grant, which the journal has, and for
   * a delegated one the chain down to it, without keybox.
   */
  record GrantRevoked(byte[] grantId, byte[] chain) implements VaultEvent {
    static final int KIND = 4;

    /** The end of a root grant. */
    static GrantRevoked root(GrantId id) {
      return new GrantRevoked(id.bytes(), new byte[0]);
    }

    /** The end of a delegated grant. */
    static GrantRevoked below(GrantChain chain) {
      return new GrantRevoked(chain.id().bytes(), chain.withoutKeybox().bytes());
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "grant revoked";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(chain.length == 0 ? 1 : 2).bytes(grantId);
      return (chain.length == 0 ? out : out.bytes(chain)).toBytes();
    }

    static GrantRevoked read(CborReader in) {
      boolean delegated = in.array(2) == 2;
      return new GrantRevoked(in.bytesOf(32), delegated ? in.bytes(1 << 20) : new byte[0]);
    }
  }

  /**
   * Keys changed hands: {@code epochs} names compartments and their new epochs, {@code handed} what each surviving grant
   * got. {@code revoked} is the grant, or the ledger id of the statement, whose end or effect made it necessary, or empty.
   */
  record KeysUpdated(byte[] revoked, List<PageRef> epochs, List<Handed> handed)
      implements VaultEvent {
    static final int KIND = 5;

    /** New keys for one grant. */
    record Handed(byte[] grantId, List<PageRef> given) {}

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "keys updated";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(3).bytes(revoked);
      PageRef.writeAll(out, epochs);
      out.array(handed.size());
      for (Handed each : handed) {
        PageRef.writeAll(out.array(2).bytes(each.grantId()), each.given());
      }
      return out.toBytes();
    }

    static KeysUpdated read(CborReader in) {
      in.arrayOf(3);
      byte[] revoked = in.bytes(32);
      List<PageRef> epochs = PageRef.readAll(in);
      List<Handed> handed = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        in.arrayOf(2);
        handed.add(new Handed(in.bytesOf(32), PageRef.readAll(in)));
      }
      return new KeysUpdated(revoked, epochs, handed);
    }
  }

  /**
   * The vault was moved here; {@code history} are the disclosures that another ledger proved, with their evidence. The last
   * such entry has none, and names the {@code archive} that is in now, all of it.
   */
  record Imported(List<byte[]> history, byte[] archive) implements VaultEvent {
    static final int KIND = 6;

    static Imported part(List<byte[]> history) {
      return new Imported(List.copyOf(history), new byte[0]);
    }

    static Imported end(byte[] archive) {
      return new Imported(List.of(), archive);
    }

    /** Whether it ends an import. */
    boolean isEnd() {
      return archive.length > 0;
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "vault imported";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(2).array(history.size());
      history.forEach(out::bytes);
      return out.bytes(archive).toBytes();
    }

    static Imported read(CborReader in) {
      in.arrayOf(2);
      List<byte[]> history = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        history.add(in.bytes(1 << 20));
      }
      return new Imported(history, in.bytes(ArchiveFile.ID_BYTES));
    }
  }

  /** A session found what another one had left unfinished and removed it; that one can't commit it any more. */
  record Swept() implements VaultEvent {
    static final int KIND = 7;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "leftovers removed";
    }

    @Override
    public byte[] body() {
      return new CborWriter().array(0).toBytes();
    }

    static Swept read(CborReader in) {
      in.arrayOf(0);
      return new Swept();
    }
  }

  /**
   * The slots of one compartment's earlier epochs were wrapped anew, on these pages: those epochs have no pages any more.
   * {@code into} names compartment and epoch; {@code withdrawn} slots were left out, because their record is elsewhere.
   */
  record Rewrapped(PageRef into, List<PageRef> pages, int slots, int withdrawn)
      implements VaultEvent {
    static final int KIND = 8;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "old keys retired";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter();
      write(out);
      return out.toBytes();
    }

    private void write(CborWriter out) {
      into.write(out.array(4));
      PageRef.writeAll(out, pages);
      out.integer(slots).integer(withdrawn);
    }

    static Rewrapped read(CborReader in) {
      in.arrayOf(4);
      PageRef into = PageRef.read(in);
      List<PageRef> pages = PageRef.readAll(in);
      return new Rewrapped(into, pages, (int) in.integer(0, Integer.MAX_VALUE), (int)
          in.integer(0, Integer.MAX_VALUE));
    }
  }

  /** The patient said what is forbidden, whatever she grants; {@code item} is what custodians get, signed. */
  record Directed(byte[] item) implements VaultEvent {
    static final int KIND = 9;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "directives given";
    }

    @Override
    public byte[] body() {
      return new CborWriter().array(1).bytes(item).toBytes();
    }

    static Directed read(CborReader in) {
      in.arrayOf(1);
      return new Directed(in.bytes(Directives.MAX_BYTES));
    }
  }

  /** The patient has seen that somebody broke the glass; {@code entries} are digests of those ledger entries. */
  record Noticed(List<byte[]> entries) implements VaultEvent {
    static final int KIND = 10;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "break-glass seen";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(1).array(entries.size());
      entries.forEach(out::bytes);
      return out.toBytes();
    }

    static Noticed read(CborReader in) {
      in.arrayOf(1);
      List<byte[]> entries = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        entries.add(in.bytesOf(32));
      }
      return new Noticed(entries);
    }
  }

  /** A key ended in this vault, or what it issued so far. The grants that end with it are not yet revoked. */
  record KeyRevoked(byte[] statement) implements VaultEvent {
    static final int KIND = 11;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "key revoked";
    }

    @Override
    public byte[] body() {
      return new CborWriter().array(1).bytes(statement).toBytes();
    }

    static KeyRevoked read(CborReader in) {
      in.arrayOf(1);
      return new KeyRevoked(in.bytes(RevocationStatement.MAX_BYTES));
    }
  }

  /** A custodian came, or took another's place: these are the seats from now on. */
  record CustodiansChanged(List<Roster.Seat> seats) implements VaultEvent {
    static final int KIND = 13;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "custodians changed";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(1);
      Roster.writeAll(out, seats);
      return out.toBytes();
    }

    static CustodiansChanged read(CborReader in) {
      in.arrayOf(1);
      return new CustodiansChanged(Roster.readAll(in));
    }
  }

  /**
   * Records were deleted: every version of each up to this one. {@code left} are the compartments in which they have slots, with
   * the epoch of that moment.
   */
  record RecordsDeleted(List<Slot> records, List<PageRef> left) implements VaultEvent {
    static final int KIND = 14;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "records deleted";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(2).array(records.size());
      records.forEach(slot -> out.array(2).bytes(slot.recordName()).integer(slot.version()));
      PageRef.writeAll(out, left);
      return out.toBytes();
    }

    static RecordsDeleted read(CborReader in) {
      in.arrayOf(2);
      List<Slot> records = new ArrayList<>();
      for (int rest = in.array(MANY); rest > 0; rest--) {
        in.arrayOf(2);
        records.add(new Slot(in.bytesOf(Slot.NAME_BYTES), (int) in.integer(1, Integer.MAX_VALUE)));
      }
      return new RecordsDeleted(records, PageRef.readAll(in));
    }
  }

  /** No slot names these objects any more: whoever finds pieces of them deletes them. */
  record ObjectsDropped(List<String> objects) implements VaultEvent {
    static final int KIND = 15;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "unused objects dropped";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(1);
      writeObjects(out, objects);
      return out.toBytes();
    }

    static ObjectsDropped read(CborReader in) {
      in.arrayOf(1);
      return new ObjectsDropped(readObjects(in));
    }
  }

  /**
   * The records of packs that were mostly dead lie in these objects from now on: their compartments were re-wrapped, all at once,
   * into slots that lead there.
   */
  record Repacked(List<Rewrapped> compartments, List<String> objects) implements VaultEvent {
    static final int KIND = 16;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "packs written anew";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(2).array(compartments.size());
      compartments.forEach(each -> each.write(out));
      writeObjects(out, objects);
      return out.toBytes();
    }

    static Repacked read(CborReader in) {
      in.arrayOf(2);
      List<Rewrapped> compartments = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        compartments.add(Rewrapped.read(in));
      }
      return new Repacked(compartments, readObjects(in));
    }
  }

  /** With these keys custodians sign what they say of the vault's objects, each for good. */
  record CustodianKeys(List<Bound> keys) implements VaultEvent {
    static final int KIND = 17;

    /** One custodian's key, which the first entry that names it binds. */
    record Bound(String custodian, VerifyKey key) {}

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public String title() {
      return "custodians' keys bound";
    }

    @Override
    public byte[] body() {
      CborWriter out = new CborWriter().array(1).array(keys.size());
      keys.forEach(each -> out.array(2).text(each.custodian()).bytes(each.key().bytes()));
      return out.toBytes();
    }

    static CustodianKeys read(CborReader in) {
      in.arrayOf(1);
      List<Bound> keys = new ArrayList<>();
      for (int left = in.array(Roster.MAX_SEATS); left > 0; left--) {
        in.arrayOf(2);
        keys.add(new Bound(in.text(255), new VerifyKey(in.bytesOf(VerifyKey.SIZE_BYTES))));
      }
      return new CustodianKeys(keys);
    }
  }

  private static void writeObjects(CborWriter out, List<String> objects) {
    out.array(objects.size());
    objects.forEach(id -> out.bytes(HexFormat.of().parseHex(id)));
  }

  private static List<String> readObjects(CborReader in) {
    List<String> objects = new ArrayList<>();
    for (int left = in.array(MANY); left > 0; left--) {
      objects.add(HexFormat.of().formatHex(in.bytesOf(32)));
    }
    return objects;
  }

  /**
   * A place in the sequence of pages of one compartment and epoch.
   *
   * @param compartment whose page
   * @param epoch key generation
   * @param index 0, 1, 2 … within the compartment and epoch
   */
  record PageRef(CompartmentId compartment, int epoch, int index) {
    void write(CborWriter out) {
      out.array(4)
          .integer(compartment.labelMask())
          .integer(compartment.category())
          .integer(epoch)
          .integer(index);
    }

    static void writeAll(CborWriter out, List<PageRef> all) {
      out.array(all.size());
      all.forEach(each -> each.write(out));
    }

    static List<PageRef> readAll(CborReader in) {
      List<PageRef> all = new ArrayList<>();
      for (int left = in.array(MANY); left > 0; left--) {
        all.add(read(in));
      }
      return all;
    }

    static PageRef read(CborReader in) {
      in.arrayOf(4);
      CompartmentId compartment =
          new CompartmentId((int) in.integer(1, 255), (int) in.integer(1, 255));
      return new PageRef(compartment, (int) in.integer(0, Integer.MAX_VALUE), (int)
          in.integer(0, Integer.MAX_VALUE));
    }
  }
}
