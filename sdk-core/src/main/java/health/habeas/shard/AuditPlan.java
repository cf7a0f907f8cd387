// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.VaultId;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * All that somebody needs who audits a vault's custodians for the patient, without any key of hers: the vault's card, a pass,
 * the manifest of each object, and who should have which shard. Made by {@code Vault.auditPlan}. Immutable.
 *
 * <p>Guarantee: an answer counts as sound only with the very bytes that the patient stored; each chunk of a custodian is
 * drawn with the same probability. If a custodian lost a part p of its chunks, an audit with s samples misses it with
 * probability (1 − p)^s: 300 samples find a loss of 1 % with 95 %.
 *
 * <p>Limits: the shares of keys behind the chunks are not asked for, since they must not leave a custodian without a
 * receipt. It knows the objects of the time when it was made; what was deleted since counts as not held. Each question makes
 * the custodian read one whole shard. Whoever has the plan learns what a custodian knows: how many objects of which size.
 */
public final class AuditPlan {
  private static final int MAX_CARD_BYTES = 16 << 10;
  private static final int MAX_PASS_BYTES = 8 << 10;
  private static final int MAX_MANIFEST_BYTES = 16 << 10;
  private static final int MAX_NAME_BYTES = 1024;
  private static final int MAX_CUSTODIANS = 255;
  private static final int MAX_OBJECTS = 1 << 24;

  private final VaultCard card;
  private final AuditPass pass;
  private final List<String> custodians;
  private final Map<String, VerifyKey> keys;
  private final List<Piece> pieces;

  /**
   * An object, and where its shards should be.
   *
   * @param signed its manifest, as the patient signed it
   * @param manifest the same, verified
   * @param shards for each custodian of the plan the index of its shard, or −1 for none
   */
  private record Piece(byte[] signed, Manifest manifest, int[] shards) {

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private AuditPlan(Builder from) {
    this.card = from.card;
    this.pass = from.pass;
    this.custodians = from.custodians;
    this.keys = Map.copyOf(from.keys);
    this.pieces = List.copyOf(from.pieces);
  }

  /** Collects the objects of a plan. Not thread-safe: one per plan. */
  public static final class Builder {
    private final VaultCard card;
    private final AuditPass pass;
    private final List<String> custodians;
    private final Map<String, VerifyKey> keys = new HashMap<>();
    private final List<Piece> pieces = new ArrayList<>();

    private Builder(VaultCard card, AuditPass pass, List<String> custodians) {
      this.card = card;
      this.pass = pass;
      this.custodians = List.copyOf(custodians);
    }

    /**
     * Adds an object; false if the patient did not sign the manifest, and then it is left out.
     *
     * @param manifest as a custodian gave it
     * @param shards for each custodian the index of the shard that it should have, or −1 for none
     */
    public boolean add(byte[] manifest, int... shards) {
      if (shards.length != custodians.size()) {
        return false;
      }
      Optional<Manifest> verified = Manifest.verified(manifest, card.itemKey().bytes())
          .filter(m -> Arrays.stream(shards).allMatch(j -> j >= -1 && j < m.total()));
      verified.ifPresent(m -> pieces.add(new Piece(manifest.clone(), m, shards.clone())));
      return verified.isPresent();
    }

    /**
     * Says with which key a custodian must sign; without, that of its first answer counts.
     *
     * @param custodian one of the plan's, else it is left out
     * @param key as the vault's journal or the custodian's registration has it
     */
    public Builder key(String custodian, VerifyKey key) {
      if (custodians.contains(custodian)) {
        keys.put(custodian, key);
      }
      return this;
    }

    /** The plan with what was added so far. */
    public AuditPlan build() {
      return new AuditPlan(this);
    }
  }

