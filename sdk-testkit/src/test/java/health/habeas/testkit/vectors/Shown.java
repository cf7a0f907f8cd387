// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import health.habeas.grant.Challenge;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.KeyRevocation;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Presentation;
import health.habeas.grant.Revocations;
import health.habeas.grant.Revocations.VaultKey;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A decision: what is shown to a verifier, with everything that it knows. Right until something is changed. */
final class Shown implements Vector {
  static final long NOW = Body.NOT_BEFORE;

  // what can't be read has no digest that a proof could name: the example's proof goes with it
  private static final Set<String> UNREADABLE = Set.of("HBS-1001", "HBS-1006", "HBS-1007");

  private final String name;
  private final String law;
  private final String expect;
  private List<byte[]> links = List.of();
  private byte[] keybox = new byte[0];
  private byte @Nullable [] chain;
  private Ask ask = Ask.EXAMPLE;
  private List<byte[]> records = List.of();
  private BiFunction<String, byte[], byte[]> prover = Person.CLINIC::signed;
  private final Map<Integer, byte[]> claimed = new TreeMap<>();
  private UnaryOperator<byte[]> claim = payload -> payload;
  private UnaryOperator<byte[]> proof = bytes -> bytes;
  private String domain = Person.POSSESSION;
  private String verifier = "custodian-1";
  private byte[] nonce = {1, 2, 3};
  private long now = NOW;
  private @Nullable Long asOf;
  private final Map<String, Long> revoked = new TreeMap<>();
  private final Map<VaultKey, Set<KeyRevocation>> keys = new LinkedHashMap<>();
  private long followed;
  private final List<Directive> directives = new ArrayList<>();
  private long earlierUses;
  private @Nullable Long firstBreak;
  private @Nullable List<String> accepted = new ArrayList<>();

  private Shown(String name, String law, String expect) {
    this.name = name;
    this.law = law;
    this.expect = expect;
  }

  static Shown allowed(String name, String law) {
    return new Shown(name, law, ALLOW).grants(Body.example());
  }

  static Shown denied(String code, String name, String law) {
    return new Shown(name, law, code).grants(Body.example());
  }

  /** A root by Alice to the clinic. */
  Shown grants(Body body) {
    return links(Person.ALICE.link(body.bytes()));
  }

  Shown links(byte[]... encoded) {
    links = List.of(encoded);
    return this;
  }

  Shown family(Family family) {
    by(family.last());
    return links(family.links().toArray(byte[][]::new));
  }

  Shown keybox(byte[] content) {
    keybox = content;
    return this;
  }

  /** These bytes in place of the chain. */
  Shown chain(byte[] bytes) {
    chain = bytes;
    return this;
  }

  Shown asks(Ask asked) {
    ask = asked;
    return this;
  }

  Shown by(Person presenter) {
    return by(presenter::signed);
  }

  /** Signs a proof, given its domain and payload. */
  Shown by(BiFunction<String, byte[], byte[]> presenter) {
    prover = presenter;
    return this;
  }

  /** The chain's key records, which suite S2 has. */
  Shown records(byte[]... keys) {
    records = List.of(keys);
    return this;
  }

  /** Another value in the proof than is right. */
  Shown claims(int field, byte[] value) {
    claimed.put(field, value);
    return this;
  }

  Shown madeAt(long time) {
    return claims(7, Cbor.number(time));
  }

  Shown claim(UnaryOperator<byte[]> change) {
    claim = change;
    return this;
  }

  Shown proof(UnaryOperator<byte[]> change) {
    proof = change;
    return this;
  }

  Shown domain(String of) {
    domain = of;
    return this;
  }

  Shown to(String name, byte... challenge) {
    verifier = name;
    nonce = challenge;
    return this;
  }

  Shown at(long time) {
    now = time;
    return this;
  }

  Shown viewOf(long time) {
    asOf = time;
    return this;
  }

  Shown revoked(byte[] handle, long position) {
    revoked.put(HexFormat.of().formatHex(handle), position);
    return this;
  }

  /** That a key ended in Alice's vault. */
  Shown keyEnded(Person person, long since) {
    return ended(Person.ALICE, person, new KeyRevocation(since, OptionalLong.empty()));
  }

  /** That what a key issued before a position ended in Alice's vault. */
  Shown issuedBefore(Person person, long since, long before) {
    return ended(Person.ALICE, person, new KeyRevocation(since, OptionalLong.of(before)));
  }

  Shown ended(Person patient, Person person, KeyRevocation known) {
    VaultKey key = new VaultKey(VaultId.ofBytes(patient.vault()), new VerifyKey(person.key()));
    keys.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(known);
    return this;
  }

  Shown followed(long size) {
    followed = size;
    return this;
  }

  Shown directive(Directive directive) {
    directives.add(directive);
    return this;
  }

  Shown uses(long earlier) {
    earlierUses = earlier;
    return this;
  }

  /** When this verifier first let somebody break the glass with the root grant. */
  Shown brokenAt(long time) {
    firstBreak = time;
    return this;
  }

  /** That a proof with this jti was accepted for this chain digest, the chain's own if it is empty. */
  Shown accepted(byte[] digest, byte[] jti) {
    byte[] of = digest.length == 0 ? chainDigest() : digest;
    accepted = List.of(HexFormat.of().formatHex(of) + ":" + HexFormat.of().formatHex(jti));
    return this;
  }

