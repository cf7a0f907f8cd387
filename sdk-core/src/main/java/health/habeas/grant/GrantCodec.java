// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A grant's body on the wire: a map of {@value #FIELDS} fields, all of them present (docs/spec/grants.md). */
final class GrantCodec {
  private static final int FIELDS = 20;
  private static final int USUAL_BYTES = 512;

  private GrantCodec() {}

  static byte[] encode(Grant grant) {
    return write(new CborWriter(USUAL_BYTES), grant).toBytes();
  }

  private static CborWriter write(CborWriter out, Grant grant) {
    out.map(FIELDS).key(1).integer(Grant.VERSION).key(2).integer(grant.suite().number());
    out.key(3).bytes(grant.parties().vault().bytes());
    out.key(4).bytes(grant.parties().issuer().bytes());
    out.key(5).bytes(grant.parties().holder().bytes());
    writeScope(out.key(6), grant);
    Permission permission = grant.permission();
    Items.PURPOSE.write(out.key(7), permission.purposes());
    out.key(8).integer(permission.window().notBefore().getEpochSecond());
    out.key(9).integer(permission.window().expires().getEpochSecond());
    Conditions conditions = permission.conditions();
    out.key(10).integer(conditions.depth());
    Items.TEXT.writeField(out.key(11), conditions.audience());
    Items.OBLIGATION.write(out.key(12), conditions.obligations());
    out.key(13).bytes(grant.binding().nonce());
    out.key(14).bytes(grant.lineage().parent().map(GrantId::bytes).orElse(new byte[0]));
    out.key(15).bytes(grant.binding().status().bytes());
    out.key(16).integer(conditions.offline().toSeconds());
    out.key(17).bytes(grant.binding().keyboxDigest());
    out.key(18).integer(conditions.limits().uses().orElse(0));
    Optional<Instant> eraseAt = conditions.limits().eraseAt();
    out.key(19).integer(eraseAt.map(Instant::getEpochSecond).orElse(0L));
    return out.key(20).integer(grant.binding().ledgerSize());
  }

  static Grant decode(byte[] signedBytes) {
    if (signedBytes.length > Grant.MAX_BYTES) {
      throw limit("a grant may have " + Grant.MAX_BYTES + " bytes");
    }
    Grant grant = decode(CborReader.of(signedBytes, ErrorCode.GRANT_MALFORMED));
    // The reader alone should suffice; this holds even if it or a rule above it is wrong one day.
    if (!write(new CborWriter(signedBytes.length), grant).wrote(signedBytes)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the grant is not in its one encoding");
    }
    return grant;
  }

  private static Grant decode(CborReader in) {
    int fields = in.map(Grant.MAX_BYTES);
    requireKnown(in.key(1).integer() == Grant.VERSION, "version");
    Suite suite = Suite.of(in.key(2).integer()).orElseThrow(() -> unknown("suite"));
    requireKnown(fields <= FIELDS, "field");
    Parties parties = new Parties(
        VaultId.ofBytes(in.key(3).bytesOf(Digest32.SIZE_BYTES)),
        new VerifyKey(suite, in.key(4).bytesOf(VerifyKey.SIZE_BYTES)),
        new VerifyKey(suite, in.key(5).bytesOf(VerifyKey.SIZE_BYTES)));
    List<Integer> parentAtoms = new ArrayList<>();
    Scope scope = readScope(in.key(6), parentAtoms);
    Set<Purpose> purposes = Items.PURPOSE.read(in.key(7));
    if (purposes.isEmpty()) {
      throw in.refusal("no purpose");
    }
    Window window = readWindow(in);
    int depth = (int) in.key(10).integer(0, Conditions.MAX_DEPTH);
    Field<String> audience = Items.TEXT.readField(in.key(11));
    Set<Obligation> obligations = Items.OBLIGATION.read(in.key(12));
    byte[] nonce = in.key(13).bytesOf(Binding.NONCE_BYTES);
    Lineage lineage = new Lineage(readParent(in), parentAtoms);
    StatusHandle status = StatusHandle.ofBytes(in.key(15).bytesOf(Digest32.SIZE_BYTES));
    Duration offline =
        Duration.ofSeconds(in.key(16).integer(0, Conditions.MAX_OFFLINE.toSeconds()));
    byte[] keyboxDigest = in.key(17).bytesOf(Sha256.SIZE_BYTES);
    Limits limits = readLimits(in, window);
    long ledgerSize = in.key(20).integer(0, Binding.MAX_LEDGER_SIZE);
    in.end();
    Conditions conditions = new Conditions(depth, audience, obligations, offline, limits);
    Binding binding = new Binding(nonce, status, keyboxDigest, ledgerSize);
    return new Grant(
        parties, new Permission(scope, purposes, window, conditions), lineage, binding);
  }

  private static void writeScope(CborWriter out, Grant grant) {
    List<Atom> atoms = grant.permission().scope().atoms();
    out.array(atoms.size());
    for (int i = 0; i < atoms.size(); i++) {
      AtomCodec.write(out, atoms.get(i), grant.lineage().parentAtoms().get(i));
    }
  }

  private static Scope readScope(CborReader in, List<Integer> parentAtoms) {
    int count = in.array(Grant.MAX_BYTES);
    if (count > Scope.MAX_ATOMS) {
      throw limit("a scope may have " + Scope.MAX_ATOMS + " lines, and this has " + count);
    }
    List<Atom> atoms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      atoms.add(AtomCodec.read(in));
      parentAtoms.add((int) in.integer(0, Scope.MAX_ATOMS - 1));
    }
    return new Scope(atoms);
  }

  private static Window readWindow(CborReader in) {
    long notBefore = in.key(8).integer(0, Window.LAST_SECOND);
    long expires = in.key(9).integer(0, Window.LAST_SECOND);
    if (notBefore >= expires) {
      throw in.refusal("a window that ends before it starts");
    }
    return new Window(Instant.ofEpochSecond(notBefore), Instant.ofEpochSecond(expires));
  }

  private static Limits readLimits(CborReader in, Window window) {
    long uses = in.key(18).integer(0, Limits.MAX_USES);
    long eraseAt = in.key(19).integer(0, Window.LAST_SECOND);
    if (eraseAt > 0 && eraseAt < window.expires().getEpochSecond()) {
      throw in.refusal("a time to erase before the grant expires");
    }
    return new Limits(
        uses == 0 ? OptionalLong.empty() : OptionalLong.of(uses),
        eraseAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(eraseAt)));
  }

  private static Optional<GrantId> readParent(CborReader in) {
    byte[] parent = in.key(14).bytes(Digest32.SIZE_BYTES);
    if (parent.length == 0) {
      return Optional.empty();
    }
    if (parent.length != Digest32.SIZE_BYTES) {
      throw in.refusal("a parent id of another length than 0 or 32");
    }
    return Optional.of(GrantId.ofBytes(parent));
  }

  private static void requireKnown(boolean known, String what) {
    if (!known) {
      throw unknown(what);
    }
  }

  private static InvalidInputException unknown(String what) {
    return new InvalidInputException(
        ErrorCode.GRANT_UNKNOWN_VERSION, "the grant has an unknown " + what);
  }

  private static InvalidInputException limit(String what) {
    return new InvalidInputException(ErrorCode.GRANT_LIMIT, what);
  }
}