  /**
   * Begins a plan.
   *
   * @param card the vault's
   * @param pass signed by its key
   * @param custodians their names
   */
  public static Builder builder(VaultCard card, AuditPass pass, List<String> custodians) {
    if (!pass.vault().equals(card.vault())
        || new HashSet<>(custodians).size() != custodians.size()) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "a plan has a pass for its own vault and names each custodian once");
    }
    return new Builder(card, pass, custodians);
  }

  /**
   * Reads a plan and verifies the card and every manifest.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static AuditPlan parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.AUDIT_REFUSED);
    in.arrayOf(4);
    VaultCard card = VaultCard.parse(in.bytes(MAX_CARD_BYTES));
    AuditPass pass = AuditPass.parse(in.bytes(MAX_PASS_BYTES));
    List<String> custodians = new ArrayList<>();
    Map<String, VerifyKey> keys = new HashMap<>();
    for (int left = in.array(MAX_CUSTODIANS); left > 0; left--) {
      boolean hasKey = in.array(2) == 2;
      String name = in.text(MAX_NAME_BYTES);
      custodians.add(name);
      if (hasKey) {
        keys.put(name, new VerifyKey(in.bytesOf(VerifyKey.SIZE_BYTES)));
      }
    }
    Builder plan = builder(card, pass, custodians);
    keys.forEach(plan::key);
    for (int left = in.array(MAX_OBJECTS); left > 0; left--) {
      in.arrayOf(2);
      byte[] manifest = in.bytes(MAX_MANIFEST_BYTES);
      int[] shards = new int[in.array(MAX_CUSTODIANS)];
      for (int i = 0; i < shards.length; i++) {
        shards[i] = (int) in.integer(-1, MAX_CUSTODIANS);
      }
      if (!plan.add(manifest, shards)) {
        throw in.refusal("an object that the patient did not sign");
      }
    }
    in.end();
    return plan.build();
  }

  /** The one encoding, a fresh copy: about 350 bytes an object. */
  public byte[] bytes() {
    CborWriter out =
        new CborWriter().array(4).bytes(card.bytes()).bytes(pass.bytes()).array(custodians.size());
    for (String custodian : custodians) {
      VerifyKey key = keys.get(custodian);
      out.array(key == null ? 1 : 2).text(custodian);
      if (key != null) {
        out.bytes(key.bytes());
      }
    }
    out.array(pieces.size());
    for (Piece piece : pieces) {
      out.array(2).bytes(piece.signed).array(piece.shards.length);
      for (int shard : piece.shards) {
        out.integer(shard);
      }
    }
    return out.toBytes();
  }

  /** Whose custodians it audits. */
  public VaultId vault() {
    return card.vault();
  }

  /** When the custodians stop to answer it. */
  public Instant until() {
    return pass.until();
  }

  /** Who should have the shards, by name. */
  public List<String> custodians() {
    return custodians;
  }

  /** How many objects it knows. */
  public int objects() {
    return pieces.size();
  }

  /**
   * Asks a custodian for chunks that are drawn at random, one after the other.
   *
   * @param custodian one of {@link #custodians}, as its name says
   * @param samples how many; 300 find a loss of 1 % with 95 %, 3,000 one of 0.1 %
   * @throws InvalidInputException if the plan does not know it
   */
  public CustodianAudit audit(Custodian custodian, int samples) {
    return audit(custodian.name(), custodian::audit, samples);
  }

  /**
   * The same, for an auditor that reaches the custodian in its own way, for example with a deadline.
   *
   * @param custodian its name
   * @param asking brings its answer to a question; what this throws is counted as unanswered
   * @param samples how many
   * @throws InvalidInputException if the plan does not know it
   */
  public CustodianAudit audit(
      String custodian, Function<AuditQuestion, byte[]> asking, int samples) {
    return audit(
        new Interview(card, custodian, keys.get(custodian), asking),
        column(custodian),
        samples,
        new SecureRandom());
  }

  /** The same with a random source of one's own, for tests. */
  CustodianAudit audit(Custodian custodian, int samples, RandomGenerator random) {
    String name = custodian.name();
    return audit(
        new Interview(card, name, keys.get(name), custodian::audit), column(name), samples, random);
  }

  private CustodianAudit audit(
      Interview interview, int column, int samples, RandomGenerator random) {
    ChunkSampler<Piece> chunks = new ChunkSampler<>();
    pieces.stream()
        .filter(piece -> piece.shards[column] >= 0)
        .forEach(piece -> chunks.add(piece, piece.manifest.chunks()));
    for (int i = 0; i < samples && !chunks.isEmpty(); i++) {
      ChunkSampler.Drawn<Piece> drawn = chunks.draw(random);
      Piece piece = drawn.from();
      byte[] nonce = new byte[AuditQuestion.NONCE_BYTES];
      random.nextBytes(nonce);
      interview.ask(
          piece.manifest,
          new AuditQuestion(
              pass, piece.signed, piece.shards[column], OptionalInt.of(drawn.position()), nonce));
    }
    return interview.result();
  }

  /**
   * Asks a custodian for what tickets know the answers of: whole shards are audited, the shares of keys included, and only
   * digests come back.
   *
   * @param custodian one of {@link #custodians}, as its name says
   * @param tickets each used for the first time, for shards that this custodian should have
   * @throws InvalidInputException if the plan does not know it, or the patient did not sign a ticket's manifest
   */
  public CustodianAudit redeem(Custodian custodian, List<AuditTicket> tickets) {
    return redeem(custodian.name(), custodian::audit, tickets);
  }

  /**
   * The same, for an auditor that reaches the custodian in its own way.
   *
   * @param custodian its name
   * @param asking brings its answer to a question; what this throws is counted as unanswered
   * @param tickets as above
   * @throws InvalidInputException as above
   */
  public CustodianAudit redeem(
      String custodian, Function<AuditQuestion, byte[]> asking, List<AuditTicket> tickets) {
    column(custodian);
    Interview interview = new Interview(card, custodian, keys.get(custodian), asking);
    for (AuditTicket ticket : tickets) {
      Manifest manifest = Manifest.verified(ticket.manifest(), card.itemKey().bytes())
          .orElseThrow(() -> new InvalidInputException(
              ErrorCode.AUDIT_REFUSED, "the patient did not sign the manifest of a ticket"));
      interview.redeem(
          manifest,
          new AuditQuestion(
              pass, ticket.manifest(), ticket.shard(), OptionalInt.empty(), ticket.nonce()),
          ticket.digest());
    }
    return interview.result();
  }

  private int column(String custodian) {
    int column = custodians.indexOf(custodian);
    if (column < 0) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED, "the plan knows no custodian of this name");
    }
    return column;
  }

  /** The vault and the time alone. */
  @Override
  public String toString() {
    return "AuditPlan[" + vault() + ", " + objects() + " objects, until " + until() + "]";
  }
}
