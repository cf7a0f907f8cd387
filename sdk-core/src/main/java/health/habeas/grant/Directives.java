// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a patient forbids at one time, signed by her root key: what custodians keep and go by. The whole set has one
 * version, which grows with each change, so that a custodian can tell an old copy from the present one.
 *
 * <p>Guarantee: parsed directives were signed by that key for its own vault. What is unsound, unknown or too large is
 * {@code DIRECTIVE_INVALID}, and whoever meets it must deny. At most {@value #MAX_DIRECTIVES} directives and
 * {@value #MAX_BYTES} bytes. Immutable.
 */
public final class Directives {
  /** The most directives of a vault. */
  public static final int MAX_DIRECTIVES = 256;

  /** The most bytes of the signed form. */
  public static final int MAX_BYTES = 64 << 10;

  private final VaultId vault;
  private final long version;
  private final List<Directive> all;
  private final byte[] bytes;

  private Directives(VaultId vault, long version, Collection<Directive> all, byte[] bytes) {
    this.vault = vault;
    this.version = version;
    this.all = List.copyOf(all);
    this.bytes = bytes;
  }

  /**
   * What a patient who never forbade anything forbids: version 0, which is never signed.
   *
   * @param vault whose records
   */
  public static Directives none(VaultId vault) {
    return new Directives(vault, 0, List.of(), new byte[0]);
  }

  /**
   * The next version.
   *
   * @param directives all that is forbidden from now on, of this vault; holders are named in its suite
   * @param patient the root key
   * @param keys in suite S2 the patient's public keys; in S1 none
   */
  public Directives next(Set<Directive> directives, GrantSigner patient, HybridKey... keys) {
    Suite suite = patient.key().suite();
    require(directives.stream().allMatch(d -> d.vault().equals(vault)), "one of another vault");
    // It would match nobody, and so forbid nothing.
    require(
        directives.stream().allMatch(d -> namesHoldersIn(suite, d)),
        "one names a holder by a key of another suite than " + suite + ", which is the vault's");
    require(directives.size() <= MAX_DIRECTIVES, "more than " + MAX_DIRECTIVES);
    byte[] payload = payload(vault, version + 1, item(vault, suite), directives, keys);
    byte[] signed = Signatures.sign(patient, Domain.DIRECTIVES, payload).toBytes();
    require(signed.length <= MAX_BYTES, "more than " + MAX_BYTES + " bytes");
    return parse(signed, patient.key());
  }

  /**
   * Reads and verifies the signed form.
   *
   * @param bytes what {@link #bytes} gave
   * @param rootKey the patient's
   */
  public static Directives parse(byte[] bytes, VerifyKey rootKey) {
    require(bytes.length <= MAX_BYTES, "more than " + MAX_BYTES + " bytes");
    Suite suite = rootKey.suite();
    CoseSign1 signed =
        CoseSign1.parse(bytes, Signatures.scheme(suite), ErrorCode.DIRECTIVE_INVALID);
    try {
      CborReader in = CborReader.of(signed.payload(), ErrorCode.DIRECTIVE_INVALID);
      in.mapOf(suite == Suite.S1 ? 3 : 4);
      VaultId vault = VaultId.ofBytes(in.key(1).bytesOf(VerifyKey.SIZE_BYTES));
      long version = in.key(2).integer(1, Long.MAX_VALUE);
      Set<Directive> all = item(vault, suite).read(in.key(3));
      HybridKey[] keys =
          suite == Suite.S1 ? new HybridKey[0] : new HybridKey[] {record(in.key(4), rootKey)};
      byte[] signing = keys.length == 0 ? rootKey.bytes() : keys[0].bytes();
      in.end();
      require(signed.verify(signing, Domain.DIRECTIVES), "a signature that does not hold");
      require(all.size() <= MAX_DIRECTIVES, "more than " + MAX_DIRECTIVES);
      byte[] encoded = payload(vault, version, item(vault, suite), all, keys);
      require(Arrays.equals(encoded, signed.payload()), "not their one encoding");
      require(vault.equals(VaultId.of(rootKey)), "another vault's");
      return new Directives(vault, version, all, bytes.clone());
    } catch (InvalidInputException e) {
      throw e.code() == ErrorCode.DIRECTIVE_INVALID
          ? e
          : new InvalidInputException(
              ErrorCode.DIRECTIVE_INVALID,
              "the directives hold what this version does not know",
              e);
    }
  }

  /** The key record, which counts because it hashes to the root key. */
  private static HybridKey record(CborReader in, VerifyKey rootKey) {
    HybridKey record = HybridKey.ofBytes(in.bytesOf(HybridKey.SIZE_BYTES));
    require(record.id().equals(rootKey), "another patient's key");
    return record;
  }

  /** Whose records. */
  public VaultId vault() {
    return vault;
  }

  /** 0 if there never were any, and one more with each change. */
  public long version() {
    return version;
  }

  /** Each of them, in the order of their bytes. */
  public List<Directive> all() {
    return all;
  }

  /** The signed form; empty for version 0. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Those that are about a chain's holders and a request's purpose.
   *
   * @param chain who asks
   * @param request what for
   */
  public List<Directive> concerning(GrantChain chain, AccessRequest request) {
    return Authority.concerning(chain, request, all);
  }

  /**
   * Whether they forbid a request as a whole, by rule 14 of docs/spec/grants.md.
   *
   * @param chain who asks
   * @param request what for
   */
  public boolean forbid(GrantChain chain, AccessRequest request) {
    return Authority.of(chain, request, all).isForbidden(request);
  }

  /**
   * Whether keys would be of no use to a chain's last holder, because one of its holders may read nothing that they open.
   *
   * @param holders who could come by them: who gets them, and those above, who can open what is sealed below them
   * @param permission for what
   * @param keys which keys
   */
  public boolean forbidKeys(
      Collection<VerifyKey> holders, Permission permission, CompartmentDays keys) {
    return all.stream()
        .anyMatch(directive ->
            holders.stream().anyMatch(holder -> directive.forbidsKeys(holder, permission, keys)));
  }

  /** The version and how many there are. */
  @Override
  public String toString() {
    return "Directives[version " + version + ", " + all.size() + "]";
  }

  private static boolean namesHoldersIn(Suite suite, Directive directive) {
    return !(directive.holders() instanceof Field.Some<VerifyKey> some)
        || some.values().stream().allMatch(key -> key.suite() == suite);
  }

  private static byte[] payload(
      VaultId vault,
      long version,
      Item<Directive> item,
      Set<Directive> directives,
      HybridKey... keys) {
    CborWriter out = new CborWriter().map(3 + keys.length).key(1).bytes(vault.bytes());
    item.write(out.key(2).integer(version).key(3), directives);
    Stream.of(keys).forEach(key -> out.key(4).bytes(key.bytes()));
    return out.toBytes();
  }

  private static Item<Directive> item(VaultId vault, Suite suite) {
    Item<VerifyKey> key = Items.key(suite);
    return new Item<>((out, directive) -> write(out, key, directive), in -> read(vault, key, in));
  }

  /** One directive alone, as a custodian tells a holder those that are about it. */
  static byte[] one(Directive directive, Suite suite) {
    CborWriter out = new CborWriter();
    write(out, Items.key(suite), directive);
    return out.toBytes();
  }

  /** What {@link #one} gave, strictly. */
  static Directive one(VaultId vault, byte[] bytes, Suite suite) {
    CborReader in = CborReader.of(bytes, ErrorCode.DIRECTIVE_INVALID);
    Directive directive = read(vault, Items.key(suite), in);
    in.end();
    require(Arrays.equals(one(directive, suite), bytes), "not their one encoding");
    return directive;
  }

  private static void write(CborWriter out, Item<VerifyKey> key, Directive directive) {
    out.array(3);
    key.writeField(out, directive.holders());
    Items.PURPOSE.writeField(out, directive.purposes());
    out.encoded(AtomCodec.encode(directive.forbidden()));
  }

  private static Directive read(VaultId vault, Item<VerifyKey> key, CborReader in) {
    in.arrayOf(3);
    return new Directive(
        vault, key.readField(in), Items.PURPOSE.readField(in), AtomCodec.readAlone(in));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new InvalidInputException(
          ErrorCode.DIRECTIVE_INVALID, "these are no sound directives: " + what);
    }
  }
}