  Shown memoryLost() {
    accepted = null;
    return this;
  }

  private byte[] chainOf(byte[] sealed) {
    byte[] two = Cbor.concat(
        Cbor.hex("01"), Cbor.array(links.stream().map(Cbor::bytes).toList()),
        Cbor.hex("02"), Cbor.bytes(sealed));
    return records.isEmpty()
        ? Cbor.concat(Cbor.hex("a2"), two)
        : Cbor.concat(
            Cbor.hex("a3"),
            two,
            Cbor.hex("03"),
            Cbor.array(records.stream().map(Cbor::bytes).toList()));
  }

  private byte[] shown() {
    return chain == null ? chainOf(keybox) : chain;
  }

  byte[] chainDigest() {
    return Person.sha256("habeas/chain/1", chainOf(new byte[0]));
  }

  private byte[] proven() {
    if (UNREADABLE.contains(expect)) {
      return allowed(name, law).proven();
    }
    Map<Integer, byte[]> fields = new TreeMap<>();
    fields.put(1, Cbor.bytes(chainDigest()));
    fields.put(2, Cbor.text(verifier));
    fields.put(3, Cbor.number(ask.request().action().number()));
    fields.put(4, Cbor.bytes(ask.selectorDigest()));
    fields.put(5, Cbor.number(ask.request().purpose().number()));
    fields.put(6, Cbor.bytes(nonce));
    fields.put(7, Cbor.number(now));
    fields.put(8, Cbor.bytes(new byte[16]));
    fields.putAll(claimed);
    List<byte[]> entries = new ArrayList<>(List.of(Cbor.head(5, fields.size())));
    fields.forEach((key, value) -> entries.add(Cbor.concat(Cbor.number(key), value)));
    byte[] payload = claim.apply(Cbor.concat(entries.toArray(byte[][]::new)));
    return proof.apply(prover.apply(domain, payload));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String expect() {
    return expect;
  }

  @Override
  public String outcome() {
    List<String> before = accepted;
    GrantVerifier sdk = GrantVerifier.of(PatientKeyView.rootKeys(), (use, until, at) -> {
      if (before == null) {
        throw new IllegalStateException("the memory is lost");
      }
      return before.stream().noneMatch(b -> b.replace(":", "").equals(use));
    });
    Map<StatusHandle, Long> positions = new HashMap<>();
    revoked.forEach((handle, position) -> positions.put(new StatusHandle(handle), position));
    Revocations view =
        new Revocations(positions, keys, followed, Instant.ofEpochSecond(viewTime()));
    Decision decision = sdk.decide(
        new Presentation(shown(), proven()),
        ask.request(),
        new Challenge(verifier, nonce),
        new Circumstances(Instant.ofEpochSecond(now), view, directives, earlierUses)
            .brokenAt(Optional.ofNullable(firstBreak).map(Instant::ofEpochSecond)));
    return decision instanceof Decision.Deny deny ? deny.code().id() : ALLOW;
  }

  private long viewTime() {
    return asOf == null ? now : asOf;
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "decision");
    members.put("law", law);
    members.put("expect", expect);
    members.put("chain", shown());
    members.put("proof", proven());
    members.put("request", ask.json());
    members.put("verifier", verifier);
    members.put("nonce", nonce);
    members.put("now", now);
    members.put("view", view());
    members.put("directives", directives.stream().map(Shown::json).toList());
    members.put("earlierUses", earlierUses);
    members.put("firstBreak", firstBreak == null ? "none" : firstBreak);
    members.put("accepted", accepted == null ? "lost" : accepted);
    return members;
  }

  private Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("asOf", viewTime());
    view.put("revoked", revoked);
    view.put("followed", followed);
    view.put(
        "keys",
        keys.entrySet().stream()
            .flatMap(key -> key.getValue().stream().map(known -> json(key.getKey(), known)))
            .toList());
    return view;
  }

  private static Map<String, Object> json(VaultKey key, KeyRevocation known) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("vault", key.vault().bytes());
    members.put("key", key.key().bytes());
    members.put("since", known.since());
    members.put("issuedBefore", known.issuedBefore().orElse(0));
    return members;
  }

  private static boolean isInS2(Field<VerifyKey> holders) {
    return holders instanceof Field.Some<VerifyKey> some
        && some.values().stream().anyMatch(key -> key.suite() == Suite.S2);
  }

  private static Map<String, Object> json(Directive d) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("vault", d.vault().bytes());
    members.put("holders", Ask.jsonOf(d.holders(), k -> Json.bytes(k.bytes())));
    if (isInS2(d.holders())) {
      members.put("suite", Suite.S2.number());
    }
    members.put("purposes", Ask.jsonOf(d.purposes(), p -> p.number()));
    members.put(
        "atom",
        Arrays.asList(
            Ask.jsonOf(d.forbidden().actions(), a -> a.number()),
            Ask.jsonOf(d.forbidden().types(), t -> t),
            Ask.jsonOf(d.forbidden().categories(), c -> c.number()),
            Ask.json(d.forbidden().days()),
            Ask.jsonOf(d.forbidden().labels(), l -> l.number()),
            Ask.jsonOf(d.forbidden().sources(), s -> Json.bytes(s.publicKey())),
            Ask.jsonOf(d.forbidden().ids(), i -> i.value())));
    return members;
  }
}
